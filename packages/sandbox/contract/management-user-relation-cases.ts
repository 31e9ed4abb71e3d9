/** The contract of `/api/users/:id/…`: roles, organizations, identities. */
import { z } from 'zod';
import {
  type Bench,
  byOkta,
  managed,
  NO_CONTENT,
  NOT_FOUND,
  ok,
  refused,
} from './management-bench.ts';
import type { Case } from './shapes.ts';
import type { Target } from './targets.ts';

type Expect = Parameters<typeof managed>[2];
const role = (bench: Bench, type = 'User') =>
  bench.make<{ id: string }>('roles', { name: bench.unique(), description: 'd', type });
const unknownRole = () => refused(404, 'entity.not_exists_with_id');

/** `:id` is somebody's, `:role` that of a role, which they have if `has`. */
const roles = (
  name: string,
  [method, path, body]: [method: string, path: string, body?: (id: string) => object],
  expect: Expect,
  { has = true, type = 'User' } = {},
): Case =>
  managed(
    `user's roles: ${name}`,
    async (bench) => {
      const { id } = await bench.user();
      const made = await role(bench, type);
      await bench.api('PUT', `users/${id}/roles`, { roleIds: has ? [made.id] : [] });
      const asked = path.replace(':id', id).replace(':role', made.id);
      return bench.call(method, asked, body?.(made.id));
    },
    expect,
  );
const own = 'users/:id/roles';
const none = { has: false };
const roleCases: Case[] = [
  roles('all', ['GET', own], () => ({
    status: 200,
    headers: { 'total-number': '1' },
    body: z.tuple([
      z.strictObject({
        tenantId: z.string(),
        id: z.string().length(21),
        name: z.string(),
        description: z.literal('d'),
        type: z.literal('User'),
        isDefault: z.literal(false),
      }),
    ]),
  })),
  roles(
    'one more',
    ['POST', own, (id) => ({ roleIds: [id] })],
    () => ({
      status: 201,
      body: z.strictObject({ roleIds: z.tuple([z.string()]), addedRoleIds: z.tuple([z.string()]) }),
    }),
    none,
  ),
  roles('one that is there', ['POST', own, (id) => ({ roleIds: [id] })], () => ({
    status: 201,
    body: z.strictObject({ roleIds: z.tuple([z.string()]), addedRoleIds: z.tuple([]) }),
  })),
  roles('an unknown one', ['POST', own, () => ({ roleIds: ['nope'] })], unknownRole),
  roles(
    'one of machines',
    ['POST', own, (id) => ({ roleIds: [id] })],
    () => refused(422, 'user.invalid_role_type'),
    { has: false, type: 'MachineToMachine' },
  ),
  roles('replaced', ['PUT', own, (id) => ({ roleIds: [id, id] })], () =>
    ok(z.strictObject({ roleIds: z.tuple([z.string()]) })),
  ),
  roles('replaced by an unknown one', ['PUT', own, () => ({ roleIds: ['nope'] })], unknownRole),
  roles('taken away', ['DELETE', `${own}/:role`], () => NO_CONTENT),
  roles('taken away twice', ['DELETE', `${own}/:role`], () => NOT_FOUND, none),
  managed(
    "user's roles: of nobody",
    ({ call }) => call('GET', 'users/nope/roles'),
    () => NOT_FOUND,
  ),
];

const about = (
  name: string,
  [method, path, body]: [method: string, path: string, body?: object],
  expect: Expect,
): Case =>
  managed(
    `user's ${name}`,
    async (bench) => {
      const { id } = await bench.user();
      return bench.call(method, path.replace(':id', id), body);
    },
    expect,
  );
const withGoogle =
  (method: string, path: string, body?: object) =>
  async ({ user, api, call, unique }: Bench) => {
    const { id } = await user();
    await api('PUT', `users/${id}/identities/google`, { userId: unique() });
    return call(method, `users/${id}/${path}`, body);
  };
const google = z.strictObject({ userId: z.string() });
const noGoogle = () => refused(404, 'user.identity_not_exist');
const identities: Case[] = [
  about('identities: none', ['GET', 'users/:id/all-identities?includeTokenSecret=true'], () =>
    ok(z.strictObject({ socialIdentities: z.tuple([]), ssoIdentities: z.tuple([]) })),
  ),
  about('identities: none of this connector', ['GET', 'users/:id/sso-identities/nope'], () =>
    refused(404, 'user.enterprise_sso_identity_not_exists'),
  ),
  about('identities: no social one', ['GET', 'users/:id/identities/google'], noGoogle),
  about('identities: no social one to remove', ['DELETE', 'users/:id/identities/google'], noGoogle),
  about(
    'identities: through an unknown connector',
    ['POST', 'users/:id/identities', { connectorId: 'x', connectorData: {} }],
    () => NOT_FOUND,
  ),
  managed(
    "user's identities: a social one, entered",
    async ({ user, call, unique }) => {
      const { id } = await user();
      return call('PUT', `users/${id}/identities/google`, { userId: unique(), details: { a: 1 } });
    },
    () => ({
      status: 201,
      body: z.strictObject({
        google: z.strictObject({
          userId: z.string(),
          details: z.strictObject({ a: z.literal(1) }),
        }),
      }),
    }),
  ),
  managed(
    "user's identities: a social one, changed",
    withGoogle('PUT', 'identities/google', { userId: `other${process.pid}` }),
    () => ok(z.strictObject({ google })),
  ),
  managed("user's identities: a social one", withGoogle('GET', 'identities/google'), () =>
    ok(z.strictObject({ identity: google })),
  ),
  managed("user's identities: all", withGoogle('GET', 'all-identities'), () =>
    ok(
      z.strictObject({
        socialIdentities: z.tuple([
          z.strictObject({ identity: google, target: z.literal('google') }),
        ]),
        ssoIdentities: z.tuple([]),
      }),
    ),
  ),
  managed(
    "user's identities: a social one removed",
    withGoogle('DELETE', 'identities/google'),
    () => ok(z.looseObject({ identities: z.strictObject({}) })),
  ),
  managed(
    "user's identities: somebody else's",
    async ({ user, api, call, unique }) => {
      const [one, other] = [await user(), await user()];
      const identity = { userId: unique() };
      await api('PUT', `users/${one.id}/identities/google`, identity);
      return call('PUT', `users/${other.id}/identities/google`, identity);
    },
    () => refused(422, 'user.identity_already_in_use'),
  ),
];

const moment = z.number().min(1e12);
const ssoIdentity = ({ connector, okta }: Target) =>
  z.strictObject({
    tenantId: z.string(),
    id: z.string().length(21),
    userId: z.string().length(12),
    issuer: z.literal(okta.url),
    identityId: z.string(),
    detail: z.looseObject({ email: z.literal(okta.login), givenName: z.literal('Con') }),
    createdAt: moment,
    updatedAt: moment,
    ssoConnectorId: z.literal(connector.id),
  });
const ofSso = (path: (target: Target) => string) => async (bench: Bench) => {
  const { claims } = await byOkta(bench);
  return bench.call('GET', `users/${claims.sub}${path(bench.target)}`);
};
const company: Case[] = [
  managed(
    "user's identities: through a connector",
    ofSso(({ connector }) => `/sso-identities/${connector.id}`),
    (target) => ok(z.strictObject({ ssoIdentity: ssoIdentity(target) })),
  ),
  managed(
    "user's identities: through a connector, among all",
    ofSso(() => '/all-identities'),
    (target) =>
      ok(
        z.strictObject({
          socialIdentities: z.tuple([]),
          ssoIdentities: z.tuple([
            z.strictObject({
              ssoIdentity: ssoIdentity(target),
              ssoConnectorId: z.literal(target.connector.id),
            }),
          ]),
        }),
      ),
  ),
  managed(
    'user: who came through a connector',
    ofSso(() => '?includeSsoIdentities=true'),
    (target) =>
      ok(
        z.looseObject({
          username: z.null(),
          primaryEmail: z.literal(target.okta.login),
          name: z.literal('Con Tract'),
          lastSignInAt: moment,
          applicationId: z.literal(target.application.id),
          hasPassword: z.literal(false),
          ssoIdentities: z.tuple([ssoIdentity(target)]),
        }),
      ),
  ),
];

export const managementUserRelationCases: Case[] = [...roleCases, ...identities, ...company];
