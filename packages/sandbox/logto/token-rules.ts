/** Lifetimes, and who gets a refresh token or a new one: the tenant's defaults and an application's own. */
import type { Configuration, Provider } from 'oidc-provider';
import type { Application } from './entities.ts';
import type { Tenant } from './tenant.ts';

const HOUR = 3600;
const DAY = 24 * HOUR;
const YEAR = 365.25 * DAY;
const ROTATE_FROM_PERCENT = 70;

/**
 * Seconds. An application's and a resource's own settings come before these; a session's is a
 * setting of the tenant.
 */
export type Lifetimes = {
  idToken: number;
  /** Of an opaque token, and of a token for an organization. */
  accessToken: number;
  refreshToken: number;
  authorizationCode: number;
  /** A sign-in under way. */
  interaction: number;
  grant: number;
};

export const logtoLifetimes = (): Lifetimes => ({
  idToken: HOUR,
  accessToken: HOUR,
  refreshToken: 14 * DAY,
  authorizationCode: 60,
  interaction: HOUR,
  grant: 180 * DAY,
});

type RefreshToken = InstanceType<Provider['RefreshToken']>;

/** `lifetimes` is read at each token, so that a test can change it. */
export function tokenRules(tenant: Tenant, lifetimes: Lifetimes) {
  const settingsOf = (client: { clientId: string }) =>
    tenant.applications.get(client.clientId)?.customClientMetadata;
  return {
    ttl: {
      IdToken: (_ctx, _token, client) => settingsOf(client)?.idTokenTtl ?? lifetimes.idToken,
      AccessToken: (_ctx, token) => token.resourceServer?.accessTokenTTL ?? lifetimes.accessToken,
      ClientCredentials: (_ctx, token) =>
        token.resourceServer?.accessTokenTTL ?? lifetimes.accessToken,
      RefreshToken(_ctx, _token, client) {
        const days = settingsOf(client)?.refreshTokenTtlInDays;
        return days ? days * DAY : lifetimes.refreshToken;
      },
      AuthorizationCode: (_ctx, _code) => lifetimes.authorizationCode,
      Interaction: (_ctx, _interaction) => lifetimes.interaction,
      Session: (_ctx, _session) => tenant.configs.session.ttl,
      Grant: (_ctx, _grant) => lifetimes.grant,
    },
    issueRefreshToken: async (_ctx, client, code) =>
      code.scopes.has('offline_access') || settingsOf(client)?.alwaysIssueRefreshToken === true,
  } satisfies Configuration;
}

/** Not in daily use: a refresh answers with the same token until most of its life is over. */
export const mayRotate = (application: Application | undefined, token: RefreshToken) =>
  application?.customClientMetadata.rotateRefreshToken !== false &&
  token.totalLifetime() < YEAR &&
  token.ttlPercentagePassed() >= ROTATE_FROM_PERCENT;
