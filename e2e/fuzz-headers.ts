import { nasty } from '@logto-okta/clients/tests/fuzz';
import fc from 'fast-check';

/** Node's client refuses what can't be in a header or an address at all. */
export const headerText = (text: string) =>
  text.toWellFormed().replace(/[^\t\x20-\x7e]/gu, (character) => encodeURIComponent(character));

/** Headers by which proxies, Next and browsers say things, with other people's words in them. */
export function headerLists(appUrl: string) {
  const host = fc.constantFrom(
    ...[
      'elsewhere.example',
      new URL(appUrl).host,
      'localhost',
      '127.0.0.1',
      'elsewhere.example:443',
    ],
    ...[`${new URL(appUrl).host}@elsewhere.example`, 'a b', '[::1', '', '../..', 'x'.repeat(300)],
  );
  const text = nasty.map((one) => headerText(one.slice(0, 400)));
  const ofHost = [
    'host',
    'x-forwarded-host',
    'x-forwarded-server',
    'x-original-host',
    'origin',
    'referer',
  ];
  // Without `next-router-state-tree`: Next strips it before `proxy.ts` sees it, and answers 500 to one
  // that it can't read.
  const ofText = [
    ...['x-forwarded-proto', 'x-forwarded-for', 'x-forwarded-port', 'forwarded', 'accept-language'],
    ...['accept', 'content-type', 'rsc', 'next-url', 'next-action', 'next-router-prefetch'],
    ...['next-router-segment-prefetch', 'x-middleware-subrequest'],
    ...[
      'x-middleware-rewrite',
      'x-middleware-next',
      'x-original-url',
      'x-rewrite-url',
      'x-nextjs-data',
    ],
    ...[
      'x-matched-path',
      'x-invoke-path',
      'x-http-method-override',
      'sec-fetch-mode',
      'sec-purpose',
    ],
    ...[
      'if-none-match',
      'range',
      'authorization',
      'user-agent',
      'content-security-policy',
      'x-nonce',
    ],
  ];
  const useful = fc.constantFrom(
    '1',
    'https',
    'de;q=0.9, th',
    '*',
    'text/x-component',
    'navigate',
    '[]',
    '%5B%5D',
  );
  const one = fc.oneof(
    fc.tuple(fc.constantFrom(...ofHost), fc.oneof(host, text)),
    fc.tuple(fc.constantFrom(...ofText), fc.oneof(text, useful, host)),
  );
  return fc.array(one, { maxLength: 4 }).map((list) => Object.fromEntries(list));
}
