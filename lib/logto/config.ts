import 'server-only';
import type { LogtoNextConfig } from '@logto/next';
import { UserScope } from '@logto/next';
import { cookies } from 'next/headers';
import { getEnv, isHttps } from '#lib/env.ts';
import { ORGANIZATION_PERMISSIONS } from '#lib/permissions.ts';
import type { Session } from '#lib/session/session.ts';

/** What the Logto SDK wants kept: ID token, refresh token, access tokens, each as it gave them. */
type LogtoStorage = Record<string, string>;

/** The session as the SDK knows it. It gets no access token: those are ours to keep. */
export const sdkStorage = ({ idToken, refreshToken }: Session): SdkStorage => ({
  initial: { idToken, ...(refreshToken && { refreshToken }) },
});

/** A place for what one call of the SDK reads and writes; `saved` is what it wants kept. */
export type SdkStorage = { initial: LogtoStorage; saved?: LogtoStorage };

/**
 * The SDK's configuration for one call. Its `sessionWrapper` is where its storage becomes ours: the
 * SDK gets the data of the session or sign-in attempt at hand, and what it stores is collected
 * here, to be sealed once at the end. A wrapper a call, never one a process, so that nothing of one
 * request can answer another's (CVE-2025-67490, logto-io/js#1124).
 */
export function sdkConfig(storage: SdkStorage): LogtoNextConfig {
  const env = getEnv();
  return {
    endpoint: env.LOGTO_ENDPOINT,
    appId: env.LOGTO_APP_ID,
    appSecret: env.LOGTO_APP_SECRET,
    baseUrl: env.BASE_URL,
    cookieSecure: isHttps(),
    scopes: [
      UserScope.Email,
      UserScope.Roles,
      UserScope.Organizations,
      UserScope.OrganizationRoles,
      // Whether somebody came by company SSO; tokens that Logto keeps for them.
      UserScope.Identities,
      // Granted as far as a person's role in an organization has them; unknown ones are ignored.
      ...Object.keys(ORGANIZATION_PERMISSIONS),
    ],
    sessionWrapper: {
      unwrap: async () => ({ ...storage.initial }),
      wrap: async (data) => {
        storage.saved = Object.fromEntries(
          Object.entries(data).filter((entry): entry is [string, string] => entry[1] !== undefined),
        );
        return '';
      },
    },
  };
}

/** The SDK always writes its own cookie, `logto_<appId>`; ours are the ones that count. */
export async function dropSdkCookie() {
  (await cookies()).delete(`logto_${getEnv().LOGTO_APP_ID}`);
}

/** Exactly what has to be registered with the application in Logto. */
export const redirectUri = () => `${getEnv().BASE_URL}/callback`;
export const postLogoutRedirectUri = () => `${getEnv().BASE_URL}/`;
