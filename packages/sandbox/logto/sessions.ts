/** Sessions as the account API and the Management API show and end them. */
import type Provider from 'oidc-provider';
import { endGrant, type Session } from './grants.ts';
import { type SignInRecord, signInsOf } from './sign-in-record.ts';
import type { Tenant } from './tenant.ts';

type Found = { session: Session; record: SignInRecord };

/** Those that go on. */
export async function sessionsOf(
  tenant: Tenant,
  provider: Provider,
  userId: string,
): Promise<Found[]> {
  const found = await Promise.all(
    signInsOf(tenant, userId).map(async ([uid, record]) => {
      const session = await provider.Session.findByUid(uid);
      return session?.accountId === userId ? { session, record } : undefined;
    }),
  );
  return found.filter((one) => one !== undefined);
}

export function sessionBody({ session, record }: Found) {
  const { uid, jti, iat, exp, loginTs, accountId, authorizations } = session;
  return {
    payload: { exp, iat, jti, uid, kind: 'Session', loginTs, accountId, authorizations },
    ...record,
    expiresAt: (exp ?? 0) * 1000,
  };
}

/**
 * No application is told. Without a `target` what the applications were granted goes on, and with
 * `offline_access` so do their tokens.
 * @param target `all`, or `firstParty` to spare the grants of third-party applications.
 */
export async function endSession(
  tenant: Tenant,
  provider: Provider,
  session: Session,
  target: string | null,
) {
  for (const [clientId, { grantId }] of Object.entries(session.authorizations ?? {})) {
    const isThirdParty = tenant.applications.get(clientId)?.isThirdParty === true;
    const isMeant = target === 'all' || (target === 'firstParty' && !isThirdParty);
    if (isMeant && grantId) await endGrant(provider, grantId);
  }
  tenant.signIns.delete(session.uid);
  await session.destroy();
}

/** The session goes on under a new name, and the application has to ask for a grant again. */
export async function forgetGrant(session: Session, grantId: string) {
  const entries = Object.entries(session.authorizations ?? {});
  const left = entries.filter(([, one]) => one.grantId !== grantId);
  if (left.length === entries.length) return;
  session.authorizations = Object.fromEntries(left);
  session.resetIdentifier();
  await session.persist();
}
