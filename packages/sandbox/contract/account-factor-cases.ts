/** The account API's contract, continued: second factors where the tenant has them, and what was answered about them. */
import { Secret, TOTP } from 'otpauth';
import { z } from 'zod';
import {
  account,
  type Caller,
  error,
  PERMISSION_DENIED,
  UNAUTHORIZED,
  withoutProof,
  withProof,
} from './account-flows.ts';
import { invalidInput } from './account-identifier-cases.ts';
import type { Answer } from './client.ts';
import type { Case } from './shapes.ts';

const SECRET = 'JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP';
const OTHER_SECRET = 'KRSXG5CTMVRXEZLUKRSXG5CTMVRXEZLU';
const codeOf = (secret: string) => new TOTP({ secret: Secret.fromBase32(secret) }).generate();
const FACTORS = 'my-account/mfa-verifications';

/** With the factors on and none set up, and as before after. */
const withFactors =
  (send: (caller: Caller, proof: string) => Promise<Answer>) => async (caller: Caller) => {
    const { target, verify } = caller;
    const { api } = target.management;
    const { mfa } = await api<{ mfa: object }>('GET', 'sign-in-exp');
    await api('PATCH', 'sign-in-exp', {
      mfa: { factors: ['Totp', 'BackupCode'], policy: 'NoPrompt' },
    });
    try {
      return await send(caller, await verify());
    } finally {
      const path = `users/${target.user.id}/mfa-verifications`;
      for (const { id } of await api<{ id: string }[]>('GET', path)) {
        await api('DELETE', `${path}/${id}`);
      }
      await api('PATCH', 'sign-in-exp', { mfa });
    }
  };
const addTotp = ({ call }: Caller, proof: string) =>
  call('POST', FACTORS, { proof, body: { type: 'Totp', secret: SECRET } });
async function addBackupCodes({ call }: Caller, proof: string) {
  const { codes } = (await call('POST', `${FACTORS}/backup-codes/generate`)).body as {
    codes: string[];
  };
  return call('POST', FACTORS, { proof, body: { type: 'BackupCode', codes } });
}

const added = { id: z.string(), createdAt: z.iso.datetime() };
const factors: Case[] = [
  account('an authenticator app', withFactors(addTotp), () => ({ status: 204, text: /^$/ })),
  account(
    'an authenticator app with a wrong code',
    withFactors(({ call }, proof) =>
      call('POST', FACTORS, { proof, body: { type: 'Totp', secret: SECRET, code: '000' } }),
    ),
    () => error(400, 'session.mfa.invalid_totp_code'),
  ),
  account(
    'an authenticator app with a secret that is none',
    withFactors(({ call }, proof) =>
      call('POST', FACTORS, { proof, body: { type: 'Totp', secret: 'JBSWY3DP' } }),
    ),
    () => error(400, 'user.totp_secret_invalid'),
  ),
  account(
    'a second authenticator app',
    withFactors(async (caller, proof) => {
      await addTotp(caller, proof);
      return addTotp(caller, proof);
    }),
    () => error(422, 'user.totp_already_in_use'),
  ),
  account(
    'another authenticator app instead',
    withFactors(async (caller, proof) => {
      await addTotp(caller, proof);
      const body = { secret: OTHER_SECRET, code: codeOf(OTHER_SECRET) };
      await caller.call('PUT', `${FACTORS}/totp`, { proof, body });
      return caller.call('GET', FACTORS);
    }),
    () => ({
      status: 200,
      body: z.tuple([z.strictObject({ ...added, type: z.literal('Totp') })]),
    }),
  ),
  account(
    'another authenticator app with a wrong code',
    withFactors(({ call }, proof) =>
      call('PUT', `${FACTORS}/totp`, { proof, body: { secret: OTHER_SECRET, code: '000' } }),
    ),
    () => error(400, 'session.mfa.invalid_totp_code'),
  ),
  account('backup codes alone', withFactors(addBackupCodes), () =>
    error(422, 'session.mfa.backup_code_can_not_be_alone'),
  ),
  account(
    'backup codes of the wrong form',
    withFactors(async (caller, proof) => {
      await addTotp(caller, proof);
      return caller.call('POST', FACTORS, { proof, body: { type: 'BackupCode', codes: ['a'] } });
    }),
    () => error(422, 'user.wrong_backup_code_format'),
  ),
  account(
    'backup codes, shown again',
    withFactors(async (caller, proof) => {
      await addTotp(caller, proof);
      await addBackupCodes(caller, proof);
      return caller.call('GET', `${FACTORS}/backup-codes`, { proof });
    }),
    () => ({
      status: 200,
      body: z.strictObject({
        codes: z.array(z.strictObject({ code: z.string().regex(/^[\da-f]{10}$/) })).length(10),
      }),
    }),
  ),
  account('no backup codes', withProof('GET', `${FACTORS}/backup-codes`), () =>
    error(404, 'verification_record.not_found'),
  ),
  account('backup codes without a proof', withoutProof('GET', `${FACTORS}/backup-codes`), () =>
    error(401, PERMISSION_DENIED),
  ),
  account('a factor of no kind', withProof('POST', FACTORS, { type: 'Nope' }), () =>
    invalidInput('body', 'type'),
  ),
];

const NOTHING = { skipMfaOnSignIn: false };
const CONFIGS = 'my-account/logto-configs';
const settings: Case[] = [
  account(
    'skipping second factors without a proof',
    withoutProof('PATCH', 'my-account/mfa-settings', NOTHING),
    () => error(401, PERMISSION_DENIED),
  ),
  account(
    'skipping second factors',
    withProof('PATCH', 'my-account/mfa-settings', NOTHING),
    () => ({
      status: 200,
      body: z.strictObject({ skipMfaOnSignIn: z.literal(false) }),
    }),
  ),
  account('skipping something else', withProof('PATCH', 'my-account/mfa-settings', {}), () =>
    invalidInput('body', 'skipMfaOnSignIn'),
  ),
  account('what was answered', withoutProof('GET', CONFIGS), () => ({
    status: 200,
    body: z.strictObject({
      mfa: z.strictObject({
        enabled: z.boolean().optional(),
        skipped: z.boolean(),
        skipMfaOnSignIn: z.boolean(),
      }),
      passkeySignIn: z.strictObject({ skipped: z.boolean() }),
    }),
  })),
  account('answering', withProof('PATCH', CONFIGS, { passkeySignIn: { skipped: true } }), () => ({
    status: 200,
    body: z.looseObject({ passkeySignIn: z.strictObject({ skipped: z.literal(true) }) }),
  })),
  account(
    'what was answered, without the scope',
    withoutProof('GET', CONFIGS),
    () => error(401, UNAUTHORIZED),
    {
      scope: 'openid profile',
    },
  ),
];

const sessions: Case[] = [
  account(
    'ending a session with grants of no kind',
    withProof('DELETE', 'my-account/sessions/nope?revokeGrantsTarget=x'),
    () => invalidInput('query', 'revokeGrantsTarget'),
  ),
  account(
    'grants of other companies',
    withProof('GET', 'my-account/grants?appType=thirdParty'),
    () => ({
      status: 200,
      body: z.strictObject({ grants: z.tuple([]) }),
    }),
  ),
  account('ending a grant that is none', withProof('DELETE', 'my-account/grants/nope'), () =>
    error(404, 'oidc.invalid_grant'),
  ),
  account(
    'a refresh token after its grant',
    async ({ call, verify, issued, target }) => {
      const proof = await verify();
      const { body } = await call('GET', 'my-account/sessions', { proof });
      const { sessions: all } = body as {
        sessions: {
          isCurrent: boolean;
          payload: { authorizations: Record<string, { grantId: string }> };
        }[];
      };
      const current = all.find(({ isCurrent }) => isCurrent);
      const id = current?.payload.authorizations[target.application.id]?.grantId;
      await call('DELETE', `my-account/grants/${id}`, { proof });
      return call('GET', 'my-account', { token: issued.access_token });
    },
    () => error(401, UNAUTHORIZED),
  ),
];

export const accountFactorCases: Case[] = [...factors, ...settings, ...sessions];
