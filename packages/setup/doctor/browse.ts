import { request as requestHttp } from 'node:http';
import { request as requestHttps } from 'node:https';
import type { Answer } from './facts.ts';

/** What browsers say of a person who typed an address; the app answers nothing else so. */
const NAVIGATION = {
  accept: 'text/html,application/xhtml+xml',
  'sec-fetch-dest': 'document',
  'sec-fetch-mode': 'navigate',
  'sec-fetch-site': 'none',
};

/**
 * A page as a browser asks for it. Not by `fetch`, which always says `Sec-Fetch-Mode: cors`.
 * @throws what the network throws; TimeoutError after `timeoutMs`.
 */
export function browse(url: string, timeoutMs: number): Promise<Answer> {
  const { promise, resolve, reject } = Promise.withResolvers<Answer>();
  const send = url.startsWith('https:') ? requestHttps : requestHttp;
  const outgoing = send(
    url,
    { headers: NAVIGATION, signal: AbortSignal.timeout(timeoutMs) },
    (incoming) => {
      const { 'set-cookie': cookies = [], ...headers } = incoming.headers;
      resolve({
        status: incoming.statusCode ?? 0,
        headers: Object.fromEntries(
          Object.entries(headers).map(([name, value]) => [name, String(value)]),
        ),
        cookies,
      });
      incoming.destroy();
    },
  );
  outgoing.on('error', (problem) => {
    // The signal's reason is what tells a time limit from the rest.
    const isLate = problem.name === 'AbortError' && problem.cause instanceof Error;
    reject(isLate ? problem.cause : problem);
  });
  outgoing.end();
  return promise;
}
