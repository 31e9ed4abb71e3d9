/** What a caller of the management API may do: the scope of each route, and what a role allows. */

/** The scopes of Okta's API that the sandbox's part of it asks for. */
export const OKTA_SCOPES = [
  'okta.apps.read',
  'okta.apps.manage',
  'okta.appGrants.read',
  'okta.appGrants.manage',
  'okta.groups.read',
  'okta.groups.manage',
  'okta.users.read',
  'okta.users.manage',
  'okta.users.read.self',
  'okta.policies.read',
  'okta.policies.manage',
  'okta.authorizationServers.read',
  'okta.authorizationServers.manage',
  'okta.trustedOrigins.read',
  'okta.trustedOrigins.manage',
  'okta.logs.read',
] as const;

export type OktaScope = (typeof OKTA_SCOPES)[number];

export type AdminRole = 'SUPER_ADMIN' | 'APP_ADMIN' | 'READ_ONLY_ADMIN';

/** An application administrator manages apps, assigns people to them, and grants no scopes. */
const APP_ADMIN: OktaScope[] = [
  'okta.apps.read',
  'okta.apps.manage',
  'okta.appGrants.read',
  'okta.groups.read',
  'okta.users.read',
  'okta.policies.read',
];

const roles: Record<AdminRole, (scope: OktaScope) => boolean> = {
  SUPER_ADMIN: () => true,
  APP_ADMIN: (scope) => APP_ADMIN.includes(scope),
  READ_ONLY_ADMIN: (scope) => scope.endsWith('.read'),
};

export const roleAllows = (role: AdminRole | undefined, scope: OktaScope) =>
  role !== undefined && roles[role](scope);

export const isOktaScope = (scope: unknown): scope is OktaScope =>
  OKTA_SCOPES.includes(scope as OktaScope);

/** A scope to change something covers the one to read it. */
export const covers = (scopes: readonly string[], needed: OktaScope) =>
  scopes.includes(needed) ||
  (needed.endsWith('.read') && scopes.includes(needed.replace(/\.read$/, '.manage')));
