/**
 * What the contract runs against: the sandbox, or a real Logto given by its URL and Management API
 * credentials. Both get the same application, people, organization, API and connector, made for
 * this run and removed after it.
 */
import { randomBytes } from 'node:crypto';
import { type AccountCenter, newAccountCenter } from '#sandbox/logto/account-center.ts';
import { newUser } from '#sandbox/logto/tenant.ts';
import { startOkta } from '#sandbox/okta/org.ts';
import { startSandbox } from '#sandbox/sandbox.ts';

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

export async function sandboxTarget(): Promise<Target> {
  const sandbox = await startSandbox({ appUrls: ['http://localhost:9'] });
  const { tenant } = sandbox.logto;
  const [application] = [...tenant.applications.values()];
  const [connector] = [...tenant.connectors.values()];
  if (!application || !connector) throw new Error('the seed has no application or connector');
  connector.domains.push(names.domain);
  application.backchannelLogoutUri = names.backchannelUri;
  application.backchannelLogoutSessionRequired = true;
  tenant.resources.set(names.indicator, {
    indicator: names.indicator,
    name: run,
    accessTokenTtl: 3600,
    scopes: [names.scope, names.otherScope],
  });
  tenant.roles[names.role] = [names.scope];
  tenant.organizationTemplate.roles[names.role] = { scopes: ['read:members'], resourceScopes: [] };
  const organization = { id: `${run}or`.slice(0, 12), name: run, description: null };
  tenant.organizations.set(organization.id, organization);
  const user = newUser(
    {
      username: names.username,
      primaryEmail: names.email,
      password: PASSWORD,
      roles: [names.role],
      organizations: { [organization.id]: [names.role] },
    },
    Date.now(),
  );
  const ssoUser = newUser({ primaryEmail: `sso@${names.domain}`, password: PASSWORD }, Date.now());
  for (const one of [user, ssoUser]) tenant.users.set(one.id, one);
  return {
    name: 'the sandbox',
    endpoint: sandbox.logto.url,
    application: {
      ...application,
      redirectUri: names.redirectUri,
      postLogoutUri: names.postLogoutUri,
    },
    user: { id: user.id, username: names.username, email: names.email, password: PASSWORD },
    ssoUser: { email: `sso@${names.domain}`, password: PASSWORD },
    organization: { id: organization.id, role: names.role },
    foreignOrganizationId: 'acmeorg00001',
    resource: { indicator: names.indicator, scope: names.scope, otherScope: names.otherScope },
    connector: { id: connector.id, domain: names.domain },
    accountFields,
    setAccountCenter: async (settings) => {
      Object.assign(tenant.accountCenter, settings);
    },
    close: sandbox.close,
  };
}

type Made = { id: string };

/** @throws when the credentials are refused or a call fails; what was made until then is removed. */
export async function logtoTarget(endpoint: string): Promise<Target> {
  const { LOGTO_M2M_APP_ID: id, LOGTO_M2M_APP_SECRET: secret } = process.env;
  if (!id || !secret) {
    throw new Error(
      'LOGTO_M2M_APP_ID and LOGTO_M2M_APP_SECRET are needed to prepare a real Logto.',
    );
  }
  const resource = process.env.LOGTO_MANAGEMENT_API ?? 'https://default.logto.app/api';
  const credentials = Buffer.from(`${id}:${secret}`).toString('base64');
  const answer = await fetch(`${endpoint}/oidc/token`, {
    method: 'POST',
    headers: { authorization: `Basic ${credentials}` },
    body: new URLSearchParams({ grant_type: 'client_credentials', resource, scope: 'all' }),
  });
  const { access_token: token } = (await answer.json()) as { access_token?: string };
  if (!token) throw new Error(`The Management API credentials were refused (${answer.status}).`);

  const undo: (() => Promise<unknown>)[] = [];
  const close = async () => {
    for (const step of undo.reverse()) await step().catch(() => {});
  };
  async function api<T>(method: string, path: string, body?: object): Promise<T> {
    const response = await fetch(`${endpoint}/api/${path}`, {
      method,
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      ...(body && { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    if (!response.ok)
      throw new Error(`${method} /api/${path}: ${response.status} ${text.slice(0, 200)}`);
    return (/^[[{]/.test(text) ? JSON.parse(text) : undefined) as T;
  }
  async function make<T extends Made>(path: string, body: object): Promise<T> {
    const made = await api<T>('POST', path, body);
    undo.push(() => api('DELETE', `${path}/${made.id}`));
    return made;
  }

  try {
    const experience = await api<Record<string, unknown>>('GET', 'sign-in-exp');
    const { signIn, singleSignOnEnabled } = experience;
    undo.push(() => api('PATCH', 'sign-in-exp', { signIn, singleSignOnEnabled }));
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
    undo.push(() => api('PATCH', 'account-center', { enabled, fields }));
    await api('PATCH', 'account-center', { enabled: true, fields: accountFields });
    const okta = await startOkta({
      port: 0,
      users: [],
      client: { ...oktaClient, redirectUris: [] },
    });
    undo.push(okta.close);
    const application = await make<Made>('applications', {
      name: run,
      type: 'Traditional',
      oidcClientMetadata: {
        redirectUris: [names.redirectUri],
        postLogoutRedirectUris: [names.postLogoutUri],
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
      accountFields,
      setAccountCenter: (settings) => api('PATCH', 'account-center', settings),
      close,
    };
  } catch (error) {
    await close();
    throw error;
  }
}
