/** Companies that sign in through their own identity provider: which connector is meant. */
import 'server-only';
import { getEnv } from '#lib/env.ts';
import { type Connector, knownConnectors } from '#lib/logto/connectors.ts';
import { readSession } from '#lib/session/current.ts';

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

const slug = (text: string) =>
  text
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-|-$/g, '');

/** The one that matches; none when several do, for guessing would send people to a stranger's Okta. */
const only = (connectors: Connector[]) => (connectors.length === 1 ? connectors[0] : undefined);

/** From the settings, for tenants whose Management API this app may not use. */
async function companies(): Promise<Connector[]> {
  const configured = getEnv().SSO_COMPANIES.map(({ name, connectorId, issuer }) => ({
    ...{ id: connectorId, name, displayName: name, domains: [], issuer, storesTokens: undefined },
  }));
  const listed = (await knownConnectors()).filter(
    ({ id }) => !configured.some((one) => one.id === id),
  );
  return [...configured, ...listed];
}

export async function companyByIssuer(issuer: string): Promise<Connector | undefined> {
  const wanted = normalizeIssuer(issuer);
  if (!wanted) return undefined;
  return only((await companies()).filter((one) => issuersOf(one).includes(wanted)));
}

export const companyById = async (id: string) =>
  only((await companies()).filter((one) => one.id === id));

/** By the name in a link such as `/sso/acme`: the company's name, the connector's, or a domain. */
export async function companyByLink(name: string): Promise<Connector | undefined> {
  const wanted = name.toLowerCase();
  const all = await companies();
  return (
    only(all.filter(({ domains }) => domains.includes(wanted))) ??
    only(all.filter((one) => slug(one.displayName) === wanted)) ??
    only(all.filter((one) => slug(one.name) === wanted))
  );
}

/** Undefined when no company, or more than one, has claimed the address's domain: Logto asks then. */
export async function companyByEmail(email: string): Promise<Connector | undefined> {
  const domain = email.split('@').at(-1)?.toLowerCase();
  if (!domain || !email.includes('@')) return undefined;
  return only((await companies()).filter(({ domains }) => domains.includes(domain)));
}

/** Whether whoever is signed in came through this company: only then is there nothing to do. */
export const isSignedInThrough = async (connectorId: string) =>
  (await readSession())?.connectorId === connectorId;
