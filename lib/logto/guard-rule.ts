/** The rule of the SSO guard, as a decision about what is known: nothing is asked and nothing is ended. */
import { domainOf } from '@logto-okta/clients/email-address';
import type { Companies, Connector } from './connectors.ts';

/** By which connector somebody came; null: by none, with a password, say. */
export type Way = string | null;
export type AddressRefusal =
  | 'sso_required'
  | 'sso_wrong_company'
  | 'sso_disconnected'
  | 'email_unreadable';
type Owners = {
  connectors: readonly Pick<Connector, 'id' | 'domains'>[];
  owners: Pick<Companies['owners'], 'has'>;
};

/**
 * Whether this address may come this way. Without an address nothing is decided here: who somebody is
 * says then whether they may (`guard.ts`).
 */
export function judgeAddress(
  way: Way,
  email: string | null | undefined,
  { connectors, owners }: Owners,
): AddressRefusal | undefined {
  const domain = email ? domainOf(email) : undefined;
  // An address that isn't understood may be any company's.
  if (email && domain === undefined) return 'email_unreadable';
  if (way === null) {
    if (domain === undefined) return undefined;
    if (connectors.some(({ domains }) => domains.includes(domain))) return 'sso_required';
    // The connector is gone, or the domain was taken from it: no reason to accept a password.
    return owners.has(domain) ? 'sso_disconnected' : undefined;
  }
  const connector = connectors.find(({ id }) => id === way);
  if (!connector) return 'sso_wrong_company';
  return domain === undefined || connector.domains.includes(domain)
    ? undefined
    : 'sso_wrong_company';
}
