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
  status: 'ACTIVE' | 'DEPROVISIONED' | 'SUSPENDED';
  assigned: boolean;
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
  indicator: 'https://api.northgate.test',
  name: 'Northgate API',
  /** Seconds. */
  accessTokenTtl: 3600,
  scopes: ['read:reports', 'write:reports'],
};

/** Role of a user → permissions of the API resource. Names are unique, as in Logto. */
export const roles: Record<string, string[]> = {
  member: ['read:reports'],
  admin: ['read:reports', 'write:reports'],
};

/** The organization template: one for the whole tenant. */
export const organizationTemplate = {
  scopes: ['read:members', 'invite:members', 'manage:members'],
  roles: {
    member: { scopes: ['read:members'], resourceScopes: ['read:reports'] },
    admin: {
      scopes: ['read:members', 'invite:members', 'manage:members'],
      resourceScopes: ['read:reports', 'write:reports'],
    },
  } as Record<string, { scopes: string[]; resourceScopes: string[] }>,
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
];

export const oktaUsers: OktaUserSeed[] = [
  { id: '00uemma0000000000001', login: 'emma@acme.test', firstName: 'Emma', lastName: 'Stone', email: 'emma@acme.test', emailVerified: true, status: 'ACTIVE', assigned: true, groups: ['Everyone', 'Engineering'], goodFor: 'company SSO through Okta' },
  { id: '00utheo0000000000002', login: 'theo@acme.test', firstName: 'Theo', lastName: 'Park', email: 'theo@acme.test', emailVerified: true, status: 'ACTIVE', assigned: true, totpSecret: 'JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP', groups: ['Everyone', 'Engineering', 'Admins'], goodFor: 'company SSO with a one-time code' },
  { id: '00uvera0000000000003', login: 'vera@acme.test', firstName: 'Vera', lastName: 'Lind', email: 'vera@acme.test', emailVerified: false, status: 'ACTIVE', assigned: true, groups: ['Everyone'], goodFor: 'company SSO, e-mail not verified: arrives without one' },
  { id: '00unina0000000000004', login: 'nina@acme.test', firstName: 'Nina', lastName: 'Roy', email: 'nina@acme.test', emailVerified: true, status: 'ACTIVE', assigned: false, groups: ['Everyone'], goodFor: 'not assigned to the app in Okta' },
  { id: '00udan00000000000005', login: 'dan@acme.test', firstName: 'Dan', lastName: 'Weiss', email: 'dan@acme.test', emailVerified: true, status: 'DEPROVISIONED', assigned: true, groups: ['Everyone'], goodFor: 'deactivated in Okta' },
  { id: '00unoel0000000000006', login: 'noel@acme.test', firstName: 'Noel', lastName: 'Hart', status: 'ACTIVE', assigned: true, groups: ['Everyone'], goodFor: 'company SSO, no e-mail address at all' },
  { id: '00ugreta000000000007', login: 'greta@acme.test', firstName: 'Greta', lastName: 'Blom', email: 'greta@acme.test', emailVerified: true, status: 'ACTIVE', assigned: true, groups: ['Everyone', ...Array.from({ length: 200 }, (_, index) => `Team ${index + 1}`)], goodFor: 'company SSO, two hundred groups' },
  { id: '00umallory0000000008', login: 'mallory@other.test', firstName: 'Mallory', lastName: 'Vane', email: 'mallory@other.test', emailVerified: true, status: 'ACTIVE', assigned: true, groups: ['Everyone'], goodFor: 'in Acme’s Okta with a foreign address' },
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

export type ConnectorSeed = {
  id: string;
  connectorName: string;
  displayName: string;
  domains: string[];
  /** New users of this connector join this organization with these roles (just-in-time). */
  jit: { organizationId: string; roles: string[] };
  /** Which Okta org answers, and the application there. */
  okta: 'acme' | 'globex';
  client: { id: string; secret: string };
};

export const connector: ConnectorSeed = {
  id: 'acmeokta0001',
  connectorName: 'Acme Okta',
  displayName: 'Acme',
  domains: ['acme.test', 'shared.test'],
  jit: { organizationId: 'acmeorg00001', roles: ['member'] },
  okta: 'acme',
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
  client: { id: '0oaglobexapp00000002', secret: 'sandbox-globex-secret-not-a-secret' },
};

export const globexUsers: OktaUserSeed[] = [
  { id: '00ugina0000000000021', login: 'gina@globex.test', firstName: 'Gina', lastName: 'Rossi', email: 'gina@globex.test', emailVerified: true, status: 'ACTIVE', assigned: true, groups: ['Everyone'], goodFor: 'a second company, with its own Okta' },
];
