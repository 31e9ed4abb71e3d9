/** The contract of the account API: who may call it, and what it answers. */
import { z } from 'zod';
import { accountFactorCases } from './account-factor-cases.ts';
import { account, type Caller, error, PERMISSION_DENIED, UNAUTHORIZED } from './account-flows.ts';
import { accountIdentifierCases } from './account-identifier-cases.ts';
import { accountProofCases } from './account-proof-cases.ts';
import { Client } from './client.ts';
import { methodCases } from './method-cases.ts';
import type { Case } from './shapes.ts';
import type { Target } from './targets.ts';

const me = ({ call }: Caller) => call('GET', 'my-account');
const patch = (body: object) => (caller: Caller) => caller.call('PATCH', 'my-account', { body });
const common = { id: z.string(), hasSecurityVerificationMethod: z.literal(true) };
const withProfile = {
  lastSignInAt: z.number(),
  createdAt: z.number(),
  updatedAt: z.number(),
  applicationId: z.string().nullable(),
  cimdClientId: z.null().optional(),
  isSuspended: z.literal(false),
};
const named = (target: Target) => ({
  username: z.literal(target.user.username),
  name: z.string().nullable(),
  avatar: z.null(),
  profile: z.record(z.string(), z.string()),
  hasPassword: z.literal(true),
});

const callers: Case[] = [
  {
    name: 'account: without a token',
    send: (target) => new Client(target.endpoint).get('/api/my-account'),
    expect: () => error(401, 'auth.authorization_header_missing'),
  },
  {
    name: 'account: with HTTP Basic',
    send: (target) =>
      new Client(target.endpoint).get('/api/my-account', { authorization: 'Basic Zm9vOmJhcg==' }),
    expect: () =>
      error(401, 'auth.authorization_token_type_not_supported', {
        data: z.strictObject({ supportedTypes: z.tuple([z.literal('Bearer')]) }),
      }),
  },
  account(
    'with a token that is none',
    ({ call }) => call('GET', 'my-account', { token: 'garbage' }),
    () => error(401, UNAUTHORIZED),
  ),
  account(
    'with the ID token',
    ({ call, issued }) => call('GET', 'my-account', { token: issued.id_token }),
    () => error(401, UNAUTHORIZED),
  ),
  account('while the account center is off', me, () => error(400, 'account_center.not_enabled'), {
    center: { enabled: false },
  }),
  account(
    'verifying while the account center is off',
    ({ call, target }) =>
      call('POST', 'verifications/password', { body: { password: target.user.password } }),
    () => error(400, 'account_center.not_enabled'),
    { center: { enabled: false } },
  ),
];

const reading: Case[] = [
  account('everything about oneself', me, (target) => ({
    status: 200,
    body: z.strictObject({
      ...common,
      ...withProfile,
      ...named(target),
      primaryEmail: z.literal(target.user.email),
      primaryPhone: z.null(),
      customData: z.strictObject({}),
      identities: z.strictObject({}),
    }),
  })),
  account(
    'with the scope profile alone',
    me,
    (target) => ({
      status: 200,
      body: z.strictObject({ ...common, ...withProfile, ...named(target) }),
    }),
    { scope: 'openid profile' },
  ),
  account('with openid alone', me, () => ({ status: 200, body: z.strictObject(common) }), {
    scope: 'openid',
  }),
  account(
    'with every field off',
    me,
    () => ({ status: 200, body: z.strictObject({ ...common, ...withProfile }) }),
    { center: { enabled: true, fields: {} } },
  ),
];

const writing: Case[] = [
  account('changing the name', patch({ name: 'Contract' }), () => ({
    status: 200,
    body: z.looseObject({ name: z.literal('Contract') }),
  })),
  account(
    'changing a field that is only read',
    patch({ name: 'No' }),
    () => error(400, 'account_center.field_not_editable'),
    { center: { enabled: true, fields: { name: 'ReadOnly' } } },
  ),
  account(
    'changing the name without its scope',
    patch({ name: 'No' }),
    () => error(400, UNAUTHORIZED),
    {
      scope: 'openid',
    },
  ),
  account('a name that is no text', patch({ name: 1 }), () => ({
    status: 400,
    body: z.looseObject({ code: z.literal('guard.invalid_input') }),
  })),
  account(
    'a body that is no JSON',
    ({ target, issued }) =>
      new Client(target.endpoint).send('/api/my-account', {
        method: 'PATCH',
        headers: {
          authorization: `Bearer ${issued.access_token}`,
          'content-type': 'application/json',
        },
        body: '{oops',
      }),
    () => ({ status: 400, body: z.strictObject({ message: z.string() }) }),
  ),
  account('nothing to change', patch({ unknown: 1 }), () => error(422, 'entity.invalid_input')),
  account('a name without end', patch({ name: 'x'.repeat(129) }), () =>
    error(422, 'entity.value_too_long', { data: z.strictObject({ message: z.string() }) }),
  ),
  account('changing the user name without a proof', patch({ username: 'other' }), () =>
    error(401, PERMISSION_DENIED),
  ),
  account(
    'changing the profile',
    ({ call }) => call('PATCH', 'my-account/profile', { body: { givenName: 'Con' } }),
    () => ({ status: 200, body: z.strictObject({ givenName: z.literal('Con') }) }),
  ),
];

export const accountCases: Case[] = [
  ...methodCases,
  ...callers,
  ...reading,
  ...writing,
  ...accountProofCases,
  ...accountIdentifierCases,
  ...accountFactorCases,
];
