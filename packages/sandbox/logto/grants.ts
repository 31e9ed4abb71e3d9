/** What somebody lets applications have, as oidc-provider keeps it: a grant outlives its session. */
import type Provider from 'oidc-provider';
import type { Tenant } from './tenant.ts';

export type Session = InstanceType<Provider['Session']>;
type Grant = InstanceType<Provider['Grant']>;

/** Remembers which grants an account was given; those that have ended since don't count. */
export function watchGrants(provider: Provider) {
  const idsOf = new Map<string, Set<string>>();
  provider.on('grant.saved' as 'grant.success', (saved: unknown) => {
    const { accountId = '', jti } = saved as Grant;
    idsOf.set(accountId, (idsOf.get(accountId) ?? new Set()).add(jti));
  });
  return async (accountId: string): Promise<Grant[]> => {
    const ids = [...(idsOf.get(accountId) ?? [])];
    const found = await Promise.all(ids.map((id) => provider.Grant.find(id)));
    return found.filter((grant) => grant !== undefined);
  };
}

/** A grant as the API shows it; those of Logto's own pages, which are no application, are not shown. */
export function grantBody({ applications }: Tenant, grant: Grant) {
  const { jti, iat, exp, clientId, accountId, openid, resources } = grant;
  const application = applications.get(clientId ?? '');
  if (!application) return [];
  const payload = { exp, iat, jti, kind: 'Grant', clientId, accountId, openid, resources };
  return {
    id: jti,
    payload,
    expiresAt: (exp ?? 0) * 1000,
    application: { id: application.id, name: application.name },
  };
}

/** With every token and code that came of it. */
export async function endGrant(provider: Provider, id: string) {
  for (const model of [provider.AccessToken, provider.RefreshToken, provider.AuthorizationCode]) {
    await model.revokeByGrantId(id);
  }
  await (await provider.Grant.find(id))?.destroy();
}
