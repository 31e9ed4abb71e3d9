/** The account API's contract, continued: what needs a proof of the person, and stored tokens. */
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
import type { Answer } from './client.ts';
import { SCOPES } from './flows.ts';
import type { Case } from './shapes.ts';

const proofs: Case[] = [
  account(
    'verifying by password',
    ({ call, target }) =>
      call('POST', 'verifications/password', { body: { password: target.user.password } }),
    () => ({
      status: 201,
      body: z.strictObject({
        verificationRecordId: z.string().regex(/^[a-z0-9]{21}$/),
        expiresAt: z.iso.datetime(),
      }),
    }),
  ),
  account(
    'verifying by a wrong password',
    withoutProof('POST', 'verifications/password', { password: 'nope' }),
    () => error(422, 'session.invalid_credentials'),
  ),
  account(
    'changing the password without a proof',
    withoutProof('POST', 'my-account/password', { password: 'Another-pass-2026' }),
    () => error(401, PERMISSION_DENIED),
  ),
  account(
    'a proof that is none',
    ({ call }) =>
      call('POST', 'my-account/password', { body: { password: 'Another-2026' }, proof: 'nope' }),
    () => error(401, PERMISSION_DENIED),
  ),
  account(
    'changing the password to the same',
    async ({ call, verify, target }) => {
      const { password } = target.user;
      return call('POST', 'my-account/password', { body: { password }, proof: await verify() });
    },
    () => error(422, 'user.same_password'),
  ),
  account(
    'changing the password to a weak one',
    withProof('POST', 'my-account/password', { password: '123' }),
    () =>
      error(422, 'password.rejected', {
        data: z.tuple([
          z.strictObject({
            code: z.literal('password_rejected.too_short'),
            interpolation: z.strictObject({ min: z.number() }),
          }),
          z.strictObject({ code: z.literal('password_rejected.restricted.sequence') }),
        ]),
      }),
  ),
];

const TOTP = { type: 'Totp', secret: 'JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP' };
const secondFactors: Case[] = [
  account('no second factors', withoutProof('GET', 'my-account/mfa-verifications'), () => ({
    status: 200,
    body: z.tuple([]),
  })),
  account(
    'second factors without the scope',
    withoutProof('GET', 'my-account/mfa-verifications'),
    () => error(401, UNAUTHORIZED),
    { scope: 'openid profile' },
  ),
  account('settings of second factors', withoutProof('GET', 'my-account/mfa-settings'), () => ({
    status: 200,
    body: z.strictObject({ skipMfaOnSignIn: z.literal(false) }),
  })),
  account(
    'a new secret',
    withoutProof('POST', 'my-account/mfa-verifications/totp-secret/generate'),
    () => ({ status: 200, body: z.strictObject({ secret: z.string().regex(/^[A-Z2-7]{32}$/) }) }),
  ),
  account(
    'new backup codes',
    withoutProof('POST', 'my-account/mfa-verifications/backup-codes/generate'),
    () => ({
      status: 200,
      body: z.strictObject({ codes: z.array(z.string().regex(/^[\da-f]{10}$/)).length(10) }),
    }),
  ),
  account(
    'adding a factor without a proof',
    withoutProof('POST', 'my-account/mfa-verifications', TOTP),
    () => error(401, PERMISSION_DENIED),
  ),
  account(
    'adding a factor that the tenant has not',
    withProof('POST', 'my-account/mfa-verifications', TOTP),
    () => error(400, 'session.mfa.mfa_factor_not_enabled'),
  ),
  account(
    'removing a factor that is none',
    withProof('DELETE', 'my-account/mfa-verifications/nope'),
    () => error(400, 'verification_record.not_found'),
  ),
];

const sessions: Case[] = [
  account('sessions without a proof', withoutProof('GET', 'my-account/sessions'), () =>
    error(401, PERMISSION_DENIED),
  ),
  account(
    'sessions without the scope',
    withProof('GET', 'my-account/sessions'),
    () => error(401, UNAUTHORIZED),
    { scope: SCOPES },
  ),
  account('one session, this one', currentSession, (target) => ({
    status: 200,
    body: z.strictObject({
      payload: z.looseObject({
        uid: z.string(),
        kind: z.literal('Session'),
        loginTs: z.number(),
        accountId: z.literal(target.user.id),
      }),
      lastSubmission: z.looseObject({ interactionEvent: z.literal('SignIn') }),
      clientId: z.literal(target.application.id),
      accountId: z.literal(target.user.id),
      expiresAt: z.number(),
      isCurrent: z.literal(true),
    }),
  })),
  account(
    'ending a session that is none',
    withProof('DELETE', 'my-account/sessions/nope?revokeGrantsTarget=all'),
    () =>
      error(400, 'oidc.session_not_found', { data: z.strictObject({ status: z.literal(404) }) }),
  ),
  account('grants', withProof('GET', 'my-account/grants'), (target) => ({
    status: 200,
    body: z.strictObject({
      grants: z
        .array(
          z.strictObject({
            id: z.string(),
            payload: z.looseObject({
              kind: z.literal('Grant'),
              clientId: z.literal(target.application.id),
              accountId: z.literal(target.user.id),
              openid: z.strictObject({ scope: z.string() }),
            }),
            expiresAt: z.number(),
            application: z.strictObject({
              id: z.literal(target.application.id),
              name: z.string(),
            }),
          }),
        )
        .nonempty(),
    }),
  })),
];

/** The list, which may hold other cases' sessions, reduced to the one that asks. */
async function currentSession(caller: Caller): Promise<Answer> {
  const answer = await withProof('GET', 'my-account/sessions')(caller);
  const { sessions: all } = answer.body as { sessions: { isCurrent: boolean }[] };
  return { ...answer, body: all.find(({ isCurrent }) => isCurrent) };
}

const social: Case[] = [
  account(
    'removing an identity without a proof',
    withoutProof('DELETE', 'my-account/identities/google'),
    () => error(401, PERMISSION_DENIED),
  ),
  account(
    'removing an identity that one has not',
    withProof('DELETE', 'my-account/identities/google'),
    () => error(404, 'user.identity_not_exist'),
  ),
  account(
    'a stored token of a social account',
    withoutProof('GET', 'my-account/identities/google/access-token'),
    () => error(404, 'secrets.third_party_token_set.token_not_found'),
  ),
  account(
    'a code by e-mail, without anything to send it',
    withoutProof('POST', 'verifications/verification-code', {
      identifier: { type: 'email', value: 'new@example.test' },
    }),
    () => error(501, 'connector.not_found'),
  ),
];

const storedToken = ({ call, target }: Caller) =>
  call('GET', `my-account/sso-identities/${target.connector.id}/access-token`);
const vault: Case[] = [
  account('a stored token of somebody who has none', storedToken, () =>
    error(404, 'secrets.third_party_token_set.token_not_found'),
  ),
  account('a stored token without the scope', storedToken, () => error(403, 'auth.forbidden'), {
    scope: SCOPES,
  }),
  account(
    'a stored token while the account center is off',
    storedToken,
    () => error(400, 'account_center.not_enabled'),
    { center: { enabled: false } },
  ),
];

export const accountProofCases: Case[] = [
  ...proofs,
  ...secondFactors,
  ...sessions,
  ...social,
  ...vault,
];
