/**
 * What somebody sends to create or replace an app, checked. Summaries and causes are Okta's where
 * its specification or a report shows them; the other causes are in its manner.
 */
import { createPublicKey, type JsonWebKey } from 'node:crypto';
import type { JWK } from 'oidc-provider';
import type { AuthMethod, OktaClient } from '../clients.ts';
import type { Json } from './api.ts';
import { blank, invalid } from './errors.ts';

const AUTH_METHODS: AuthMethod[] = [
  'client_secret_basic',
  'client_secret_post',
  'client_secret_jwt',
  'private_key_jwt',
  'none',
];
const TYPES = ['web', 'native', 'browser', 'service'] as const;
const GRANT_TYPES = [
  'authorization_code',
  'implicit',
  'password',
  'refresh_token',
  'client_credentials',
  'interaction_code',
  'urn:ietf:params:oauth:grant-type:device_code',
  'urn:ietf:params:oauth:grant-type:token-exchange',
];
const RESPONSE_TYPES = ['code', 'token', 'id_token'];
const CLIENT_ID = /^[\w$\-.+!*'(),]{6,100}$/;
/** Without a person at a browser, there is nowhere to redirect to. */
const WITHOUT_REDIRECT = ['client_credentials', 'password'];

export const objectIn = (value: unknown): Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Json) : {};

/** What the app is from now on; everything that isn't in the body has Okta's default again. */
export type AppSettings = Omit<OktaClient, 'id' | 'appId' | 'secret' | 'secrets' | 'status'> & {
  clientId?: string;
  clientSecret?: string;
};

export function appSettingsOf(body: Json): AppSettings {
  if (typeof body.label !== 'string' || !body.label.trim()) throw blank('label');
  if (body.label.length > 100) {
    throw invalid('label', "label: The field can't be more than 100 characters long.");
  }
  if (body.signOnMode !== 'OPENID_CONNECT' || (body.name ?? 'oidc_client') !== 'oidc_client') {
    throw invalid('signOnMode', 'signOnMode: This sandbox has apps of OPENID_CONNECT only.');
  }
  const settings = objectIn(objectIn(body.settings).oauthClient);
  const credentials = objectIn(objectIn(body.credentials).oauthClient);
  const type = oneOf('application_type', settings.application_type, TYPES) ?? 'web';
  const grantTypes = listOf('grant_types', settings.grant_types, GRANT_TYPES);
  if (grantTypes.length === 0) throw blank('grant_types');
  return {
    label: body.label,
    type,
    grantTypes,
    ...redirectsOf(settings, grantTypes),
    ...authenticationOf(credentials, settings, type),
    ...tileOf(settings, grantTypes),
    isHidden: objectIn(objectIn(body.visibility).hide).web === true,
    consent: oneOf('consent_method', settings.consent_method, ['TRUSTED', 'REQUIRED']) ?? 'TRUSTED',
    dpopRequired: settings.dpop_bound_access_tokens === true,
    refreshToken: rotationOf(objectIn(settings.refresh_token)),
  };
}

function redirectsOf(settings: Json, grantTypes: string[]) {
  const redirectUris = urisOf('redirect_uris', settings.redirect_uris);
  const responseTypes = listOf('response_types', settings.response_types, RESPONSE_TYPES);
  if (!grantTypes.some((type) => WITHOUT_REDIRECT.includes(type))) {
    if (redirectUris.length === 0) throw blank('redirect_uris');
    if (responseTypes.length === 0) throw blank('response_types');
  }
  if (grantTypes.includes('authorization_code') && !responseTypes.includes('code')) {
    throw invalid(
      'response_types',
      "response_types: 'code' is required when 'grant_types' contains 'authorization_code'.",
    );
  }
  const postLogoutRedirectUris = urisOf(
    'post_logout_redirect_uris',
    settings.post_logout_redirect_uris,
  );
  return { redirectUris, postLogoutRedirectUris };
}

function authenticationOf(credentials: Json, settings: Json, type: (typeof TYPES)[number]) {
  const { client_id: clientId, client_secret: clientSecret } = credentials;
  const authMethod =
    oneOf('token_endpoint_auth_method', credentials.token_endpoint_auth_method, AUTH_METHODS) ??
    'client_secret_basic';
  const isPublic = type === 'browser' || type === 'native';
  const pkceRequired = credentials.pkce_required ?? isPublic;
  if (authMethod === 'none' && (pkceRequired !== true || !isPublic)) {
    throw invalid(
      'pkce_required',
      "pkce_required: 'pkce_required' must be true when 'token_endpoint_auth_method' is 'none'.",
    );
  }
  const { keys } = objectIn(settings.jwks);
  if (authMethod === 'private_key_jwt' && !(Array.isArray(keys) && keys.length > 0)) {
    throw invalid(
      'jwks',
      "jwks: 'jwks' must have a key when 'token_endpoint_auth_method' is 'private_key_jwt'.",
    );
  }
  if (clientId !== undefined && !CLIENT_ID.test(String(clientId))) {
    throw invalid(
      'client_id',
      "client_id: 'client_id' must be 6 to 100 of the allowed characters.",
    );
  }
  if (clientSecret !== undefined) checkSecret(clientSecret, authMethod);
  return {
    authMethod,
    pkceRequired: pkceRequired === true,
    ...(Array.isArray(keys) && { keys: keys.map(publicKeyOf) }),
    ...(clientId !== undefined && { clientId: String(clientId) }),
    ...(clientSecret !== undefined && { clientSecret: String(clientSecret) }),
  };
}

/** @throws ApiError with the causes of Okta's specification. */
export function checkSecret(secret: unknown, authMethod: AuthMethod | undefined) {
  const wrong = (cause: string) => invalid('client_secret', cause);
  if (authMethod === 'private_key_jwt') {
    throw wrong(
      "'client_secret' can't be used when 'token_endpoint_auth_method' is 'private_key_jwt'.",
    );
  }
  if (typeof secret !== 'string' || secret.length < 14) {
    throw wrong("client_secret: 'client_secret' must be at least '14' characters long.");
  }
  if (secret.length > 100) {
    throw wrong("client_secret: 'client_secret' can't be more than '100' characters long.");
  }
  if (!/^[\x20-\x7e]+$/.test(secret)) {
    throw wrong("client_secret: ''client_secret'' must only contain printable ASCII: [x20-x7E]+");
  }
}

function publicKeyOf(key: unknown): JWK {
  const { kid, d, k } = objectIn(key);
  try {
    if (typeof kid === 'string' && !d && !k) {
      createPublicKey({ key: key as JsonWebKey, format: 'jwk' });
      return key as JWK;
    }
  } catch {}
  throw invalid('jwks', "jwks: A key must be a public RSA or EC key with a 'kid'.");
}

function tileOf(settings: Json, grantTypes: string[]) {
  const { initiate_login_uri: uri } = settings;
  if (uri !== undefined && uri !== null) checkUri('initiate_login_uri', uri);
  const { mode } = objectIn(settings.idp_initiated_login);
  const idpInitiatedLogin =
    oneOf('idp_initiated_login.mode', mode, ['DISABLED', 'SPEC', 'OKTA']) ?? 'DISABLED';
  const isPossible =
    typeof uri === 'string' &&
    grantTypes.some((type) =>
      ['authorization_code', 'implicit', 'interaction_code'].includes(type),
    );
  if (idpInitiatedLogin !== 'DISABLED' && !isPossible) {
    throw invalid(
      'idp_initiated_login',
      `idp_initiated_login: The mode '${idpInitiatedLogin}' needs an 'initiate_login_uri' and a grant type with a redirect.`,
    );
  }
  return { idpInitiatedLogin, ...(typeof uri === 'string' && { initiateLoginUri: uri }) };
}

function rotationOf({ rotation_type, leeway = 30 }: Json): NonNullable<OktaClient['refreshToken']> {
  const rotation = oneOf('rotation_type', rotation_type, ['ROTATE', 'STATIC']) ?? 'STATIC';
  if (!Number.isInteger(leeway) || Number(leeway) < 0 || Number(leeway) > 60) {
    throw invalid('leeway', "leeway: 'leeway' must be from 0 to 60.");
  }
  return { rotation, leewaySeconds: Number(leeway) };
}

function oneOf<T extends string>(field: string, value: unknown, allowed: readonly T[]) {
  if (value === undefined || value === null) return undefined;
  if (!allowed.includes(value as T)) {
    throw invalid(field, `${field}: '${field}' must be one of ${allowed.join(', ')}.`);
  }
  return value as T;
}

function listOf(field: string, value: unknown, allowed?: string[]): string[] {
  if (value === undefined || value === null) return [];
  const isList = Array.isArray(value) && value.every((one) => typeof one === 'string');
  if (!isList) throw invalid(field, `${field}: '${field}' must be a list of texts.`);
  for (const one of value) if (allowed) oneOf(field, one, allowed);
  return [...value];
}

function urisOf(field: string, value: unknown) {
  const uris = listOf(field, value);
  for (const uri of uris) checkUri(field, uri);
  return uris;
}

function checkUri(field: string, uri: unknown) {
  if (typeof uri !== 'string' || !URL.canParse(uri) || uri.includes('*')) {
    throw invalid(field, `${field}: ''${field}'' must be absolute URIs.`);
  }
  // As in issue 38 of okta/terraform-provider-okta.
  if (uri.includes('#')) {
    throw invalid(field, `${field}: ''${field}'' must not contain a fragment identifier.`);
  }
}
