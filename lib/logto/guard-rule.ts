/** The rule of the SSO guard, as a decision about what is known: nothing is asked and nothing is ended. */
import type { Connector } from './connectors.ts';

/** By which connector somebody came; null: by none, with a password, say. */
export type Way = string | null;
export type AddressRefusal = 'sso_required' | 'sso_wrong_company';
type Owner = Pick<Connector, 'id' | 'domains'>;

/**
 * Whether this address may come this way. Without an address nothing is decided here: who somebody is
 * says then whether they may (`guard.ts`).
 */
export function judgeAddress(
  way: Way,
  email: string | null | undefined,
  connectors: readonly Owner[],
): AddressRefusal | undefined {
  const domain = email?.split('@').at(-1)?.toLowerCase();
  if (way === null) {
    const isOwned =
      domain !== undefined && connectors.some(({ domains }) => domains.includes(domain));
    return isOwned ? 'sso_required' : undefined;
  }
  const connector = connectors.find(({ id }) => id === way);
  if (!connector) return 'sso_wrong_company';
  return domain === undefined || connector.domains.includes(domain)
    ? undefined
    : 'sso_wrong_company';
}
