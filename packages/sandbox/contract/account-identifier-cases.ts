/** The account API's contract, continued: e-mail, phone, social accounts, passkeys; refusals without connectors. */
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
import type { Case, Expectation } from './shapes.ts';

/** zod 3's issues, which Logto passes on, and the same as text. */
export const invalidInput = (
  part: 'body' | 'query' | 'files',
  ...paths: string[]
): Expectation => ({
  status: 400,
  body: z.strictObject({
    code: z.literal('guard.invalid_input'),
    message: z.literal(`The request ${part} is invalid.`),
    details: z
      .string()
      .refine((text) => paths.every((path) => text.includes(`Error in key path "${path}":`))),
    data: z.strictObject({
      name: z.literal('ZodError'),
      issues: z
        .array(z.looseObject({ code: z.string(), message: z.string(), path: z.array(z.unknown()) }))
        .length(paths.length),
    }),
  }),
});
const NOT_FOUND = error(400, 'verification_record.not_found');
const record = { newIdentifierVerificationRecordId: 'nope' };
const nothing: Expectation = { status: 204, text: /^$/ };

const addresses = [
  { name: 'email', value: 'new@example.test', connector: 'Email' },
  { name: 'phone', value: '15551234567', connector: 'Sms' },
].flatMap(({ name, value, connector }): Case[] => {
  const path = `my-account/primary-${name}`;
  return [
    account(
      `a new ${name} without a proof`,
      withoutProof('POST', path, { [name]: value, ...record }),
      () => error(401, PERMISSION_DENIED),
    ),
    account(
      `a new ${name} that no code was sent to`,
      withProof('POST', path, { [name]: value, ...record }),
      () => NOT_FOUND,
    ),
    account(`a new ${name} that is none`, withProof('POST', path, { [name]: 'nope' }), () =>
      invalidInput('body', name, 'newIdentifierVerificationRecordId'),
    ),
    account(
      `a new ${name} by a proof of the password`,
      async ({ call, verify }) => {
        const proof = await verify();
        const body = { [name]: value, newIdentifierVerificationRecordId: proof };
        return call('POST', path, { body, proof });
      },
      () => NOT_FOUND,
    ),
    account(`removing the ${name} without a proof`, withoutProof('DELETE', path), () =>
      error(401, PERMISSION_DENIED),
    ),
    account(
      `removing the ${name} where it is only read`,
      withProof('DELETE', path),
      () => error(400, 'account_center.field_not_editable'),
      { center: { enabled: true, fields: { [name]: 'ReadOnly' } } },
    ),
    account(
      `a code by ${name}, without anything to send it`,
      withoutProof('POST', 'verifications/verification-code', {
        identifier: { type: name, value },
      }),
      () => ({
        status: 501,
        body: z.strictObject({
          code: z.literal('connector.not_found'),
          message: z.literal(`Cannot find any available connector for type: ${connector}.`),
        }),
      }),
    ),
    account(
      `a code by ${name} that was never sent`,
      withoutProof('POST', 'verifications/verification-code/verify', {
        identifier: { type: name, value },
        verificationId: 'nope',
        code: '000000',
      }),
      () => NOT_FOUND,
    ),
  ];
});

const removals: Case[] = [
  account(
    'removing a phone number that is not there',
    withProof('DELETE', 'my-account/primary-phone'),
    () => nothing,
  ),
  account(
    'removing the e-mail, and putting it back',
    async ({ call, verify, target }) => {
      const removed = await call('DELETE', 'my-account/primary-email', { proof: await verify() });
      const { id, email } = target.user;
      await target.management.api('PATCH', `users/${id}`, { primaryEmail: email });
      return removed;
    },
    () => nothing,
  ),
  account(
    'removing the last identifier',
    async ({ call, verify, target }) => {
      const { id, email } = target.user;
      const proof = await verify();
      await call('DELETE', 'my-account/primary-email', { proof });
      const refused = await call('PATCH', 'my-account', { body: { username: null }, proof });
      await target.management.api('PATCH', `users/${id}`, { primaryEmail: email });
      return refused;
    },
    () => error(400, 'user.last_sign_in_method_required'),
  ),
];

const social = ['POST', 'PUT'].flatMap((method): Case[] => [
  account(
    `${method} identities without a proof`,
    withoutProof(method, 'my-account/identities', record),
    () => error(401, PERMISSION_DENIED),
  ),
  account(
    `${method} identities`,
    withProof(method, 'my-account/identities', record),
    () => NOT_FOUND,
  ),
  account(`${method} identities of nothing`, withProof(method, 'my-account/identities', {}), () =>
    invalidInput('body', 'newIdentifierVerificationRecordId'),
  ),
  account(
    `${method} identities without the scope`,
    withProof(method, 'my-account/identities', record),
    () => error(401, UNAUTHORIZED),
    { scope: 'openid profile' },
  ),
]);
const socialSignIn = { connectorId: 'nope', state: 'a', redirectUri: 'http://localhost:9/' };
const socialFlow: Case[] = [
  account(
    'a social sign-in at no connector',
    withoutProof('POST', 'verifications/social', socialSignIn),
    () => error(422, 'session.invalid_connector_id'),
  ),
  account(
    'a social sign-in to nowhere',
    withoutProof('POST', 'verifications/social', { ...socialSignIn, redirectUri: '' }),
    () => error(400, 'session.insufficient_info'),
  ),
  account(
    'the end of a social sign-in that never began',
    withoutProof('POST', 'verifications/social/verify', {
      connectorData: {},
      verificationRecordId: 'nope',
    }),
    () => NOT_FOUND,
  ),
  account(
    'a new token of a social account',
    withoutProof('PUT', 'my-account/identities/google/access-token', {
      verificationRecordId: 'nope',
    }),
    () => NOT_FOUND,
  ),
];

const PASSKEY = {
  type: 'WebAuthn',
  id: 'aaaa',
  rawId: 'aaaa',
  response: { clientDataJSON: 'e30', attestationObject: 'aaaa' },
  clientExtensionResults: {},
};
async function forgedPasskey({ call }: Caller) {
  const { body } = await call('POST', 'verifications/web-authn/registration');
  const { verificationRecordId } = body as { verificationRecordId: string };
  const sent = { verificationRecordId, payload: PASSKEY };
  return call('POST', 'verifications/web-authn/registration/verify', { body: sent });
}
const passkeys: Case[] = [
  account(
    'a new passkey',
    withoutProof('POST', 'verifications/web-authn/registration'),
    ({ user }) => ({
      status: 200,
      body: z.strictObject({
        verificationRecordId: z.string(),
        expiresAt: z.iso.datetime(),
        registrationOptions: z.looseObject({
          challenge: z.string().regex(/^[\w-]{43}$/),
          rp: z.strictObject({ id: z.string(), name: z.string() }),
          user: z.looseObject({ name: z.literal(user.email) }),
          attestation: z.literal('none'),
        }),
      }),
    }),
  ),
  account('a passkey that no authenticator made', forgedPasskey, () =>
    error(400, 'session.mfa.webauthn_verification_failed', {
      data: z.strictObject({ message: z.string() }),
    }),
  ),
  account(
    'keeping a passkey where the factor is off',
    withProof('POST', 'my-account/mfa-verifications', { type: 'WebAuthn', ...record }),
    () => error(400, 'session.mfa.mfa_factor_not_enabled'),
  ),
  account(
    'naming a passkey that is none',
    withProof('PATCH', 'my-account/mfa-verifications/nope/name', { name: 'Key' }),
    () => NOT_FOUND,
  ),
];
const avatar: Case[] = [
  account('a picture that is no form', withoutProof('POST', 'my-account/user-assets/avatar'), () =>
    invalidInput('files', ''),
  ),
];

export const accountIdentifierCases: Case[] = [
  ...addresses,
  ...removals,
  ...social,
  ...socialFlow,
  ...passkeys,
  ...avatar,
];
