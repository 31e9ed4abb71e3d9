/** The contract of `/api/sso-connectors`: what is checked of a company's Okta, and what isn't. */
import { z } from 'zod';
import { startOkta } from '../okta/org.ts';
import {
  answers,
  empty,
  id,
  includes,
  invalid,
  type Manager,
  managed,
  missing,
  moment,
  notFound,
  refused,
  simple,
} from './management-flows.ts';

const NAME = 'contract connector';
const draft = { providerName: 'Okta', connectorName: NAME };
const shown = {
  tenantId: 'default',
  id: id(12),
  providerName: 'Okta',
  connectorName: NAME,
  config: {},
  domains: [] as string[],
  branding: {},
  syncProfile: false,
  enableTokenStorage: false,
  createdAt: moment,
};
const picture = z.string().regex(/^data:image\/svg\+xml;base64,/);
const provider = {
  name: 'Okta',
  providerType: 'oidc',
  providerLogo: picture,
  providerLogoDark: picture,
};
const invalidConfig = refused(
  400,
  'connector.invalid_config',
  "The connector's config is invalid.",
);
const unknown = notFound('sso_connectors', 'nope');
const client = { clientId: 'c', clientSecret: 'wrong, and nobody minds' };
/** With an Okta that runs meanwhile. */
async function withOkta<T>(step: (issuer: string) => Promise<T>): Promise<T> {
  const okta = await startOkta({
    port: 0,
    users: [],
    client: { id: 'c', secret: 's', redirectUris: [] },
  });
  try {
    return await step(okta.url);
  } finally {
    await okta.close();
  }
}

/** A call about a draft. */
const about = (
  name: string,
  step: (manager: Manager, own: string) => ReturnType<Manager['call']>,
  expect: Parameters<typeof managed>[2],
  fields: object = {},
) =>
  managed(
    `connector: ${name}`,
    async (manager) => {
      const made = await manager.make('sso-connectors', { ...draft, ...fields });
      return step(manager, `sso-connectors/${made.id}`);
    },
    expect,
  );
const patched = (name: string, body: unknown, expect: Parameters<typeof managed>[2], fields = {}) =>
  about(name, ({ call }, own) => call('PATCH', own, body), expect, fields);

const making = [
  about('a draft', ({ call }, own) => call('GET', own), answers(200, { ...shown, ...provider })),
  simple(
    'connector: without a name',
    ['POST', 'sso-connectors', { providerName: 'Okta' }],
    invalid([missing(['connectorName'], 'string')]),
  ),
  simple(
    'connector: a provider in lower case',
    ['POST', 'sso-connectors', { ...draft, providerName: 'okta' }],
    refused(422, 'connector.not_found', 'Cannot find any available connector for type: okta.'),
  ),
  about(
    'a name that is taken',
    ({ call }) => call('POST', 'sso-connectors', draft),
    refused(
      409,
      'single_sign_on.duplicate_connector_name',
      'Connector name already exists. Please choose a different name.',
    ),
  ),
  simple('connector: unknown', ['GET', 'sso-connectors/nope'], unknown),
  simple('connector: changing none', ['PATCH', 'sso-connectors/nope', {}], unknown),
  about('removed', ({ call }, own) => call('DELETE', own), empty),
  about(
    'started by the identity provider',
    ({ call }, own) => call('GET', `${own}/idp-initiated-auth-config`),
    {
      status: 404,
      text: /^Not Found$/,
    },
  ),
  simple('connector: the kinds', ['GET', 'sso-connector-providers'], {
    status: 200,
    body: z
      .array(
        z.strictObject({
          providerName: z.string(),
          providerType: z.enum(['oidc', 'saml']),
          name: z.string(),
          description: z.string(),
          logo: picture,
          logoDark: picture,
        }),
      )
      .refine(
        (all) =>
          all.map(({ providerName }) => providerName).join() ===
          'OIDC,SAML,AzureAD,AzureAdOidc,GoogleWorkspace,Okta',
      ),
  }),
];

const config = (issuer: string) => ({ ...client, issuer });
const configs = [
  about(
    'its settings, whose secret nobody tries',
    ({ call }, own) => withOkta((issuer) => call('PATCH', own, { config: config(issuer) })),
    includes(200, {
      config: { ...client, issuer: z.url(), trustUnverifiedEmail: false },
      providerConfig: {
        ...client,
        issuer: z.url(),
        trustUnverifiedEmail: false,
        scope: 'openid profile email',
        authorizationEndpoint: z.url(),
        tokenEndpoint: z.url(),
        userinfoEndpoint: z.url(),
        jwksUri: z.url(),
      },
    }),
  ),
  about(
    'its provider, when that answers no more',
    async ({ call, api }, own) => {
      await withOkta((issuer) => api('PATCH', own, { config: config(issuer) }));
      return call('GET', own);
    },
    answers(200, {
      ...shown,
      ...provider,
      config: { ...client, issuer: z.url(), trustUnverifiedEmail: false },
    }),
  ),
  patched('settings without an issuer', { config: client }, invalidConfig),
  about(
    'an issuer with a slash at the end',
    ({ call }, own) => withOkta((issuer) => call('PATCH', own, { config: config(`${issuer}/`) })),
    includes(400, {
      code: 'connector.invalid_config',
      data: z.looseObject({ message: z.literal('fail_to_fetch_config'), error: z.string() }),
    }),
  ),
  patched(
    'an issuer that doesn’t answer',
    { config: config('http://localhost:1') },
    includes(400, {
      code: 'connector.invalid_config',
      data: z.strictObject({
        ssoErrorCode: z.literal('invalid_config'),
        config: z.strictObject({ issuer: z.literal('http://localhost:1') }),
        message: z.literal('fail_to_fetch_config'),
        error: z.looseObject({ code: z.literal('ECONNREFUSED'), name: z.literal('RequestError') }),
      }),
    }),
  ),
  patched(
    'an issuer that is no address',
    { config: config('nope') },
    includes(400, {
      code: 'connector.invalid_config',
      data: z.looseObject({
        message: z.literal('fail_to_fetch_config'),
        error: z.looseObject({ code: z.literal('ERR_INVALID_URL') }),
      }),
    }),
  ),
];

const domainsRefused = (code: string, message: string, data: string[]) =>
  refused(422, `single_sign_on.${code}`, message, { data: { data } });
const fields = [
  patched(
    'domains in capitals, and what are none',
    { domains: ['Contract-A.test', '@x', 'not a domain'] },
    includes(200, { domains: ['contract-a.test', '@x', 'not a domain'] }),
  ),
  patched(
    'a public domain',
    { domains: ['GMail.com', 'x.test'] },
    domainsRefused('forbidden_domains', 'Public email domains are not allowed.', ['gmail.com']),
  ),
  patched(
    'a domain twice',
    { domains: ['X.test', 'x.test'] },
    domainsRefused('duplicated_domains', 'There are duplicate domains.', ['x.test']),
  ),
  managed(
    'connector: a domain that another one has',
    async ({ call, make, target }) => {
      const { id: own } = await make('sso-connectors', draft);
      return call('PATCH', `sso-connectors/${own}`, { domains: [target.connector.domain] });
    },
    ({ connector }) => includes(200, { domains: [connector.domain] }),
  ),
  patched(
    'branding, replaced as a whole',
    { branding: { logo: 'https://example.test/logo.svg' } },
    includes(200, { branding: { logo: 'https://example.test/logo.svg' } }),
    { branding: { displayName: 'Acme' } },
  ),
  patched('another provider', { providerName: 'OIDC' }, includes(200, { providerName: 'Okta' })),
  patched('nothing', {}, includes(200, { connectorName: NAME })),
  patched(
    'the profile and the tokens',
    { syncProfile: true, enableTokenStorage: true },
    includes(200, { syncProfile: true, enableTokenStorage: true }),
  ),
  simple(
    'connector: tokens of SAML',
    ['POST', 'sso-connectors', { ...draft, providerName: 'SAML', enableTokenStorage: true }],
    refused(
      400,
      'connector.token_storage_not_supported',
      'This connector does not support token storage. ',
    ),
  ),
];

export const managementSsoCases = [...making, ...configs, ...fields];
