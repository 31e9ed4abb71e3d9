/**
 * What the contract runs against: a real Logto, given by its URL and Management API credentials, or
 * the sandbox (sandbox-target.ts). Both get the same application, people, organization, API and
 * connector by the same calls, made for this run and removed after it.
 */
import { randomBytes } from 'node:crypto';
import { type AccountCenter, newAccountCenter } from '../logto/account-center.ts';
import { startOkta } from '../okta/org.ts';
import { PASSWORD as OKTA_PASSWORD, type OktaUserSeed } from '../seed.ts';
import { type Credentials, type Management, management, workshop } from './management.ts';

export type AccountCenterSettings = Partial<AccountCenter>;

export type Target = {
  name: string;
  endpoint: string;
  application: { id: string; secret: string; redirectUri: string; postLogoutUri: string };
  user: { id: string; username: string; email: string; password: string };
  /** Has a password, and an e-mail address of the connector's domain. */
  ssoUser: { email: string; password: string };
  organization: { id: string; role: string };
  /** An organization the user isn't in. */
  foreignOrganizationId: string;
  resource: { indicator: string; scope: string; otherScope: string };
  connector: { id: string; domain: string };
  /** Who can come through the connector, and has no account yet. */
  okta: { url: string; login: string; password: string };
  management: Management;
  /** What the account center lets people do while no case changes it: everything. */
  accountFields: AccountCenter['fields'];
  setAccountCenter: (settings: AccountCenterSettings) => Promise<void>;
  close: () => Promise<void>;
};

const run = `contract${randomBytes(4).toString('hex')}`;
const PASSWORD = 'Contract-pass-2026';
const names = {
  redirectUri: 'http://localhost:9/callback',
  postLogoutUri: 'http://localhost:9/',
  wildcardUris: [
    'https://*.preview.example.test/callback',
    'https://app-*.example.test/callback',
    'http://localhost:9/deep/*/callback',
  ],
  wildcardLogoutUri: 'https://*.preview.example.test/',
  backchannelUri: 'http://localhost:9/backchannel-logout',
  username: run,
  email: `${run}@example.test`,
  domain: `${run}.test`,
  indicator: `https://${run}.example.test`,
  scope: 'read:things',
  otherScope: 'write:things',
  role: `${run}-role`,
};
const accountFields = newAccountCenter().fields;
const oktaClient = { id: '0oacontract00000001', secret: 'contract-okta-secret-not-a-secret' };

const oktaUser = (login: string): OktaUserSeed => ({
  id: `00u${run}`,
  login,
  email: login,
  emailVerified: true,
  firstName: 'Con',
  lastName: 'Tract',
  status: 'ACTIVE',
  assigned: true,
  groups: ['Everyone'],
});

type Made = { id: string };

/** @throws when the settings are missing, or as `preparedTarget` does. */
export async function logtoTarget(endpoint: string): Promise<Target> {
  const { LOGTO_M2M_APP_ID: id, LOGTO_M2M_APP_SECRET: secret } = process.env;
  if (!id || !secret) {
    throw new Error(
      'LOGTO_M2M_APP_ID and LOGTO_M2M_APP_SECRET are needed to prepare a real Logto.',
    );
  }
  return preparedTarget(endpoint, { id, secret });
}

/** @throws when the credentials are refused or a call fails; what was made until then is removed. */
export async function preparedTarget(endpoint: string, credentials: Credentials): Promise<Target> {
  const manager = await management(endpoint, credentials);
  const { api } = manager;
  const { make, finally: undo, close } = workshop(manager);
  try {
    const experience = await api<Record<string, unknown>>('GET', 'sign-in-exp');
    const { signIn, singleSignOnEnabled } = experience;
    undo(() => api('PATCH', 'sign-in-exp', { signIn, singleSignOnEnabled }));
    const method = { password: true, verificationCode: false, isPasswordPrimary: true };
    await api('PATCH', 'sign-in-exp', {
      singleSignOnEnabled: true,
      signIn: {
        methods: [
          { identifier: 'username', ...method },
          { identifier: 'email', ...method },
        ],
      },
    });
    const { enabled, fields } = await api<AccountCenter>('GET', 'account-center');
    undo(() => api('PATCH', 'account-center', { enabled, fields }));
    await api('PATCH', 'account-center', { enabled: true, fields: accountFields });
    const redirectUris: string[] = [];
    const okta = await startOkta({
      port: 0,
      users: [oktaUser(`okta@${names.domain}`)],
      client: { ...oktaClient, redirectUris },
    });
    undo(okta.close);
    const application = await make<Made>('applications', {
      name: run,
      type: 'Traditional',
      oidcClientMetadata: {
        redirectUris: [names.redirectUri, ...names.wildcardUris],
        postLogoutRedirectUris: [names.postLogoutUri, names.wildcardLogoutUri],
        // With it, and only with it, ID tokens carry `sid`.
        backchannelLogoutUri: names.backchannelUri,
        backchannelLogoutSessionRequired: true,
      },
    });
    const [appSecret] = await api<{ value: string }[]>(
      'GET',
      `applications/${application.id}/secrets`,
    );
    const connector = await make<Made>('sso-connectors', {
      providerName: 'Okta',
      connectorName: run,
      domains: [names.domain],
      config: { clientId: oktaClient.id, clientSecret: oktaClient.secret, issuer: okta.url },
    });
    redirectUris.push(`${endpoint}/callback/${connector.id}`);
    const user = await make<Made>('users', {
      username: names.username,
      primaryEmail: names.email,
      password: PASSWORD,
    });
    await make('users', { primaryEmail: `sso@${names.domain}`, password: PASSWORD });
    const api_ = await make<Made>('resources', { name: run, indicator: names.indicator });
    const scope = await api<Made>('POST', `resources/${api_.id}/scopes`, { name: names.scope });
    await api('POST', `resources/${api_.id}/scopes`, { name: names.otherScope });
    const role = await make<Made>('roles', {
      name: names.role,
      description: run,
      type: 'User',
      scopeIds: [scope.id],
    });
    await api('PUT', `users/${user.id}/roles`, { roleIds: [role.id] });
    const organization = await make<Made>('organizations', { name: run });
    const foreign = await make<Made>('organizations', { name: `${run} foreign` });
    const orgRole = await make<Made>('organization-roles', { name: names.role });
    await api('POST', `organizations/${organization.id}/users`, { userIds: [user.id] });
    const roleIds = { organizationRoleIds: [orgRole.id] };
    await api('POST', `organizations/${organization.id}/users/${user.id}/roles`, roleIds);
    return {
      name: endpoint,
      endpoint,
      application: {
        id: application.id,
        secret: appSecret?.value ?? '',
        redirectUri: names.redirectUri,
        postLogoutUri: names.postLogoutUri,
      },
      user: { id: user.id, username: names.username, email: names.email, password: PASSWORD },
      ssoUser: { email: `sso@${names.domain}`, password: PASSWORD },
      organization: { id: organization.id, role: names.role },
      foreignOrganizationId: foreign.id,
      resource: { indicator: names.indicator, scope: names.scope, otherScope: names.otherScope },
      connector: { id: connector.id, domain: names.domain },
      okta: { url: okta.url, login: `okta@${names.domain}`, password: OKTA_PASSWORD },
      management: manager,
      accountFields,
      setAccountCenter: (settings) => api('PATCH', 'account-center', settings),
      close,
    };
  } catch (error) {
    await close();
    throw error;
  }
}
