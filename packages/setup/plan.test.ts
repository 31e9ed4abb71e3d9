import type { Connector } from '@logto-okta/clients/logto/schemas';
import { describe, expect, it } from 'vitest';
import type { Actual } from './actual.ts';
import type { Company, Desired } from './desired.ts';
import { plan, questionsOf, writesOf } from './plan.ts';
import { PRODUCT_NAME, product } from './tests/product.ts';

const ORG = 'https://acme.okta.com';
const SECRET = 'top-secret-value';

const company = (fields: Partial<Company> = {}): Company => ({
  name: 'Acme',
  connectorName: 'Acme Okta',
  domains: ['acme.com'],
  allowSharedDomain: false,
  tokenStorage: true,
  extraScopes: [],
  organization: { name: 'Acme' },
  idp: { provider: 'okta', via: 'values', issuer: ORG, clientId: '0oa1', clientSecret: SECRET },
  ...fields,
});
const desired = (...companies: Company[]): Desired => ({
  endpoint: 'https://t.logto.app',
  app: {
    name: PRODUCT_NAME,
    baseUrls: ['https://app.example.com'],
    previewUrls: [],
    previewWarnings: [],
    apiResource: 'https://app.example.com/api',
    apiTokenSeconds: 600,
  },
  permissions: product.permissions,
  companies,
});

const bare = (fields: Partial<Actual> = {}): Actual => ({
  applications: [],
  applicationSecrets: [],
  resources: [],
  machineRoles: [],
  machineRoleScopes: [],
  organizationScopes: [],
  organizationRoles: [],
  signInExperience: {
    ...{ singleSignOnEnabled: false, signInMode: 'SignInAndRegister' },
    signIn: { methods: [{ identifier: 'username' }, { identifier: 'email' }] },
  },
  accountCenter: { enabled: false, fields: {} },
  connectors: [],
  organizations: [],
  jit: {},
  canStoreTokens: true,
  okta: {},
  ...fields,
});

const connector = (fields: Partial<Connector> = {}): Connector => ({
  id: 'c1',
  providerName: 'Okta',
  connectorName: 'Acme Okta',
  domains: ['acme.com'],
  branding: { displayName: 'Acme', logo: 'https://acme.com/logo.svg' },
  syncProfile: true,
  enableTokenStorage: true,
  config: {
    clientId: '0oa1',
    clientSecret: SECRET,
    issuer: ORG,
    scope: 'openid profile email groups offline_access',
    trustUnverifiedEmail: true,
  },
  ...fields,
});

const find = (changes: ReturnType<typeof plan>, key: string) =>
  changes.filter((change) => change.key === key);

describe('the plan', () => {
  it('is pure: the same in, the same out, and nothing of what went in is touched', () => {
    const wish = desired(company());
    const tenant = bare({ connectors: [connector({ domains: ['old.com'] })] });
    const before = structuredClone([wish, tenant]);
    expect(plan(wish, tenant)).toEqual(plan(wish, tenant));
    expect([wish, tenant]).toEqual(before);
  });

  it('shows no secret', () => {
    const shown = (tenant: Actual) =>
      JSON.stringify(plan(desired(company()), tenant).map(({ write: _write, ...rest }) => rest));
    expect(shown(bare())).not.toContain(SECRET);
    const other = connector();
    other.config.clientSecret = 'another-secret-value';
    expect(shown(bare({ connectors: [other] }))).not.toMatch(/secret-value/);
  });

  it('records what it makes before it makes it', () => {
    const [application, ...rest] = plan(desired(company()), bare());
    const made = application?.write?.do === 'application.create' ? application.write.made : [];
    expect(made).toEqual(expect.arrayContaining(['application', 'connector Acme Okta']));
    expect(made).toEqual(
      expect.arrayContaining([
        ...Object.keys(product.permissions.api).map((name) => `api-scope ${name}`),
        ...Object.keys(product.permissions.organization).map(
          (name) => `organization-scope ${name}`,
        ),
        ...Object.keys(product.permissions.roles).map((name) => `organization-role ${name}`),
      ]),
    );
    expect(rest.every(({ kind }) => kind !== 'question')).toBe(true);
  });
});

describe('tenant settings', () => {
  it('an account center is raised, never lowered', () => {
    const fields = { email: 'Edit', phone: 'Edit', name: 'ReadOnly' };
    const [change] = find(
      plan(desired(), bare({ accountCenter: { enabled: true, fields } })),
      'account-center',
    );
    expect(change?.write).toMatchObject({
      body: { fields: { email: 'Edit', phone: 'Edit', name: 'Edit', mfa: 'Edit' } },
    });
    expect(change?.fields.map(({ name }) => name)).not.toContain('email');
  });

  it('registration that is off is told, not changed', () => {
    const signInExperience = {
      ...bare().signInExperience,
      ...{ singleSignOnEnabled: true, signInMode: 'SignIn' },
    };
    const changes = plan(desired(company()), bare({ signInExperience }));
    expect(find(changes, 'sign-in-mode')).toMatchObject([{ kind: 'manual' }]);
    expect(find(changes, 'sign-in-experience')).toMatchObject([{ kind: 'keep' }]);
  });

  it('a first page that takes no addresses is told, where a company has some', () => {
    const signIn = { methods: [{ identifier: 'username' }] };
    const tenant = bare({ signInExperience: { ...bare().signInExperience, signIn } });
    const told = (changes: ReturnType<typeof plan>) => find(changes, 'email-sign-in');
    expect(told(plan(desired(company()), tenant))).toMatchObject([{ kind: 'manual' }]);
    expect(told(plan(desired(), tenant))).toEqual([]);
    expect(told(plan(desired(company()), bare()))).toEqual([]);
  });
});

describe('an application', () => {
  const application = (backchannelLogoutUri: string) => ({
    id: 'a1',
    name: PRODUCT_NAME,
    type: 'Traditional',
    customData: {},
    oidcClientMetadata: {
      redirectUris: [],
      postLogoutRedirectUris: [],
      backchannelLogoutUri,
      other: 1,
    },
  });

  it("keeps another program's back-channel logout, and says so", () => {
    const theirs = 'https://other.example.com/logout';
    const [change] = find(
      plan(desired(), bare({ applications: [application(theirs)] })),
      'application',
    );
    expect(change?.notes.join()).toContain(theirs);
    expect(change?.write).toMatchObject({
      oidcClientMetadata: { backchannelLogoutUri: theirs, other: 1 },
    });
  });
});

describe('a connector', () => {
  const changesFor = (wish: Company, existing: Connector, tenant: Partial<Actual> = {}) =>
    plan(desired(wish), bare({ connectors: [existing], ...tenant }));
  const connectorWrites = (changes: ReturnType<typeof plan>) =>
    writesOf(changes).filter(({ key }) => key.startsWith('connector'));

  it('that is right is left alone', () => {
    expect(connectorWrites(changesFor(company(), connector()))).toEqual([]);
  });

  it('keeps scopes, settings and domains that others gave it', () => {
    const existing = connector({ domains: ['older.com'] });
    existing.config.scope = 'openid custom';
    const [change] = connectorWrites(changesFor(company(), existing));
    expect(change?.write).toMatchObject({
      change: {
        columns: { domains: ['older.com', 'acme.com'] },
        config: {
          existing: { trustUnverifiedEmail: true },
          scopes: ['openid', 'custom', 'profile', 'email', 'groups', 'offline_access'],
          clientSecret: { keep: true },
        },
      },
    });
  });

  it('asks for no scope that a custom server may not have', () => {
    const issuer = `${ORG}/oauth2/default`;
    const wish = company({ idp: { provider: 'okta', via: 'values', issuer, clientId: '0oa1' } });
    const existing = connector();
    existing.config.scope = '';
    const [change] = connectorWrites(changesFor(wish, existing));
    expect(change?.write).toMatchObject({
      change: { config: { scopes: ['openid', 'profile', 'email', 'offline_access'] } },
    });
  });

  it('is not moved to another org without being asked', () => {
    const existing = connector();
    existing.config.issuer = 'https://somebody-else.okta.com';
    expect(questionsOf(changesFor(company(), existing))).toHaveLength(1);
  });

  it('of another provider with the same name is a question', () => {
    const changes = changesFor(company(), connector({ providerName: 'AzureAdOidc' }));
    expect(questionsOf(changes)[0]?.question?.flag).toBe('--connector-name');
  });

  it('without credentials for Okta is left as it is, with the steps for Okta only if it has none', () => {
    const wish = company({ idp: { provider: 'okta', via: 'manual' } });
    expect(connectorWrites(changesFor(wish, connector()))).toEqual([]);
    expect(find(changesFor(wish, connector()), 'okta-by-hand Acme')).toEqual([]);
    const draft = connector({ config: {} });
    const [steps] = find(changesFor(wish, draft), 'okta-by-hand Acme');
    expect(steps?.notes.join('\n')).toContain('https://t.logto.app/callback/c1');
  });
});

describe('an organization', () => {
  it('keeps the role that somebody chose for newcomers', () => {
    const changes = plan(
      desired(company()),
      bare({
        connectors: [connector()],
        organizations: [{ id: 'o1', name: 'Acme', customData: {} }],
        jit: { o1: { connectorIds: [], roleIds: ['their-role'] } },
      }),
    );
    expect(find(changes, 'organization-jit Acme')[0]?.write).toEqual({
      do: 'organization-jit.change',
      company: 'Acme',
      connector: true,
    });
  });

  it('of a name that two have is a question', () => {
    const organizations = ['o1', 'o2'].map((id) => ({ id, name: 'Acme', customData: {} }));
    const [question] = questionsOf(plan(desired(company()), bare({ organizations })));
    expect(question?.question).toMatchObject({ flag: '--organization-id', options: { length: 2 } });
  });
});

describe('the life of the API’s tokens', () => {
  const { apiResource: indicator } = desired().app;
  const existing = (accessTokenTtl: number) =>
    bare({ resources: [{ id: 'r1', name: 'API', indicator, accessTokenTtl, scopes: [] }] });
  const lifeIn = (actual: Actual) =>
    plan(desired(), actual).flatMap(({ write }) =>
      write && 'accessTokenTtl' in write ? [[write.do, write.accessTokenTtl]] : [],
    );

  it('is given to a new one, and shortened where it is longer', () => {
    expect(lifeIn(bare())).toEqual([['api-resource.create', 600]]);
    expect(lifeIn(existing(3600))).toEqual([['api-resource.change', 600]]);
  });

  it('stays where it is as short or shorter', () => {
    expect(lifeIn(existing(600))).toEqual([]);
    expect(lifeIn(existing(120))).toEqual([]);
  });
});
