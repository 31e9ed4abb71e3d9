/**
 * The app's own record of e-mail domains that a company's connector has or had, in `customData` of
 * its application in Logto. A domain stays owned when its connector is deleted or loses it, until
 * `npm run setup -- --release-domain` gives it up. One key a domain: Logto merges keys, and can't
 * remove one, so that a released domain keeps a tombstone.
 */
import { normalizeDomain } from './email-address.ts';

const PREFIX = 'ownedDomain:';

export type Owner = {
  /** Id of the connector that had it last. */
  connector: string | undefined;
  /** ISO 8601. */
  since: string | undefined;
};

const textIn = (value: unknown, name: string) => {
  const found = typeof value === 'object' && value !== null ? Object.entries(value) : [];
  const [, text] = found.find(([key]) => key === name) ?? [];
  return typeof text === 'string' ? text : undefined;
};

/** By domain. A value that isn't a tombstone owns, whatever it looks like. */
export function ownersIn(customData: Record<string, unknown>): Map<string, Owner> {
  const owners = new Map<string, Owner>();
  for (const [key, value] of Object.entries(customData)) {
    const domain = key.startsWith(PREFIX) ? normalizeDomain(key.slice(PREFIX.length)) : undefined;
    if (!domain || textIn(value, 'released') !== undefined) continue;
    owners.set(domain, { connector: textIn(value, 'connector'), since: textIn(value, 'since') });
  }
  return owners;
}

/** For `customData`; merged into what else is there. */
export const owned = (domain: string, connector: string) => ({
  [PREFIX + domain]: { connector, since: new Date().toISOString() },
});
export const released = (domain: string) => ({
  [PREFIX + domain]: { released: new Date().toISOString() },
});

type HasDomains = { id: string; domains: readonly string[] };

/** What the record lacks: domains of connectors that it doesn't know, or knows as another's. */
export function unrecorded(
  connectors: readonly HasDomains[],
  owners: ReadonlyMap<string, Owner>,
): Record<string, unknown> {
  const holders = new Map<string, string[]>();
  for (const { id, domains } of connectors) {
    for (const domain of domains) holders.set(domain, [...(holders.get(domain) ?? []), id]);
  }
  const missing = [...holders].flatMap(([domain, [first = '', ...others]]) => {
    const recorded = owners.get(domain)?.connector;
    return recorded !== undefined && [first, ...others].includes(recorded)
      ? []
      : [owned(domain, first)];
  });
  return Object.assign({}, ...missing);
}
