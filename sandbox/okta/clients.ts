/** The org's app integrations: what an administrator types into their settings, and who may use them. */
import { randomBytes } from 'node:crypto';
import type { OktaUserSeed } from '#sandbox/seed.ts';

export type OktaClient = {
  id: string;
  secret: string;
  /** The name on the dashboard and on the consent page. */
  label?: string;
  redirectUris: string[];
  postLogoutRedirectUris?: string[];
  /** Okta accepts the secret in this place only. Logto uses Basic, the default here. */
  authMethod?: 'client_secret_basic' | 'client_secret_post';
  /** `consent_method`: TRUSTED, the default, asks nobody. */
  consent?: 'TRUSTED' | 'REQUIRED';
  /** Absent: each user's own `assigned` decides. */
  assignedTo?: { logins?: string[]; groups?: string[] };
  initiateLoginUri?: string;
  /** `idp_initiated_login.mode`. As in Okta, no tile unless this is SPEC. */
  idpInitiatedLogin?: 'DISABLED' | 'SPEC';
};

export type Apps = ReturnType<typeof createApps>;

/** Okta's dashboard is an app integration of its own; everybody in the org may use it. */
export const DASHBOARD_ID = 'okta.enduser';
export const DASHBOARD_CALLBACK = '/enduser/callback';

/** Looked up at each request: apps may come, and their redirect URIs change, at any time. */
export function createApps(clients: () => OktaClient[], url: string) {
  const dashboard: OktaClient = {
    id: DASHBOARD_ID,
    // Never used: nobody redeems the dashboard's codes.
    secret: randomBytes(32).toString('base64url'),
    redirectUris: [url + DASHBOARD_CALLBACK],
  };
  const find = (id: string | undefined) =>
    id === DASHBOARD_ID ? dashboard : clients().find((client) => client.id === id);

  return {
    find,
    metadata(id: string) {
      const client = find(id);
      return client && metadataOf(client);
    },
    tilesOf: (user: OktaUserSeed) =>
      clients().filter((client) => hasTile(client) && isAssigned(user, client)),
  };
}

export const hasTile = (client: OktaClient) =>
  client.initiateLoginUri !== undefined && client.idpInitiatedLogin === 'SPEC';

export function isAssigned(user: OktaUserSeed, { id, assignedTo }: OktaClient): boolean {
  if (id === DASHBOARD_ID) return true;
  if (!assignedTo) return user.assigned;
  const { logins = [], groups = [] } = assignedTo;
  return logins.includes(user.login) || groups.some((group) => user.groups?.includes(group));
}

const metadataOf = (client: OktaClient) => ({
  client_id: client.id,
  client_secret: client.secret,
  redirect_uris: client.redirectUris,
  post_logout_redirect_uris: client.postLogoutRedirectUris ?? [],
  grant_types: ['authorization_code', 'refresh_token'],
  response_types: ['code' as const],
  response_modes: ['query'],
  token_endpoint_auth_method: client.authMethod ?? ('client_secret_basic' as const),
});
