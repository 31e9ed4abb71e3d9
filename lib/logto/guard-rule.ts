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
/** `continueWith`: id of the one connector through which the person may come in instead. */
export type RefusedAddress = { code: AddressRefusal; continueWith: string | undefined };
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

/** The company to continue with after `sso_required`; undefined when several have the domain. */
export function companyInstead(
  code: AddressRefusal,
  email: string | null | undefined,
  { connectors }: Pick<Owners, 'connectors'>,
): string | undefined {
  const domain = email ? domainOf(email) : undefined;
  if (code !== 'sso_required' || !domain) return undefined;
  const [only, ...others] = connectors.filter(({ domains }) => domains.includes(domain));
  return others.length === 0 ? only?.id : undefined;
}
