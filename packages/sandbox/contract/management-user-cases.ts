/** The contract of `/api/users`: people and their settings. */
import { z } from 'zod';
import { invalid, managed, NO_CONTENT, NOT_FOUND, ok, refused } from './management-bench.ts';
import type { Case } from './shapes.ts';

const moment = z.number().min(1e12);
const person = {
  id: z.string().regex(/^[a-z0-9]{12}$/),
  username: z.string(),
  primaryEmail: z.string(),
  primaryPhone: z.null(),
  name: z.null(),
  avatar: z.null(),
  customData: z.strictObject({}),
  identities: z.strictObject({}),
  lastSignInAt: z.null(),
  createdAt: moment,
  updatedAt: moment,
  profile: z.strictObject({}),
  applicationId: z.null(),
  isSuspended: z.literal(false),
};
const shown = z.strictObject({ ...person, hasPassword: z.literal(false) });
export const changed = (fields: z.ZodRawShape) => shown.extend(fields);

/** One call about somebody made for it; `:id` in the path and the body is theirs. */
export const about = (
  name: string,
  [method, path, body]: [method: string, path: string, body?: object],
  expect: Parameters<typeof managed>[2],
  fields: object = {},
): Case =>
  managed(
    `user: ${name}`,
    async (bench) => {
      const { id } = await bench.user(fields);
      return bench.call(method, path.replace(':id', id), body);
    },
    expect,
  );
const simple = (
  name: string,
  [method, path, body]: [method: string, path: string, body?: object],
  expect: Parameters<typeof managed>[2],
): Case => managed(`user: ${name}`, ({ call }) => call(method, path, body), expect);

/** The answer to making somebody, who is removed again. */
const making = (name: string, body: object, expect: Parameters<typeof managed>[2]): Case =>
  managed(
    `user: ${name}`,
    async ({ call, api, finally: undo }) => {
      const answer = await call('POST', 'users', body);
      const { id } = answer.body as { id?: string };
      if (id) undo(() => api('DELETE', `users/${id}`));
      return answer;
    },
    expect,
  );

const creation: Case[] = [
  making('nothing given', {}, () =>
    ok(changed({ username: z.null(), primaryEmail: z.null(), hasPassword: z.literal(false) })),
  ),
  making(
    'everything given; no rules for the password',
    { password: '123', name: 'N', customData: { a: { b: 1 } }, profile: { givenName: 'G' }, x: 1 },
    () =>
      ok(
        changed({
          username: z.null(),
          primaryEmail: z.null(),
          name: z.literal('N'),
          customData: z.strictObject({ a: z.strictObject({ b: z.literal(1) }) }),
          profile: z.strictObject({ givenName: z.literal('G') }),
          hasPassword: z.literal(true),
        }),
      ),
  ),
  managed(
    'user: a user name that is taken',
    async ({ user, call }) => {
      const { username } = await user();
      return call('POST', 'users', { username });
    },
    () => refused(422, 'user.username_already_in_use'),
  ),
  managed(
    'user: an address that is taken, in capitals',
    async ({ user, call }) => {
      const { primaryEmail } = await user();
      return call('POST', 'users', { primaryEmail: primaryEmail.toUpperCase() });
    },
    () => refused(422, 'user.email_already_in_use'),
  ),
  making('a user name that is none', { username: '1x' }, () => invalid('username')),
  making('an address that is none', { primaryEmail: 'x' }, () => invalid('primaryEmail')),
  making('an empty password', { password: '' }, () => invalid('password')),
  making('a password and a digest', { password: 'a', passwordDigest: 'b' }, () =>
    refused(400, 'user.password_and_digest'),
  ),
  making('a digest of no algorithm', { passwordDigest: 'b' }, () =>
    refused(400, 'user.password_algorithm_required'),
  ),
];

const search = (query: string, expect: Parameters<typeof managed>[2]): Case =>
  managed(
    `users: ${query}`,
    async ({ user, call }) => {
      const { primaryEmail, username } = await user();
      const path = query.replace('<email>', primaryEmail).replace('<name>', username);
      return call('GET', `users?${path}`);
    },
    expect,
  );
const one = () => ({
  status: 200,
  headers: {
    'total-number': '1',
    link: /^<[^>]*\/users\?.*page=1[^>]*>; rel="first", <.*rel="last"$/,
  },
  body: z.tuple([shown]),
});
const unreadable = () => refused(400, 'request.invalid_input', { data: z.strictObject({}) });
const reading: Case[] = [
  search('search.primaryEmail=<email>&mode.primaryEmail=exact', one),
  search('search.username=<name>&mode.username=exact&page=1&page_size=1', one),
  search('search=%25<name>%25', one),
  search('search=<name>@nowhere', () => ok(z.tuple([]))),
  search('search.id=<name>&search.id=x&mode.id=exact', () => ok(z.tuple([]))),
  search('search.customData=x', unreadable),
  search('search=x&mode=nope', unreadable),
  search('search=x&search=y', unreadable),
  search('search=', unreadable),
  search('search.a.b=x', unreadable),
  search('search=x&joint=nope', unreadable),
  search('excludeRoleId=a&excludeOrganizationId=b', () => refused(400, 'request.invalid_input')),
  search('page=0', () => refused(400, 'guard.invalid_pagination')),
  search('page_size=101', () => refused(400, 'guard.invalid_pagination')),
  about('one', ['GET', 'users/:id'], () => ok(shown)),
  about('with company identities', ['GET', 'users/:id?includeSsoIdentities=true'], () =>
    ok(changed({ ssoIdentities: z.tuple([]) })),
  ),
  simple('unknown', ['GET', 'users/nope'], () => NOT_FOUND),
];

const writing: Case[] = [
  about(
    'custom data and profile are replaced whole',
    ['PATCH', 'users/:id', { customData: { b: 1 }, profile: { familyName: 'F' }, name: 'N' }],
    () =>
      ok(
        changed({
          name: z.literal('N'),
          customData: z.strictObject({ b: z.literal(1) }),
          profile: z.strictObject({ familyName: z.literal('F') }),
        }),
      ),
    { customData: { a: 1 }, profile: { givenName: 'G' } },
  ),
  about('nothing to change', ['PATCH', 'users/:id', { unknown: 1 }], () =>
    refused(422, 'entity.invalid_input'),
  ),
  about('empty texts are nothing', ['PATCH', 'users/:id', { username: '', avatar: '' }], () =>
    ok(changed({ username: z.null() })),
  ),
  about('an avatar that is none', ['PATCH', 'users/:id', { avatar: 'nope' }], () => ({
    status: 400,
    body: z.looseObject({ code: z.literal('guard.invalid_input') }),
  })),
  simple('changing nobody', ['PATCH', 'users/nope', {}], () => NOT_FOUND),
  simple('removing nobody', ['DELETE', 'users/nope'], () => NOT_FOUND),
  about(
    'custom data, merged',
    ['PATCH', 'users/:id/custom-data', { customData: { b: { c: 1 } } }],
    () => ok(z.strictObject({ a: z.literal(1), b: z.strictObject({ c: z.literal(1) }) })),
    { customData: { a: 1, b: { d: 1 } } },
  ),
  about('custom data without their key', ['PATCH', 'users/:id/custom-data', { a: 1 }], () =>
    invalid('customData'),
  ),
  about(
    'profile, merged',
    ['PATCH', 'users/:id/profile', { profile: { nickname: 'N', nope: 'x' } }],
    () => ok(z.strictObject({ givenName: z.literal('G'), nickname: z.literal('N') })),
    { profile: { givenName: 'G' } },
  ),
  about('a profile of numbers', ['PATCH', 'users/:id/profile', { profile: { nickname: 1 } }], () =>
    invalid('profile', 'nickname'),
  ),
  about('a new password, by no rules', ['PATCH', 'users/:id/password', { password: 'x' }], () =>
    ok(changed({ hasPassword: z.literal(true) })),
  ),
  about(
    'the right password',
    ['POST', 'users/:id/password/verify', { password: 'x' }],
    () => NO_CONTENT,
    {
      password: 'x',
    },
  ),
  about(
    'a wrong password',
    ['POST', 'users/:id/password/verify', { password: 'y' }],
    () => refused(422, 'session.invalid_credentials'),
    { password: 'x' },
  ),
  about('whether there is a password', ['GET', 'users/:id/has-password'], () =>
    ok(z.strictObject({ hasPassword: z.literal(false) })),
  ),
  about('settings', ['GET', 'users/:id/logto-configs'], () =>
    ok(
      z.strictObject({
        mfa: z.strictObject({ skipped: z.literal(false), skipMfaOnSignIn: z.literal(false) }),
        passkeySignIn: z.strictObject({ skipped: z.literal(false) }),
      }),
    ),
  ),
];

export const managementUserCases: Case[] = [...creation, ...reading, ...writing];
