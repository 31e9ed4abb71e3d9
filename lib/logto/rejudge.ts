import 'server-only';
import type { Session } from '#lib/session/session.ts';
import { managementApi } from './admin.ts';
import type { Claims } from './claims.ts';
import { readCompanies } from './connectors.ts';
import { companyInstead, judgeAddress, type RefusedAddress } from './guard-rule.ts';

/**
 * What the guard would say today: the address of a running session may have changed since it was
 * judged, and a company may own a domain by now. How the person came is the session's to say.
 *
 * @param claims the newest.
 * @throws ManagementError when the companies aren't known.
 */
export async function refusalNow(
  { connectorId }: Pick<Session, 'connectorId'>,
  { email }: Pick<Claims, 'email'>,
): Promise<RefusedAddress | undefined> {
  // One request a minute for everybody, which sign-ins may be waiting for as well.
  const api = managementApi('guard');
  if (!api) return undefined;
  const companies = await readCompanies(api);
  const code = judgeAddress(connectorId ?? null, email, companies);
  return code && { code, continueWith: companyInstead(code, email, companies) };
}
