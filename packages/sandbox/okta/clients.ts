/** The org's app integrations: what an administrator types into their settings, and who may use them. */
import { randomBytes } from 'node:crypto';
import type { JWK } from 'oidc-provider';
import type { OktaUserSeed } from '../seed.ts';
import type { AdminRole } from './management/scopes.ts';
import { LEEWAY_S } from './token-store.ts';

export type AuthMethod =
  | 'client_secret_basic'
  | 'client_secret_post'
  | 'client_secret_jwt'
  | 'private_key_jwt'
  | 'none';

/** Dates are ISO 8601, as in every answer of Okta's. */
export type ClientSecret = {
  id: string;
  value: string;
  status: 'ACTIVE' | 'INACTIVE';
  created: string;
  lastUpdated: string;
};

export type OktaClient = {
  /** The client id. */
  id: string;
  /** The app's id, where it isn't the client id as well. */
  appId?: string;
  /** As it began; `secrets` takes over once there are others. Empty for a client that has none. */
  secret: string;
  secrets?: ClientSecret[];
  /** The name on the dashboard and on the consent page. */
  label?: string;
  /** An inactive app is no client at all. */
  status?: 'ACTIVE' | 'INACTIVE';
  type?: 'web' | 'native' | 'browser' | 'service';
  redirectUris: string[];
  postLogoutRedirectUris?: string[];
  /** Absent: `authorization_code` and `refresh_token`. */
  grantTypes?: string[];
  /** Okta accepts the secret in this place only. Logto uses Basic, the default here. */
  authMethod?: AuthMethod;
  /** Public keys, for `private_key_jwt`. */
  keys?: JWK[];
  pkceRequired?: boolean;
  /** Token requests without a DPoP proof are refused; the sandbox can check no proof. */
  dpopRequired?: boolean;
  /** Absent: rotates with thirty seconds' grace. */
  refreshToken?: { rotation: 'ROTATE' | 'STATIC'; leewaySeconds: number };
  /** `consent_method`: TRUSTED, the default, asks nobody. */
  consent?: 'TRUSTED' | 'REQUIRED';
  /** Absent: each user's own `assigned` decides. */
  assignedTo?: { logins?: string[]; groups?: string[] };
  initiateLoginUri?: string;
  /** `idp_initiated_login.mode`. As in Okta, no tile unless this is SPEC. */
  idpInitiatedLogin?: 'DISABLED' | 'SPEC' | 'OKTA';
  /** `visibility.hide.web`. */
  isHidden?: boolean;
  /** Scopes of Okta's own API that the app may ask for. */
  grantedScopes?: string[];
  /** Of a service app, which needs one besides its scopes. */
  adminRole?: AdminRole;
};

export type Apps = ReturnType<typeof createApps>;

/** Okta's dashboard is an app integration of its own; everybody in the org may use it. */
export const DASHBOARD_ID = 'okta.enduser';
export const DASHBOARD_CALLBACK = '/enduser/callback';

export const DEFAULT_GRANT_TYPES = ['authorization_code', 'refresh_token'];
/** What the sandbox's token endpoint can do, of all that Okta's can. */
const SUPPORTED_GRANT_TYPES = [...DEFAULT_GRANT_TYPES, 'client_credentials'];

/** Looked up at each request: apps may come, and their redirect URIs change, at any time. */
export function createApps(clients: () => OktaClient[], url: string) {
  const dashboard: OktaClient = {
    id: DASHBOARD_ID,
    // Never used: nobody redeems the dashboard's codes.
    secret: randomBytes(32).toString('base64url'),
    redirectUris: [url + DASHBOARD_CALLBACK],
  };
  const added: OktaClient[] = [];
  const removed = new Set<OktaClient>();
  /** Without the dashboard: it is in no list of an administrator's. */
  const all = () => [...clients(), ...added].filter((client) => !removed.has(client));
  const find = (id: string | undefined) =>
    id === DASHBOARD_ID
      ? dashboard
      : all().find((client) => client.id === id && client.status !== 'INACTIVE');

  return {
    /** Active ones only, by client id. */
    find,
    all,
    byAppId: (id: string) => all().find((client) => appIdOf(client) === id),
    add: (client: OktaClient) => void added.push(client),
    remove: (client: OktaClient) => void removed.add(client),
    metadata(id: string) {
      const client = find(id);
      return client && metadataOf(client);
    },
    leewayOf: (id: string | undefined) => find(id)?.refreshToken?.leewaySeconds ?? LEEWAY_S,
    tilesOf: (user: OktaUserSeed) =>
      all().filter((client) => hasTile(client) && isAssigned(user, client)),
  };
}

export const appIdOf = ({ appId, id }: OktaClient) => appId ?? id;

export const hasTile = (client: OktaClient) =>
  client.status !== 'INACTIVE' &&
  client.initiateLoginUri !== undefined &&
  client.idpInitiatedLogin === 'SPEC' &&
  !client.isHidden;

export function isAssigned(user: OktaUserSeed, client: OktaClient): boolean {
  if (client.id === DASHBOARD_ID) return true;
  return isAssignedDirectly(user, client) || isAssignedByGroup(user, client);
}
export const isAssignedDirectly = (user: OktaUserSeed, { assignedTo }: OktaClient) =>
  assignedTo ? (assignedTo.logins ?? []).includes(user.login) : user.assigned;
export const isAssignedByGroup = (user: OktaUserSeed, { assignedTo }: OktaClient) =>
  (assignedTo?.groups ?? []).some((group) => user.groups?.includes(group));

export const usesSecret = ({ authMethod = 'client_secret_basic' }: OktaClient) =>
  authMethod.startsWith('client_secret');

/** Until somebody changes them, the one secret that the app began with. */
export function secretsOf(client: OktaClient): ClientSecret[] {
  if (client.secrets) return client.secrets;
  if (!client.secret || !usesSecret(client)) return [];
  const created = new Date(0).toISOString();
  const id = `ocs${client.id.slice(3)}`;
  return [{ id, value: client.secret, status: 'ACTIVE', created, lastUpdated: created }];
}

export const activeSecretsOf = (client: OktaClient) =>
  secretsOf(client)
    .filter(({ status }) => status === 'ACTIVE')
    .map(({ value }) => value);

export const hasSecret = (client: OktaClient, secret: string) =>
  activeSecretsOf(client).includes(secret);

function metadataOf(client: OktaClient) {
  const grantTypes = (client.grantTypes ?? DEFAULT_GRANT_TYPES).filter((type) =>
    SUPPORTED_GRANT_TYPES.includes(type),
  );
  const signsIn = grantTypes.includes('authorization_code');
  return {
    client_id: client.id,
    ...(usesSecret(client) && { client_secret: activeSecretsOf(client)[0] }),
    ...(client.keys && { jwks: { keys: client.keys } }),
    application_type: client.type === 'native' ? ('native' as const) : ('web' as const),
    redirect_uris: client.redirectUris,
    post_logout_redirect_uris: client.postLogoutRedirectUris ?? [],
    grant_types: grantTypes,
    response_types: signsIn ? ['code' as const] : [],
    response_modes: ['query'],
    token_endpoint_auth_method: client.authMethod ?? ('client_secret_basic' as const),
  };
}
