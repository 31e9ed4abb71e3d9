import { applicationOf, expiresIn, type Provocation, tenantOf } from './provocation.ts';

export const APPLICATION: Provocation[] = [
  {
    id: 'application.exists',
    level: 'error',
    when: 'it is gone',
    change: (facts) => {
      tenantOf(facts).application = undefined;
    },
  },
  {
    id: 'application.type',
    level: 'error',
    when: 'it is a single-page app',
    change: (facts) => {
      applicationOf(facts).type = 'SPA';
    },
  },
  {
    id: 'application.redirect-uris',
    level: 'error',
    when: 'one differs by a slash',
    change: (facts) => {
      applicationOf(facts).oidcClientMetadata.redirectUris = ['http://localhost:3000/callback/'];
    },
    says: /Nearly the same is there: http:\/\/localhost:3000\/callback\//,
  },
  {
    id: 'application.post-logout-uris',
    level: 'error',
    when: 'its slash is missing',
    change: (facts) => {
      const metadata = applicationOf(facts).oidcClientMetadata;
      metadata.postLogoutRedirectUris = ['http://localhost:3000'];
    },
    says: /Nearly/,
  },
  ...['javascript:alert(1)', 'https://*.com/callback', 'http://app.example.com/callback'].map(
    (uri): Provocation => ({
      id: 'application.unsafe-uris',
      level: 'warn',
      when: uri,
      change: (facts) => applicationOf(facts).oidcClientMetadata.redirectUris.push(uri),
    }),
  ),
  {
    id: 'application.back-channel-uri',
    level: 'error',
    when: 'there is none',
    change: (facts) => {
      applicationOf(facts).oidcClientMetadata.backchannelLogoutUri = undefined;
    },
  },
  {
    id: 'application.back-channel-uri',
    level: 'warn',
    when: 'it is of another program',
    change: (facts) => {
      applicationOf(facts).oidcClientMetadata.backchannelLogoutUri = 'https://x.example.com/out';
    },
  },
  {
    id: 'application.back-channel-session',
    level: 'error',
    when: 'the session is not asked for',
    change: (facts) => {
      applicationOf(facts).oidcClientMetadata.backchannelLogoutSessionRequired = false;
    },
    says: /session/,
  },
  {
    id: 'application.back-channel-public',
    level: 'warn',
    when: 'a public app has a private address',
    change: (facts) => {
      facts.desired?.app.baseUrls.push('https://app.example.com');
      tenantOf(facts).backchannelAddresses = ['10.1.2.3'];
    },
    says: /10\.1\.2\.3/,
  },
  {
    id: 'application.back-channel-public',
    level: 'warn',
    when: 'it has no address',
    change: (facts) => {
      tenantOf(facts).backchannelAddresses = [];
    },
  },
  {
    id: 'application.secret-expiry',
    level: 'warn',
    when: 'it ends in a week',
    change: (facts) => expiresIn(facts, 7.5),
    says: /in 7 days/,
  },
  {
    id: 'application.secret-expiry',
    level: 'error',
    when: 'it has ended',
    change: (facts) => expiresIn(facts, -1),
  },
];
