/** The contract of `/api/users`, continued: second factors, and what ends somebody's sessions. */
import { z } from 'zod';
import { Client } from './client.ts';
import {
  type Bench,
  byPassword,
  type exchanged,
  invalid,
  managed,
  NO_CONTENT,
  NOT_FOUND,
  ok,
  refused,
} from './management-bench.ts';
import { about, changed } from './management-user-cases.ts';
import { type Case, invalidGrant, oidcError } from './shapes.ts';

const SECRET = 'JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP';
const withFactor =
  (method: string, path: string, body?: object) =>
  async ({ user, api, call }: Bench) => {
    const { id } = await user();
    await api('POST', `users/${id}/mfa-verifications`, { type: 'Totp', secret: SECRET });
    const [factor] = await api<{ id: string }[]>('GET', `users/${id}/mfa-verifications`);
    return call(method, `users/${id}/${path.replace(':factor', factor?.id ?? '')}`, body);
  };
const add = 'users/:id/mfa-verifications';
const factors: Case[] = [
  about('a factor with a known secret', ['POST', add, { type: 'Totp', secret: SECRET }], () =>
    ok(
      z.strictObject({
        type: z.literal('Totp'),
        secret: z.literal(SECRET),
        secretQrCode: z.string().startsWith('data:image/png;base64,'),
      }),
    ),
  ),
  about('a factor with a new secret', ['POST', add, { type: 'Totp' }], () =>
    ok(z.looseObject({ secret: z.string().regex(/^[A-Z2-7]{32}$/) })),
  ),
  about('a secret that is none', ['POST', add, { type: 'Totp', secret: 'bad!' }], () =>
    refused(422, 'user.totp_secret_invalid'),
  ),
  about('backup codes alone', ['POST', add, { type: 'BackupCode' }], () =>
    refused(422, 'session.mfa.backup_code_can_not_be_alone'),
  ),
  about('a factor that is none', ['POST', add, { type: 'Nope' }], () => invalid('type')),
  managed('user: factors', withFactor('GET', 'mfa-verifications'), () =>
    ok(
      z.tuple([
        z.strictObject({
          id: z.string().length(21),
          createdAt: z.iso.datetime(),
          type: z.literal('Totp'),
        }),
      ]),
    ),
  ),
  managed('user: a second app', withFactor('POST', 'mfa-verifications', { type: 'Totp' }), () =>
    refused(422, 'user.totp_already_in_use'),
  ),
  managed(
    'user: backup codes',
    withFactor('POST', 'mfa-verifications', { type: 'BackupCode' }),
    () =>
      ok(
        z.strictObject({
          type: z.literal('BackupCode'),
          codes: z.array(z.string().regex(/^[\da-f]{10}$/)).length(10),
        }),
      ),
  ),
  managed('user: settings after a factor was added', withFactor('GET', 'logto-configs'), () =>
    ok(
      z.looseObject({
        mfa: z.strictObject({ skipped: z.literal(false), skipMfaOnSignIn: z.literal(false) }),
      }),
    ),
  ),
  managed(
    'user: a factor removed',
    withFactor('DELETE', 'mfa-verifications/:factor'),
    () => NO_CONTENT,
  ),
  managed(
    'user: an unknown factor removed',
    withFactor('DELETE', 'mfa-verifications/nope'),
    () => NOT_FOUND,
  ),
];

/** Signs a person of the case in, does something to them, and asks with what they have. */
const afterwards =
  (change: (bench: Bench, id: string) => Promise<unknown>, path: 'token' | 'me') =>
  async (bench: Bench) => {
    const password = 'Contract-pass-2026';
    const { id, username } = await bench.user({ password });
    const target = { ...bench.target, user: { ...bench.target.user, username, password } };
    const client = new Client(target.endpoint);
    const issued = (await byPassword(client, target)) as Awaited<ReturnType<typeof exchanged>>;
    await change(bench, id);
    if (path === 'me') {
      return client.get('/oidc/me', { authorization: `Bearer ${issued.access_token}` });
    }
    const { id: appId, secret } = target.application;
    return client.form(
      '/oidc/token',
      { grant_type: 'refresh_token', refresh_token: issued.refresh_token },
      { authorization: `Basic ${btoa(`${appId}:${secret}`)}` },
    );
  };
const suspend = ({ api }: Bench, id: string) =>
  api('PATCH', `users/${id}/is-suspended`, { isSuspended: true });
const remove = ({ api }: Bench, id: string) => api('DELETE', `users/${id}`);
const dead = () => ({ status: 401, body: oidcError('invalid_token', 'invalid token provided') });
const ended: Case[] = [
  about('suspended', ['PATCH', 'users/:id/is-suspended', { isSuspended: true }], () =>
    ok(changed({ isSuspended: z.literal(true) })),
  ),
  about('suspended or not', ['PATCH', 'users/:id/is-suspended', {}], () => invalid('isSuspended')),
  managed('user: refresh after suspension', afterwards(suspend, 'token'), () => ({
    status: 400,
    body: invalidGrant,
  })),
  managed('user: userinfo after suspension', afterwards(suspend, 'me'), dead),
  managed('user: refresh after removal', afterwards(remove, 'token'), () => ({
    status: 400,
    body: invalidGrant,
  })),
  managed('user: userinfo after removal', afterwards(remove, 'me'), dead),
];

export const managementUserSecurityCases: Case[] = [...factors, ...ended];
