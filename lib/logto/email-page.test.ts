import { createManagementClient } from '@logto-okta/clients/logto/client';
import { beforeEach, expect, it, vi } from 'vitest';
import { emailPage, forgetEmailPage } from './email-page.ts';

const connected = vi.hoisted(() => ({ api: undefined as unknown }));
vi.mock('./admin.ts', () => ({ managementApi: () => connected.api }));
vi.mock('#lib/env.ts', () => ({
  getEnv: () => ({ LOGTO_ENDPOINT: 'https://logto.example', BASE_URL: 'https://app.example' }),
}));
vi.mock('#lib/sign-in/renewal.ts', () => ({ renewalPath: (to: string) => `/renew?to=${to}` }));
vi.mock('next-intl/server', () => ({ getLocale: async () => 'th' }));

let tenant: { center: object; connectors: object[] } | undefined;
let asked = 0;
beforeEach(() => {
  forgetEmailPage();
  vi.spyOn(console, 'log').mockImplementation(() => {});
  asked = 0;
  connected.api = createManagementClient({
    ...{ endpoint: 'https://logto.example', credentials: { appId: 'm', appSecret: 's' } },
    attempts: 1,
    fetch: async (url) => {
      const { pathname } = new URL(String(url));
      if (pathname === '/oidc/token') {
        return Response.json({ access_token: 't', expires_in: 3600, scope: 'all' });
      }
      asked += 1;
      if (!tenant) return new Response('down', { status: 503 });
      return Response.json(pathname.endsWith('/connectors') ? tenant.connectors : tenant.center);
    },
  });
});

const EDIT = { enabled: true, fields: { email: 'Edit' } };
const MAILER = { type: 'Email', config: { authorization: 'secret' } };

it('leads there and back, in the person’s language', async () => {
  tenant = { center: EDIT, connectors: [MAILER] };
  expect(await emailPage('/dashboard')).toBe(
    'https://logto.example/account/email?redirect=https%3A%2F%2Fapp.example%2Frenew%3Fto%3D%2Fdashboard&ui_locales=th',
  );
  await emailPage('/dashboard');
  expect(asked).toBe(2);
});

it.each([
  ['the account center is off', { center: { ...EDIT, enabled: false }, connectors: [MAILER] }],
  [
    'the field is read-only',
    { center: { ...EDIT, fields: { email: 'ReadOnly' } }, connectors: [MAILER] },
  ],
  ['the field is off', { center: { ...EDIT, fields: {} }, connectors: [MAILER] }],
  ['nothing sends e-mails', { center: EDIT, connectors: [{ type: 'Sms' }] }],
  ['Logto doesn’t say', undefined],
])('is no way out when %s', async (_, given) => {
  tenant = given;
  expect(await emailPage('/dashboard')).toBeUndefined();
});

it('nor without the Management API', async () => {
  connected.api = undefined;
  expect(await emailPage('/dashboard')).toBeUndefined();
});
