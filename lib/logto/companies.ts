/** Companies that sign in through their own identity provider: which connector is meant. */
import 'server-only';
import { domainOf, normalizeDomain } from '@logto-okta/clients/email-address';
import { fail, ok, type Result } from '@logto-okta/clients/result';
import { slug } from '@logto-okta/clients/slug';
import { getEnv } from '#lib/env.ts';
import { type Connector, knownConnectors } from '#lib/logto/connectors.ts';
import { readSession } from '#lib/session/current.ts';

/** `unknown` only if Logto listed its connectors: without the list a company may exist all the same. */
export type CompanyResult = Result<Connector, 'unknown' | 'unavailable'>;

/**
 * An issuer as two sides may write it, made comparable; undefined for what can't be one. It is
 * only ever compared with issuers of the tenant's own connectors, and never fetched.
 */
export function normalizeIssuer(issuer: string): string | undefined {
  if (issuer.length > 300 || !URL.canParse(issuer)) return undefined;
  const { protocol, username, password, search, hash, origin, pathname } = new URL(issuer);
  if (protocol !== 'https:' && protocol !== 'http:') return undefined;
  if (username || password || search || hash) return undefined;
  return origin + pathname.replace(/\/+$/, '');
}

/**
 * Okta's tile names the org (`https://acme.okta.com`), also when the connector uses an
 * authorization server of it (`https://acme.okta.com/oauth2/default`).
 */
const issuersOf = ({ issuer }: Connector) => {
  const own = issuer && normalizeIssuer(issuer);
  return own ? [own, own.replace(/\/oauth2\/[\w-]+$/, '')] : [];
};

/**
 * The company that matches; none when several do, for guessing would send people to a stranger's
 * Okta. Companies of the settings are known without Logto's list, but others might match too.
 */
async function theOne(matches: (one: Connector) => boolean): Promise<CompanyResult> {
  // From the settings, for tenants whose Management API this app may not use.
  const configured = getEnv().SSO_COMPANIES.map(({ name, connectorId, issuer }) => ({
    ...{ id: connectorId, name, displayName: name, domains: [], issuer, storesTokens: undefined },
  }));
  const listed = await knownConnectors();
  const others = (listed ?? []).filter(({ id }) => !configured.some((one) => one.id === id));
  const [company, ...more] = [...configured, ...others].filter(matches);
  if (company && more.length === 0) return ok(company);
  return fail(company || listed ? 'unknown' : 'unavailable');
}

const UNKNOWN = fail('unknown');

export async function companyByIssuer(issuer: string): Promise<CompanyResult> {
  const wanted = normalizeIssuer(issuer);
  return wanted ? theOne((one) => issuersOf(one).includes(wanted)) : UNKNOWN;
}

export const companyById = (id: string): Promise<CompanyResult> => theOne((one) => one.id === id);

/**
 * By the name in a link such as `/sso/acme`: the company's name, the connector's, its id, or a
 * domain. All of them count at once: a connector *named* like another company's display name
 * doesn't get that company's people.
 * @param name as it stands in the address, percent-encoded or not.
 */
export async function companyByLink(name: string): Promise<CompanyResult> {
  const text = decoded(name)?.toLowerCase().normalize('NFC');
  if (!text) return UNKNOWN;
  const domain = normalizeDomain(text);
  return theOne(
    (one) =>
      [slug(one.displayName), slug(one.name), one.id.toLowerCase()].includes(text) ||
      (domain !== undefined && one.domains.includes(domain)),
  );
}

/** Next hands on what the browser sent; letters beyond ASCII arrive encoded. */
function decoded(text: string): string | undefined {
  try {
    return decodeURIComponent(text);
  } catch {
    return undefined;
  }
}

/**
 * Undefined when no company, or more than one, has claimed the address's domain, and while that
 * can't be told: Logto asks then, and knows the domains itself.
 */
export async function companyByEmail(email: string): Promise<Connector | undefined> {
  const domain = domainOf(email);
  if (!domain) return undefined;
  const answer = await theOne(({ domains }) => domains.includes(domain));
  return answer.ok ? answer.value : undefined;
}

/** Where Okta's tile leads (OpenID Connect Core §4); Logto sends `ssoConnectorId` for SAML. */
export type TileQuery = { iss?: unknown; ssoConnectorId?: unknown };

/** Undefined when the link names no company at all. */
export async function companyByTile({
  iss,
  ssoConnectorId,
}: TileQuery): Promise<CompanyResult | undefined> {
  if (iss === undefined && ssoConnectorId === undefined) return undefined;
  if (typeof iss === 'string') return companyByIssuer(iss);
  return typeof ssoConnectorId === 'string' ? companyById(ssoConnectorId) : UNKNOWN;
}

/**
 * Whether a page below `/sso/` can't be answered: `proxy.ts` asks, as a page has no status of its
 * own. The page finds the same list a moment later.
 */
export async function isCompanyUnavailable({ pathname, searchParams }: URL): Promise<boolean> {
  const [, name] = /^\/sso\/([^/]+)$/.exec(pathname) ?? [];
  if (name === undefined) return false;
  const answer =
    name === 'start'
      ? await companyByTile(Object.fromEntries(searchParams))
      : await companyByLink(name);
  return answer?.ok === false && answer.reason === 'unavailable';
}

/** Whether whoever is signed in came through this company: only then is there nothing to do. */
export const isSignedInThrough = async (connectorId: string) =>
  (await readSession())?.connectorId === connectorId;
