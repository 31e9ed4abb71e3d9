import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';

const ACME = {
  ...{ id: 'acme', name: 'Acme Okta', displayName: 'Acme', domains: ['acme.test'] },
  ...{ issuer: 'https://acme.okta.com/oauth2/default', storesTokens: true },
};
vi.mock('#lib/logto/connectors.ts', () => ({ knownConnectors: async () => [ACME] }));
vi.mock('#lib/env.ts', () => ({ getEnv: () => ({ SSO_COMPANIES: [] }) }));
vi.mock('#lib/session/current.ts', () => ({ readSession: async () => undefined }));
const { companyByEmail, companyById, companyByIssuer, companyByLink } = await import(
  './companies.ts'
);

const unknown = { ok: false, reason: 'unknown' };

/** Somebody's own issuer, which counts who asks it. */
let requests = 0;
const server = createServer((_, response) => {
  requests += 1;
  response.end('{}');
});
server.on('connection', () => {
  requests += 1;
});
let issuer: string;
beforeAll(async () => {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => void server.close());

it('an issuer that a link names is compared, and never asked (CVE-2025-57822)', async () => {
  for (const one of [issuer, `${issuer}/`, `${issuer}/oauth2/default`, `${issuer}/?a=b`]) {
    expect(await companyByIssuer(one), one).toEqual(unknown);
    expect(await companyById(one), one).toEqual(unknown);
    expect(await companyByLink(one), one).toEqual(unknown);
    expect(await companyByEmail(`emma@${one}`), one).toBeUndefined();
  }
  // What was sent and not waited for would have come by now.
  await new Promise((resolve) => setTimeout(resolve, 100));
  expect(requests).toBe(0);
});

it('an issuer is a company’s by all of it', async () => {
  const { origin } = new URL(ACME.issuer);
  for (const one of [ACME.issuer, `${ACME.issuer}/`, origin, 'https://ACME.okta.com']) {
    expect(await companyByIssuer(one), one).toMatchObject({ value: { id: 'acme' } });
  }
  const others = [
    ...[`${origin}.evil.test`, 'https://evil.test', 'https://evil-acme.okta.com'],
    ...[`${origin}:8443`, 'http://acme.okta.com', 'https://user@acme.okta.com', `${origin}?x`],
    ...[
      `${origin}/oauth2`,
      `${origin}/oauth2/other`,
      `https://evil.test/${origin}`,
      'acme.okta.com',
    ],
  ];
  for (const one of others) expect(await companyByIssuer(one), one).toEqual(unknown);
});

it('a domain is a company’s by all of it', async () => {
  expect(await companyByEmail('Emma@Acme.test')).toMatchObject({ id: 'acme' });
  for (const email of ['e@evil-acme.test', 'e@acme.test.evil.test', 'e@sub.acme.test', 'acme.test'])
    expect(await companyByEmail(email), email).toBeUndefined();
});
