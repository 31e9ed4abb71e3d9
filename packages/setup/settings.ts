/** File, flags and environment put together: flags beat the environment, which beats the file. */

import { normalizeDomain } from '@logto-okta/clients/email-address';
import { isQuoted, KEEPS_QUOTES } from '@logto-okta/clients/env-text';
import { checkOrigin, checkPreviewUrl, isLocalAddress } from './addresses.ts';
import { API_TOKEN_SECONDS } from './api-resource.ts';
import { brandColors, brandLogo } from './branding.ts';
import { connectorNameOf, issuerSchema, type ParsedCompany, type ParsedConfig } from './config.ts';
import type { Company, Desired } from './desired.ts';
import { RELEASE_FLAG } from './domain-release.ts';
import { checkDomain } from './domains.ts';
import { type OktaOrgs, oktaWish, type Source } from './okta-settings.ts';
import type { Product } from './product.ts';

export type Flags = {
  endpoint?: string;
  appName?: string;
  appId?: string;
  baseUrls?: string[];
  previewUrls?: string[];
  company?: string;
  connectorName?: string;
  domains?: string[];
  allowSharedDomain?: boolean;
  noOrganization?: boolean;
  organizationId?: string;
  noTokenStorage?: boolean;
  scopes?: string[];
  oktaOrgUrl?: string;
  oktaAppLabel?: string;
  oktaAppId?: string;
  oktaGroups?: string[];
  oktaIssuer?: string;
  oktaClientId?: string;
  releaseDomains?: string[];
  /** Leaves Logto's pages as they are. */
  noBranding?: boolean;
};

export type Settings = {
  desired: Desired;
  management: { endpoint: string; resource?: string; appId: string; appSecret: string };
  /** By company. */
  okta: OktaOrgs;
};

type Rules = {
  needsBaseUrl?: boolean;
  /** The settings are for a host elsewhere, to which an address of this machine means nothing. */
  isForHost?: boolean;
  /** The text of `app/globals.css`; without it, Logto's pages stay as they are. */
  css?: string;
};

/** @returns what setup works with, or every problem as a sentence that says what to give. */
export function settingsFrom(
  product: Pick<Product, 'name' | 'permissions'>,
  config: ParsedConfig | undefined,
  flags: Flags,
  env: Source,
  { needsBaseUrl = true, isForHost = false, css }: Rules = {},
): { settings: Settings } | { problems: string[] } {
  const problems: string[] = [];
  const good = <T extends { problem: string } | object>(value: string, result: T, what: string) => {
    if ('problem' in result)
      problems.push(`${what}: ${value || 'an empty value'} ${result.problem}.`);
    return result;
  };
  const origin = (value: string | undefined, what: string) => {
    if (value === undefined) return undefined;
    const result = good(value, checkOrigin(value), what);
    return 'url' in result ? result.url : undefined;
  };

  for (const name of Object.keys(env)) {
    if (/^LOGTO_|OKTA_/.test(name) && isQuoted(env[name])) problems.push(`${name} ${KEEPS_QUOTES}`);
  }
  const givenEndpoint = flags.endpoint ?? env.LOGTO_ENDPOINT ?? config?.logto?.endpoint;
  if (!givenEndpoint)
    problems.push(
      'LOGTO_ENDPOINT is missing: where your Logto answers, https://<tenant>.logto.app',
    );
  const endpoint = origin(givenEndpoint, 'LOGTO_ENDPOINT');
  const { LOGTO_M2M_APP_ID: appId, LOGTO_M2M_APP_SECRET: appSecret } = env;
  if (!appId) problems.push(`LOGTO_M2M_APP_ID is missing. ${HOW_TO_GET_ONE}`);
  if (!appSecret)
    problems.push('LOGTO_M2M_APP_SECRET is missing: the App secret of that application.');

  const givenBaseUrls =
    flags.baseUrls ?? config?.app?.baseUrls ?? (env.BASE_URL ? [env.BASE_URL] : undefined);
  if (needsBaseUrl && !givenBaseUrls?.length)
    problems.push('--base-url is missing: where people reach the app, http://localhost:3000');
  const baseUrls = (givenBaseUrls ?? []).map((url) => origin(url, '--base-url') ?? '');
  const previews = (flags.previewUrls ?? config?.app?.previewUrls ?? []).map((url) =>
    good(url, checkPreviewUrl(url), '--preview-url'),
  );

  const okta: OktaOrgs = new Map();
  const companies = companiesFrom(config, flags, problems).map((company) =>
    toCompany(company, flags.appName ?? config?.app?.name ?? product.name, env, okta, problems),
  );
  // Any that a connector may have had, a public provider's too.
  const releaseDomains = (flags.releaseDomains ?? []).flatMap((given) => {
    const domain = normalizeDomain(given.trim());
    if (!domain) problems.push(`${RELEASE_FLAG}: ${given} is not a domain like example.com.`);
    return domain ?? [];
  });
  if (problems.length > 0 || !endpoint || !appId || !appSecret) return { problems };
  const desired: Desired = {
    endpoint,
    app: {
      name: flags.appName ?? config?.app?.name ?? product.name,
      id: flags.appId ?? config?.app?.id,
      idHint: env.LOGTO_APP_ID,
      baseUrls: [...new Set(baseUrls)],
      apiResource: apiResourceOf(
        // What is in use stays in use when the order of base URLs changes.
        [env.API_RESOURCE, config?.app?.apiResource, ...baseUrls.map((url) => `${url}/api`)],
        isForHost,
      ),
      apiTokenSeconds: config?.app?.apiTokenSeconds ?? API_TOKEN_SECONDS,
      previewUrls: previews.flatMap((one) => ('url' in one ? [one.url] : [])),
      previewWarnings: previews.flatMap((one) =>
        'warning' in one && one.warning ? [one.warning] : [],
      ),
    },
    permissions: product.permissions,
    companies,
    releaseDomains,
  };
  if (css !== undefined && !flags.noBranding && config?.app?.branding !== false) {
    desired.branding = { colors: brandColors(css), logo: brandLogo(desired.app.baseUrls) };
  }
  const resource = env.LOGTO_M2M_RESOURCE ?? config?.logto?.resource;
  return { settings: { desired, management: { endpoint, resource, appId, appSecret }, okta } };
}

/** The first, or for a host the first that is not this machine's, if there is one. */
function apiResourceOf(names: (string | undefined)[], isForHost: boolean): string {
  const given = names.filter((name) => name !== undefined);
  const isLocal = (name: string) => URL.canParse(name) && isLocalAddress(name);
  const elsewhere = isForHost ? given.find((name) => !isLocal(name)) : undefined;
  return elsewhere ?? given[0] ?? '/api';
}

export const HOW_TO_GET_ONE =
  'Logto Console > Applications > Create application > Machine-to-machine, with the role "Logto Management API access".';

/** Flags speak of one company: the one that `--company` names, else the only one there is. */
function companiesFrom(
  config: ParsedConfig | undefined,
  flags: Flags,
  problems: string[],
): ParsedCompany[] {
  const companies = config?.companies ?? [];
  const speaks =
    flags.company ??
    flags.domains ??
    flags.connectorName ??
    flags.oktaGroups ??
    flags.oktaIssuer ??
    flags.oktaClientId ??
    flags.oktaAppId ??
    flags.oktaAppLabel ??
    flags.organizationId ??
    flags.scopes ??
    (companies.length === 1 ? flags.oktaOrgUrl : undefined);
  if (speaks === undefined && companies.length > 0)
    return companies.map((one) => withSwitches(one, flags));
  if (speaks === undefined) return [];
  const name = flags.company ?? (companies.length === 1 ? companies[0]?.name : undefined);
  if (!name) {
    problems.push('--company is missing: the name of the company whose Okta this is about.');
    return [];
  }
  const existing = companies.find((one) => one.name === name);
  const domains = flags.domains?.flatMap((given) => {
    const result = checkDomain(given);
    if ('domain' in result) return [result.domain];
    problems.push(`--domain: ${given || 'an empty value'} ${result.problem}.`);
    return [];
  });
  const base: ParsedCompany = existing ?? {
    name,
    domains: [],
    allowSharedDomain: false,
    tokenStorage: true,
    scopes: [],
  };
  const issuer =
    flags.oktaIssuer === undefined ? undefined : issuerSchema.safeParse(flags.oktaIssuer);
  if (issuer && !issuer.success)
    problems.push(`--okta-issuer: ${flags.oktaIssuer} is not a URL like https://acme.okta.com.`);
  const company = withSwitches(
    {
      ...base,
      domains: domains ?? base.domains,
      connectorName: flags.connectorName ?? base.connectorName,
      organizationId: flags.organizationId ?? base.organizationId,
      scopes: flags.scopes ?? base.scopes,
      okta: {
        ...base.okta,
        groups: flags.oktaGroups ?? base.okta?.groups ?? [],
        orgUrl: flags.oktaOrgUrl ?? base.okta?.orgUrl,
        label: flags.oktaAppLabel ?? base.okta?.label,
        appId: flags.oktaAppId ?? base.okta?.appId,
        // One that is wrong has been told; that it is missing would be told besides.
        issuer: issuer ? (issuer.data ?? flags.oktaIssuer) : base.okta?.issuer,
        clientId: flags.oktaClientId ?? base.okta?.clientId,
      },
    },
    flags,
  );
  // Only the named one when it is new: what is done to the others is the file's to say.
  return existing
    ? companies.map((one) => (one === existing ? company : one))
    : [...companies, company];
}

const withSwitches = (company: ParsedCompany, flags: Flags): ParsedCompany => ({
  ...company,
  allowSharedDomain: flags.allowSharedDomain ?? company.allowSharedDomain,
  tokenStorage: flags.noTokenStorage ? false : company.tokenStorage,
  organization: flags.noOrganization ? false : company.organization,
});

function toCompany(
  company: ParsedCompany,
  appName: string,
  env: Source,
  credentials: OktaOrgs,
  problems: string[],
): Company {
  const { organization, organizationId } = company;
  return {
    name: company.name,
    connectorName: connectorNameOf(company),
    domains: company.domains,
    allowSharedDomain: company.allowSharedDomain,
    tokenStorage: company.tokenStorage,
    extraScopes: company.scopes,
    organization:
      organization === false
        ? undefined
        : { name: organization ?? company.name, id: organizationId },
    idp: { provider: 'okta', ...oktaWish(company, appName, env, credentials, problems) },
  };
}
