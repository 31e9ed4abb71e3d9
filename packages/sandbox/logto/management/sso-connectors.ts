/**
 * `/api/sso-connectors`. What isn't checked is as much a part of it as what is: any text is a
 * domain, two connectors may have the same one, and a client secret is first used at a sign-in.
 */
import { z } from 'zod/v3';
import { newConnector, type SsoConfig, type SsoConnector } from '../entities.ts';
import { LogtoError } from '../errors.ts';
import { connectorScope, discover } from '../sso-discovery.ts';
import type { Tenant } from '../tenant.ts';
import { defined, found, jsonObject, refusal } from './common.ts';
import { type ManagementApi, type ManagementTable, optionallyPaged, route } from './route.ts';
import { findProvider, providerFields, providerList } from './sso-providers.ts';

const fields = z.object({
  connectorName: z.string().min(1).max(128),
  config: jsonObject,
  domains: z.string().array(),
  branding: z.object({ displayName: z.string(), logo: z.string(), darkLogo: z.string() }).partial(),
  syncProfile: z.boolean(),
  enableTokenStorage: z.boolean(),
});
const createBody = fields
  .partial()
  .required({ connectorName: true })
  .extend({ providerName: z.string().min(1).max(128) });
const patchBody = fields.partial();
const oidcConfig = z.object({
  clientId: z.string(),
  clientSecret: z.string(),
  issuer: z.string(),
  scope: z.string().optional(),
  trustUnverifiedEmail: z.boolean().optional().default(false),
});

const MAILBOX_HOSTS =
  'gmail yahoo hotmail outlook live icloud aol yandex mail protonmail yanex gmx';
const PUBLIC_DOMAINS = new Set([
  ...MAILBOX_HOSTS.split(' ').map((host) => `${host}.com`),
  ...['mail.ru', 'zoho.com', 'qq.com', '163.com', '126.com', 'sina.com', 'sohu.com'],
]);

/** In lower case. @throws 422 for a mailbox provider's, and for one given twice. */
function domainsOf(given: string[]): string[] {
  const domains = given.map((domain) => domain.toLowerCase());
  const open = domains.filter((domain) => PUBLIC_DOMAINS.has(domain));
  if (open.length > 0) {
    throw new LogtoError(422, 'single_sign_on.forbidden_domains', { data: [...new Set(open)] });
  }
  const twice = domains.filter((domain, index) => domains.indexOf(domain) !== index);
  if (twice.length > 0) {
    throw new LogtoError(422, 'single_sign_on.duplicated_domains', { data: [...new Set(twice)] });
  }
  return domains;
}

/** Whole or not at all: a changed configuration needs its secret again. */
async function configOf(providerName: string, given: unknown): Promise<SsoConfig> {
  const parsed = oidcConfig.safeParse(given);
  // What a SAML provider needs is unknown here.
  if (!parsed.success || findProvider(providerName)?.providerType !== 'oidc') {
    throw new LogtoError(400, 'connector.invalid_config');
  }
  await discover(parsed.data.issuer, 400);
  return parsed.data;
}

function refuseTaken({ connectors }: Tenant, name: string, own?: string) {
  if ([...connectors.values()].some((one) => one.connectorName === name && one.id !== own)) {
    throw new LogtoError(409, 'single_sign_on.duplicate_connector_name');
  }
}

function requireVault({ hasSecretVault }: Tenant, providerName: string) {
  if (!hasSecretVault) throw new LogtoError(422, 'request.feature_not_supported');
  if (findProvider(providerName)?.providerType === 'oidc') return;
  const message = 'This connector does not support token storage. ';
  throw refusal(400, 'connector.token_storage_not_supported', message);
}

/** As its provider describes itself at this moment; nothing when it doesn't answer. */
async function withProvider(connector: SsoConnector) {
  const provider = findProvider(connector.providerName);
  const { issuer, scope } = connector.config;
  const document = issuer ? await discover(issuer).catch(() => undefined) : undefined;
  return {
    ...connector,
    ...(provider && providerFields(provider)),
    ...(document && {
      providerConfig: {
        ...connector.config,
        issuer: document.issuer,
        authorizationEndpoint: document.authorization_endpoint,
        tokenEndpoint: document.token_endpoint,
        userinfoEndpoint: document.userinfo_endpoint,
        jwksUri: document.jwks_uri,
        scope: connectorScope(scope),
      },
    }),
  };
}

/** Its stored tokens, the identities that came by it and the ways it opened go with it. */
function forget(tenant: Tenant, { id }: SsoConnector) {
  tenant.connectors.delete(id);
  forgetTokens(tenant, id);
  for (const user of tenant.users.values()) {
    user.ssoIdentities = user.ssoIdentities.filter(({ connectorId }) => connectorId !== id);
  }
  for (const { jit } of tenant.organizations.values()) {
    jit.ssoConnectorIds = jit.ssoConnectorIds.filter((one) => one !== id);
  }
}

function forgetTokens({ secrets }: Tenant, connectorId: string) {
  for (const secret of secrets.values()) {
    if (secret.connectorId === connectorId) secrets.delete(secret.id);
  }
}

export function ssoConnectorRoutes({ tenant, now }: ManagementApi): ManagementTable {
  const { connectors } = tenant;
  const find = (id = '') => found(connectors.get(id), 'sso_connectors', id);
  return {
    'GET /api/sso-connector-providers': route({}, providerList),

    'POST /api/sso-connectors': route({ body: createBody }, async ({ body }) => {
      const { providerName, connectorName, config, domains, ...rest } = defined(body);
      if (!findProvider(providerName)) {
        const message = `Cannot find any available connector for type: ${providerName}.`;
        throw refusal(422, 'connector.not_found', message);
      }
      const accepted = domains && { domains: domainsOf(domains) };
      if (config) oidcOrRefuse(config);
      refuseTaken(tenant, connectorName);
      const parsed = config && { config: await configOf(providerName, config) };
      if (rest.enableTokenStorage) requireVault(tenant, providerName);
      const made = { providerName, connectorName, ...accepted, ...parsed, ...rest };
      const connector = newConnector(made, now());
      connectors.set(connector.id, connector);
      return connector;
    }),

    'GET /api/sso-connectors': route({}, async () =>
      optionallyPaged(await Promise.all([...connectors.values()].map(withProvider))),
    ),

    'GET /api/sso-connectors/:id': route({}, ({ params }) => withProvider(find(params.id))),

    'PATCH /api/sso-connectors/:id': route({ body: patchBody }, async ({ params, body }) => {
      const connector = find(params.id);
      const { config, domains, ...rest } = defined(body);
      const accepted = domains && { domains: domainsOf(domains) };
      if (rest.connectorName) refuseTaken(tenant, rest.connectorName, connector.id);
      const parsed = config && { config: await configOf(connector.providerName, config) };
      if (rest.enableTokenStorage) requireVault(tenant, connector.providerName);
      if (rest.enableTokenStorage === false) forgetTokens(tenant, connector.id);
      return withProvider(Object.assign(connector, accepted, parsed, rest));
    }),

    'DELETE /api/sso-connectors/:id': route({}, ({ params }) => {
      forget(tenant, find(params.id));
      return undefined;
    }),
  };
}

/** The form is looked at before the name, the issuer after it. */
function oidcOrRefuse(config: unknown) {
  if (!oidcConfig.safeParse(config).success) throw new LogtoError(400, 'connector.invalid_config');
}
