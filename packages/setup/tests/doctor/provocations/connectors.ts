import { owned, released } from '@logto-okta/clients/domain-ownership';
import { applicationOf, idpOf, type Provocation, tenantOf } from './provocation.ts';

export const CONNECTORS: Provocation[] = [
  {
    id: 'connector.any',
    level: 'warn',
    when: 'there is none',
    change: (facts) => {
      tenantOf(facts).actual.connectors = [];
      facts.idps = {};
    },
  },
  {
    id: 'connector.missing',
    level: 'warn',
    when: 'one that setup made was deleted',
    change: (facts) => {
      const { application } = tenantOf(facts);
      if (application) application.customData = { setup: { made: ['connector Gone Okta'] } };
    },
    says: /Gone Okta was deleted/,
  },
  {
    id: 'connector.missing',
    level: 'error',
    when: 'one of the configuration is not there',
    change: (facts) => {
      const [company] = facts.desired?.companies ?? [];
      if (company) facts.desired?.companies.push({ ...company, connectorName: 'Never Okta' });
    },
    says: /Never Okta is not in Logto/,
  },
  {
    id: 'connector.draft',
    level: 'warn',
    when: 'it has no configuration',
    change: (facts) => {
      idpOf(facts).connector.config = {};
    },
  },
  {
    id: 'connector.trailing-slash',
    level: 'error',
    when: 'its issuer has one',
    change: (facts) => {
      idpOf(facts).connector.config.issuer += '/';
    },
  },
  {
    id: 'connector.discovery',
    level: 'error',
    when: 'Logto cannot read it',
    change: (facts) => {
      idpOf(facts).connector.providerConfig = undefined;
    },
    says: /between Logto and it/,
  },
  {
    id: 'connector.issuer',
    level: 'error',
    when: 'the org has a domain of its own',
    change: (facts) => {
      idpOf(facts).connector.providerConfig = { issuer: 'https://login.acme.com' };
    },
  },
  {
    id: 'connector.clock',
    level: 'error',
    when: 'it is off',
    change: (facts) => {
      const { discovery } = idpOf(facts);
      if (discovery.state === 'known') discovery.value.skewMs = 400_000;
    },
    says: /ahead of/,
  },
  ...(['secret_wrong', 'grant_refused'] as const).map(
    (value): Provocation => ({
      id: 'connector.credentials',
      level: 'error',
      when: value,
      change: (facts) => {
        idpOf(facts).client = { state: 'known', value };
      },
    }),
  ),
  ...(
    [
      [[], 'warn', 'none'],
      [['not a domain'], 'warn', 'nonsense'],
      [['googlemail.com'], 'error', 'public'],
    ] as const
  ).map(
    ([domains, level, when]): Provocation => ({
      id: 'connector.domains',
      level,
      when,
      change: (facts) => {
        idpOf(facts).connector.domains = [...domains];
      },
    }),
  ),
  {
    id: 'connector.domains',
    level: 'warn',
    when: 'a domain is written otherwise than addresses are',
    change: (facts) => {
      idpOf(facts).connector.domains = ['umbrella.test '];
    },
    says: /"umbrella.test " should be umbrella.test/,
  },
  {
    id: 'connector.owned-domain',
    level: 'warn',
    when: 'the connector lost a domain',
    change: (facts) => {
      applicationOf(facts).customData = { ...owned('lost.test', 'gone'), ...released('free.test') };
    },
    says: /^lost\.test .* connector gone /,
  },
  {
    id: 'connector.owned-domain',
    level: 'warn',
    when: 'the only connector is gone',
    change: (facts) => {
      tenantOf(facts).actual.connectors = [];
      applicationOf(facts).customData = owned('umbrella.test', 'gone');
    },
    says: /^umbrella\.test /,
  },
  {
    id: 'connector.shared-domain',
    level: 'warn',
    when: 'another has it too, in another spelling',
    change: (facts) => {
      const { connector } = idpOf(facts);
      connector.domains = ['bücher.test'];
      const domains = ['xn--bcher-kva.test'];
      const other = { ...connector, id: 'other', connectorName: 'Another', domains };
      tenantOf(facts).actual.connectors = [connector, other];
    },
    says: /"Another"/,
  },
  {
    id: 'connector.shared-domain',
    level: 'warn',
    when: 'another has it too',
    change: (facts) => {
      const { connector } = idpOf(facts);
      const other = { ...connector, id: 'other', connectorName: 'Another' };
      tenantOf(facts).actual.connectors = [connector, other];
    },
    says: /"Another"/,
  },
  {
    id: 'connector.offline-access',
    level: 'warn',
    when: 'tokens are kept without it',
    change: (facts) => {
      idpOf(facts).connector.config.scope = 'openid profile email';
    },
  },
  {
    id: 'connector.unverified-email',
    level: 'warn',
    when: 'they are trusted',
    change: (facts) => {
      idpOf(facts).connector.config.trustUnverifiedEmail = true;
    },
  },
  ...(['connectorIds', 'roleIds'] as const).map(
    (what): Provocation => ({
      id: 'connector.organization',
      level: 'warn',
      when: `no ${what}`,
      change: (facts) => {
        for (const jit of Object.values(tenantOf(facts).actual.jit)) jit[what] = [];
      },
    }),
  ),
  {
    id: 'connector.foreign-members',
    level: 'warn',
    when: 'a stranger is a member by the connector',
    change: (facts) => {
      const { connectorName } = idpOf(facts).connector;
      tenantOf(facts).members.foreign = [
        { userId: 'vic', domain: 'private.test', organization: 'Umbrella', connectorName },
      ];
    },
    says: /^Umbrella .* vic .* private\.test/,
  },
  {
    id: 'connector.foreign-members',
    level: 'skipped',
    when: 'there are too many members',
    change: (facts) => {
      tenantOf(facts).members.isPartial = true;
    },
  },
];
