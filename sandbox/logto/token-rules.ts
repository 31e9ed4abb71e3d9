/** Lifetimes, and who gets a refresh token or a new one: the tenant's defaults and an application's own. */
import type { Configuration, Provider } from 'oidc-provider';
import type { Application, Tenant } from './tenant.ts';

const HOUR = 3600;
const DAY = 24 * HOUR;
const YEAR = 365.25 * DAY;
const ROTATE_FROM_PERCENT = 70;

type RefreshToken = InstanceType<Provider['RefreshToken']>;

export function tokenRules(tenant: Tenant) {
  const applicationOf = (client: { clientId: string }) => tenant.applications.get(client.clientId);
  return {
    ttl: {
      IdToken: (_ctx, _token, client) => applicationOf(client)?.idTokenTtl ?? HOUR,
      AccessToken: (_ctx, token) => token.resourceServer?.accessTokenTTL ?? HOUR,
      RefreshToken: (_ctx, _token, client) =>
        (applicationOf(client)?.refreshTokenTtlInDays ?? 14) * DAY,
      Interaction: HOUR,
      Session: 14 * DAY,
      Grant: 180 * DAY,
    },
    issueRefreshToken: async (_ctx, client, code) =>
      code.scopes.has('offline_access') || applicationOf(client)?.alwaysIssueRefreshToken === true,
  } satisfies Configuration;
}

/** Not in daily use: a refresh answers with the same token until most of its life is over. */
export const mayRotate = (application: Application | undefined, token: RefreshToken) =>
  application?.rotateRefreshToken !== false &&
  token.totalLifetime() < YEAR &&
  token.ttlPercentagePassed() >= ROTATE_FROM_PERCENT;
