/**
 * Everything the sandbox knows when it starts, as plain data. Ids and passwords are fixed, so
 * that a test, a screenshot and a bug report mean the same person. To add somebody, add a line.
 *
 * Not secrets: these work nowhere but in the sandbox, which listens on loopback only.
 */
export const PASSWORD = 'Sandbox-pass-2026';

export type LogtoUserSeed = {
  id: string;
  username?: string;
  email?: string;
  name?: string;
  password?: string;
  roles?: string[];
  suspended?: boolean;
  /** Has come through this connector before, as this person of its Okta (`id` there). */
  cameBy?: { connectorId: string; oktaUserId: string };
  /** `organization id` → role names there. */
  organizations?: Record<string, string[]>;
  /** What a person testing by hand can use this user for. */
  goodFor?: string;
};
export type OktaUserSeed = {
  id: string;
  login: string;
  firstName: string;
  lastName: string;
  /** Absent: the profile has no e-mail address, so the claim is left out. */
  email?: string;
  emailVerified?: boolean;
  title?: string;
  department?: string;
  /** `STAGED` was never activated, `PROVISIONED` has no password yet; neither can sign in. */
  status: 'STAGED' | 'PROVISIONED' | 'ACTIVE' | 'DEPROVISIONED' | 'SUSPENDED';
  assigned: boolean;
  /** Absent: `PASSWORD`; `null`: none yet. */
  password?: string | null;
  /** ISO 8601; absent: when the sandbox started. */
  created?: string;
  /** Absent: no administrator of the org. */
  adminRole?: 'SUPER_ADMIN' | 'APP_ADMIN' | 'READ_ONLY_ADMIN';
  /** Base32; the user is asked for a code of it after the password. */
  totpSecret?: string;
  /** Instead of `totpSecret`; with more than one the user is asked which to use. */
  factors?: OktaFactorSeed[];
  groups?: string[];
  goodFor?: string;
};
/** An app that shows one-time codes. `secret` is Base32. */
export type OktaFactorSeed = { type: 'google_authenticator' | 'okta_verify'; secret: string };

/** Permissions of an API, granted to users by role (`roles`) or inside an organization. */
export const apiResource = {
  id: 'exampleapi00000000001',
  indicator: 'https://api.example.test',
  name: 'Example API',
  /** Seconds. */
  accessTokenTtl: 3600,
  scopes: [
    { id: 'readreports0000000001', name: 'read:reports', description: 'Read reports' },
    { id: 'writereports000000002', name: 'write:reports', description: 'Write reports' },
  ],
};

/** Roles of users. `isDefault`: whoever is created from now on has it. */
export const roles = [
  { id: 'rolemember00000000001', name: 'member', description: 'Reads reports', isDefault: true, scopes: ['read:reports'] },
  { id: 'roleadmin000000000002', name: 'admin', description: 'Reads and writes reports', isDefault: false, scopes: ['read:reports', 'write:reports'] },
];

/** The organization template: one for the whole tenant. */
export const organizationTemplate = {
  scopes: [
    { id: 'readmembers0000000001', name: 'read:members', description: 'See the members' },
    { id: 'invitemembers00000002', name: 'invite:members', description: 'Invite members' },
    { id: 'managemembers00000003', name: 'manage:members', description: 'Change and remove members' },
  ],
  roles: [
    { id: 'orgmember000000000001', name: 'member', description: 'Member', scopes: ['read:members'], resourceScopes: ['read:reports'] },
    { id: 'orgadmin0000000000002', name: 'admin', description: 'Administrator', scopes: ['read:members', 'invite:members', 'manage:members'], resourceScopes: ['read:reports', 'write:reports'] },
  ],
};

const ids = (count: number) => Array.from({ length: count }, (_, index) => `orgno${String(index + 1).padStart(7, '0')}`);
const fiftyIds = ids(50);

export const organizations = [
  { id: 'acmeorg00001', name: 'Acme', description: 'Acme Inc.' as string | null },
  { id: 'globexorg001', name: 'Globex', description: null },
  ...fiftyIds.map((id, index) => ({ id, name: `Organization ${index + 1}`, description: null })),
];

export const logtoUsers: LogtoUserSeed[] = [
  { id: 'alexpassword', username: 'alex', email: 'alex@example.test', name: 'Alex Morgan', password: PASSWORD, roles: ['member'], organizations: { acmeorg00001: ['member'], globexorg001: ['admin'] }, goodFor: 'sign in with a password' },
  { id: 'samsuspended', username: 'sam', email: 'sam@example.test', name: 'Sam Porter', password: PASSWORD, suspended: true, goodFor: 'a suspended account' },
  { id: 'fiftyorgs001', username: 'fifty', email: 'fifty@example.test', name: 'Fiona Fifty', password: PASSWORD, roles: ['member'], organizations: Object.fromEntries(fiftyIds.map((id) => [id, ['member']])), goodFor: 'a member of fifty organizations' },
  { id: 'oliviaacme01', email: 'olivia@acme.test', name: 'Olivia Grant', organizations: { acmeorg00001: ['admin'] }, cameBy: { connectorId: 'acmeokta0001', oktaUserId: '00uolivia00000000011' } },
];

export const oktaUsers: OktaUserSeed[] = [
  { id: '00uemma0000000000001', login: 'emma@acme.test', firstName: 'Emma', lastName: 'Stone', email: 'emma@acme.test', emailVerified: true, title: 'Software Engineer', department: 'Engineering', status: 'ACTIVE', assigned: true, groups: ['Everyone', 'Engineering'], goodFor: 'company SSO through Okta' },
  { id: '00utheo0000000000002', login: 'theo@acme.test', firstName: 'Theo', lastName: 'Park', email: 'theo@acme.test', emailVerified: true, title: 'IT Administrator', department: 'IT', status: 'ACTIVE', assigned: true, totpSecret: 'JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP', groups: ['Everyone', 'Engineering', 'Admins'], adminRole: 'SUPER_ADMIN', goodFor: 'company SSO with a one-time code' },
  { id: '00uvera0000000000003', login: 'vera@acme.test', firstName: 'Vera', lastName: 'Lind', email: 'vera@acme.test', emailVerified: false, status: 'ACTIVE', assigned: true, groups: ['Everyone'], goodFor: 'company SSO, e-mail not verified: arrives without one' },
  { id: '00unina0000000000004', login: 'nina@acme.test', firstName: 'Nina', lastName: 'Roy', email: 'nina@acme.test', emailVerified: true, status: 'ACTIVE', assigned: false, groups: ['Everyone'], goodFor: 'not assigned to the app in Okta' },
  { id: '00udan00000000000005', login: 'dan@acme.test', firstName: 'Dan', lastName: 'Weiss', email: 'dan@acme.test', emailVerified: true, status: 'DEPROVISIONED', assigned: true, groups: ['Everyone'], goodFor: 'deactivated in Okta' },
  { id: '00unoel0000000000006', login: 'noel@acme.test', firstName: 'Noel', lastName: 'Hart', status: 'ACTIVE', assigned: true, groups: ['Everyone'], goodFor: 'company SSO, no e-mail address at all' },
  { id: '00ugreta000000000007', login: 'greta@acme.test', firstName: 'Greta', lastName: 'Blom', email: 'greta@acme.test', emailVerified: true, status: 'ACTIVE', assigned: true, groups: ['Everyone', ...Array.from({ length: 200 }, (_, index) => `Team ${index + 1}`)], goodFor: 'company SSO, two hundred groups' },
  { id: '00umallory0000000008', login: 'mallory@other.test', firstName: 'Mallory', lastName: 'Vane', email: 'mallory@other.test', emailVerified: true, status: 'ACTIVE', assigned: true, groups: ['Everyone'], goodFor: 'in Acme’s Okta with a foreign address' },
  { id: '00uivan000000000010', login: 'ivan@acme.test', firstName: 'Ivan', lastName: 'Krol', email: 'victim@example.test', emailVerified: true, status: 'ACTIVE', assigned: true, groups: ['Everyone'], goodFor: 'in Acme’s Okta with somebody else’s address' },
  { id: '00utara0000000000009', login: 'tara@acme.test', firstName: 'Tara', lastName: 'Quist', email: 'tara@acme.test', emailVerified: true, title: 'Designer', department: 'Engineering', status: 'ACTIVE', assigned: true, factors: [{ type: 'google_authenticator', secret: 'MFRGGZDFMZTWQ2LKMFRGGZDFMZTWQ2LK' }, { type: 'okta_verify', secret: 'NBSWY3DPEB3W64TMNBSWY3DPEB3W64TM' }], groups: ['Everyone', 'Engineering'], goodFor: 'company SSO, a choice of two factors' },
  { id: '00uolivia00000000011', login: 'olivia@acme.test', firstName: 'Olivia', lastName: 'Grant', email: 'olivia@acme.test', emailVerified: true, title: 'IT manager', department: 'IT', status: 'ACTIVE', assigned: true, groups: ['Everyone'], goodFor: 'company SSO through Okta' },
];

/** Two applications of one tenant: signing in to the second needs no second password. */
export const application = {
  id: 'sandboxapp0000000app1',
  name: 'Sandbox app',
  secret: 'sandbox-app-secret-not-a-secret',
};

export const secondApplication = {
  id: 'sandboxapp0000000app2',
  name: 'Second sandbox app',
  secret: 'second-app-secret-not-a-secret',
};

/** Machine-to-machine: whoever has this secret administers the tenant by its Management API. */
export const managementApplication = {
  id: 'sandboxapp0000000m2m1',
  name: 'Management',
  secret: 'sandbox-management-secret-not-a-secret',
};

export type ConnectorSeed = {
  id: string;
  connectorName: string;
  displayName: string;
  domains: string[];
  /** New users of this connector join this organization with these roles (just-in-time). */
  jit: { organizationId: string; roles: string[] };
  /** Which Okta org answers, and the application there. */
  okta: 'acme' | 'globex';
  /** Scopes of Okta's own API: granted to the application there, and asked for by the connector. */
  apiScopes: string[];
  client: { id: string; secret: string };
};

export const connector: ConnectorSeed = {
  id: 'acmeokta0001',
  connectorName: 'Acme Okta',
  displayName: 'Acme',
  domains: ['acme.test', 'shared.test'],
  jit: { organizationId: 'acmeorg00001', roles: ['member'] },
  okta: 'acme',
  apiScopes: ['okta.users.read.self'],
  client: { id: '0oaacmeapp0000000001', secret: 'sandbox-okta-secret-not-a-secret' },
};

/** A second company with an Okta of its own; both claim `shared.test`, which Logto lets them. */
export const globexConnector: ConnectorSeed = {
  id: 'globexokta01',
  connectorName: 'Globex Okta',
  displayName: 'Globex',
  domains: ['globex.test', 'shared.test'],
  jit: { organizationId: 'globexorg001', roles: ['member'] },
  okta: 'globex',
  apiScopes: [],
  client: { id: '0oaglobexapp00000002', secret: 'sandbox-globex-secret-not-a-secret' },
};

export const globexUsers: OktaUserSeed[] = [
  { id: '00ugina0000000000021', login: 'gina@globex.test', firstName: 'Gina', lastName: 'Rossi', email: 'gina@globex.test', emailVerified: true, title: 'IT Administrator', department: 'IT', status: 'ACTIVE', assigned: true, groups: ['Everyone'], adminRole: 'SUPER_ADMIN', goodFor: 'a second company, with its own Okta' },
];

/** Whom an administrator lets use the app, in an org that has none yet. */
export const APP_GROUP = 'App users';

/** Tokens of the management API of either org, one a role (`Authorization: SSWS <value>`). */
export const oktaApiTokens: OktaApiTokenSeed[] = [
  { value: '00sandbox-super-admin-not-a-secret', role: 'SUPER_ADMIN' },
  { value: '00sandbox-app-admin-not-a-secret', role: 'APP_ADMIN' },
  { value: '00sandbox-read-only-not-a-secret', role: 'READ_ONLY_ADMIN' },
];

export type OktaApiTokenSeed = {
  value: string;
  role: NonNullable<OktaUserSeed['adminRole']>;
  /** Whoever made it: it dies with them. Absent: nobody in particular. */
  userId?: string;
};

/** The other way in: a service app with a key, which a set-up command signs its assertions with. */
export const oktaServiceApp = {
  id: '0oaserviceapp0000003',
  label: 'Sandbox set-up',
  adminRole: 'SUPER_ADMIN',
  grantedScopes: ['okta.apps.manage', 'okta.appGrants.manage', 'okta.groups.manage', 'okta.users.manage', 'okta.policies.read', 'okta.authorizationServers.manage', 'okta.trustedOrigins.manage', 'okta.logs.read'],
  privateKey: { kty: 'EC', crv: 'P-256', kid: 'sandbox-service-key', alg: 'ES256', x: '9PRBUL_JaQQ5mXSBy25ldFN1mWywiBSf_zNXtaZZLpc', y: 'Io026XPJl0s5G35d7ToGYKX9mVnxgcNvwzoDg57zJR4', d: 'hPrXRo9QfSVhCEhvJZmG250Cj26noiAMqPuXhlra1ys' },
} as const;
