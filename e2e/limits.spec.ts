/** How often somebody may do what costs others something. */
import { request } from '@playwright/test';
import { callerOf, expect, machineToken, test } from './api-clients.ts';
import { logged } from './sessions.ts';

const PER_MINUTE = { signIns: 300, apiChanges: 120 };
const NAVIGATION = { 'sec-fetch-mode': 'navigate', 'sec-fetch-dest': 'document' };

test('sign-ins from one address, whatever else its header says', async ({ world }) => {
  test.slow();
  const app = await world.startApp({ TRUSTED_PROXY_HOPS: '1' });
  const browser = await request.newContext({ baseURL: app.url });
  const start = async (forwarded: string) => {
    const headers = { ...NAVIGATION, 'x-forwarded-for': forwarded };
    const answer = await browser.get('/sign-in', { headers, maxRedirects: 0 });
    return new URL(answer.headers().location ?? '', app.url);
  };
  for (let index = 0; index < PER_MINUTE.signIns; index += 1) {
    // What a client writes itself stands before what the proxy adds.
    const { pathname } = await start(`198.51.100.${index % 250}, 203.0.113.9`);
    expect(pathname, String(index)).toBe('/oidc/auth');
  }
  const refused = await start('203.0.113.9');
  expect(refused.searchParams.get('code')).toBe('too_many_requests');
  const page = await browser.get(refused.href);
  expect(page.status()).toBe(429);
  expect(Number(page.headers()['retry-after'])).toBeGreaterThan(0);
  expect(await page.text()).toContain('Too many sign-ins at once');
  expect((await start('203.0.113.10')).pathname).toBe('/oidc/auth');
  expect(logged(app, 'limit_reached')).toEqual([
    expect.objectContaining({ limit: 'sign_in', by: '203.0.113.9' }),
  ]);
  await browser.dispose();
  await app.stop();
});

test('changes by one client of the API', async ({ api, world }) => {
  // Of its own: the other tests call with the same client.
  const app = await world.startApp({ API_RESOURCE: api.resource });
  const call = callerOf(app);
  const token = await machineToken(world, api.machine, api.resource);
  const path = '/api/organizations/nowhere/members/nobody';
  for (let index = 0; index < PER_MINUTE.apiChanges; index += 1) {
    expect((await call(path, { token, method: 'PUT' })).status).toBe(415);
  }
  const refused = await call(path, { token, method: 'PUT' });
  expect(refused).toMatchObject({ status: 429, code: 'too_many_requests' });
  expect(Number(refused.answer.headers.get('retry-after'))).toBeGreaterThan(0);
  expect((await call('/api/me', { token })).status).toBe(200);
  await app.stop();
});
