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
  groups?: string[];
  goodFor?: string;
};

export const organizations = [
  { id: 'acmeorg00001', name: 'Acme', description: 'Acme Inc.' },
  { id: 'globexorg001', name: 'Globex', description: null },
];

export const logtoUsers: LogtoUserSeed[] = [
  { id: 'alexpassword', username: 'alex', email: 'alex@example.test', name: 'Alex Morgan', password: PASSWORD, roles: ['member'], organizations: { acmeorg00001: ['member'], globexorg001: ['admin'] }, goodFor: 'sign in with a password' },
  { id: 'samsuspended', username: 'sam', email: 'sam@example.test', name: 'Sam Porter', password: PASSWORD, suspended: true, goodFor: 'a suspended account' },
];

export const oktaUsers: OktaUserSeed[] = [
  { id: '00uemma0000000000001', login: 'emma@acme.test', firstName: 'Emma', lastName: 'Stone', email: 'emma@acme.test', emailVerified: true, status: 'ACTIVE', assigned: true, groups: ['Everyone', 'Engineering'], goodFor: 'company SSO through Okta' },
  { id: '00utheo0000000000002', login: 'theo@acme.test', firstName: 'Theo', lastName: 'Park', email: 'theo@acme.test', emailVerified: true, status: 'ACTIVE', assigned: true, totpSecret: 'JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP', groups: ['Everyone', 'Engineering', 'Admins'], goodFor: 'company SSO with a one-time code' },
  { id: '00uvera0000000000003', login: 'vera@acme.test', firstName: 'Vera', lastName: 'Lind', email: 'vera@acme.test', emailVerified: false, status: 'ACTIVE', assigned: true, groups: ['Everyone'], goodFor: 'company SSO, e-mail not verified: arrives without one' },
  { id: '00unina0000000000004', login: 'nina@acme.test', firstName: 'Nina', lastName: 'Roy', email: 'nina@acme.test', emailVerified: true, status: 'ACTIVE', assigned: false, groups: ['Everyone'], goodFor: 'not assigned to the app in Okta' },
  { id: '00udan00000000000005', login: 'dan@acme.test', firstName: 'Dan', lastName: 'Weiss', email: 'dan@acme.test', emailVerified: true, status: 'DEPROVISIONED', assigned: true, groups: ['Everyone'], goodFor: 'deactivated in Okta' },
];

export const application = {
  id: 'sandboxapp0000000app1',
  name: 'Sandbox app',
  secret: 'sandbox-app-secret-not-a-secret',
};

export const connector = {
  id: 'acmeokta0001',
  connectorName: 'Acme Okta',
  displayName: 'Acme',
  domains: ['acme.test'],
  /** New users of this connector join this organization with this role (just-in-time). */
  jit: { organizationId: 'acmeorg00001', roles: ['member'] },
  client: { id: '0oaacmeapp0000000001', secret: 'sandbox-okta-secret-not-a-secret' },
};
