/**
 * The connector's round trip: Logto as a client of the company's Okta. What is sent and checked
 * is what Logto 1.42 sends and checks (docs/vendors.md L2): no PKCE, no prompt, HTTP Basic, and the
 * claims come from userinfo rather than from the ID token.
 */
import { createRemoteJWKSet, jwtVerify } from 'jose';
import type { SsoConfig, SsoConnector } from './entities.ts';
import { LogtoError } from './errors.ts';
import { newId } from './ids.ts';
import type { SsoUserInfo, Verification } from './interaction.ts';
import type { TokenResponse } from './secret-vault.ts';
import { connectorScope, type Discovery, discover } from './sso-discovery.ts';

type SsoVerification = Extract<Verification, { type: 'EnterpriseSso' }>;

/** @throws 500 `connector.invalid_config` for a draft. */
export function configOf({ config }: SsoConnector): SsoConfig {
  const { clientId, clientSecret, issuer } = config;
  if (clientId && clientSecret && issuer) return { ...config, clientId, clientSecret, issuer };
  throw new LogtoError(500, 'connector.invalid_config');
}

/** Where to send the browser, and what to remember for when it comes back. */
export async function startSso(
  connector: SsoConnector,
  { state, redirectUri }: { state: string; redirectUri: string },
): Promise<{ authorizationUri: string; verification: SsoVerification }> {
  const { clientId, issuer, scope } = configOf(connector);
  const { authorization_endpoint: endpoint } = await discover(issuer);
  const nonce = newId(21);
  const query = new URLSearchParams({
    state,
    nonce,
    client_id: clientId,
    response_type: 'code',
    redirect_uri: redirectUri,
    scope: connectorScope(scope),
  });
  return {
    authorizationUri: `${endpoint}?${query}`,
    verification: { type: 'EnterpriseSso', connectorId: connector.id, state, nonce, redirectUri },
  };
}

/** Exchanges the code and fills in `verification.identity`, or throws what Logto answers. */
export async function finishSso(
  connector: SsoConnector,
  verification: SsoVerification,
  params: Record<string, string>,
) {
  // Whatever becomes of it: an answer of the identity provider is looked at once.
  if (verification.answered) {
    throw new LogtoError(400, 'session.connector_validation_session_not_found');
  }
  verification.answered = true;
  const { clientId, clientSecret, issuer, trustUnverifiedEmail = false } = configOf(connector);
  const configuration = await discover(issuer);
  if (!params.code) {
    throw new LogtoError(500, 'connector.invalid_request_parameters', {
      ssoErrorCode: 'invalid_request_parameters',
      url: configuration.token_endpoint,
      params,
      error: { formErrors: [], fieldErrors: { code: ['Required'] } },
    });
  }
  const tokens = await postForm(configuration.token_endpoint, `${clientId}:${clientSecret}`, {
    grant_type: 'authorization_code',
    code: params.code,
    redirect_uri: verification.redirectUri,
  });
  const verified = await verifiedIdToken(configuration, tokens, clientId, verification.nonce);
  const claims = await userinfo(configuration, tokens, verified);
  verification.identity = {
    issuer: configuration.issuer,
    userInfo: toUserInfo(claims, trustUnverifiedEmail),
  };
  verification.tokens = tokens;
}

async function verifiedIdToken(
  { issuer, jwks_uri: jwksUri }: Discovery,
  { id_token: idToken = '' }: TokenResponse,
  audience: string,
  nonce: string,
): Promise<Record<string, unknown>> {
  try {
    const jwks = createRemoteJWKSet(new URL(jwksUri));
    const options = { issuer, audience, clockTolerance: 10 };
    const { payload } = await jwtVerify(idToken, jwks, options);
    if (payload.nonce !== nonce) throw new Error('nonce mismatch');
    return payload;
  } catch (cause) {
    throw new LogtoError(500, 'connector.authorization_failed', { message: String(cause) });
  }
}

/** A provider without userinfo has said all in the ID token. */
async function userinfo(
  { userinfo_endpoint: endpoint }: Discovery,
  { access_token: token }: TokenResponse,
  verified: Record<string, unknown>,
): Promise<Record<string, unknown>> {
  if (!endpoint) return verified;
  const response = await fetch(endpoint, { headers: { authorization: `Bearer ${token}` } });
  if (!response.ok) throw new LogtoError(500, 'connector.authorization_failed');
  return (await response.json()) as Record<string, unknown>;
}

async function postForm(url: string, credentials: string, form: Record<string, string>) {
  try {
    const response = await fetch(url, {
      method: 'POST',
      headers: { authorization: `Basic ${Buffer.from(credentials).toString('base64')}` },
      body: new URLSearchParams(form),
    });
    const body = (await response.json()) as TokenResponse;
    if (!response.ok) throw new LogtoError(500, 'connector.authorization_failed', { error: body });
    return body;
  } catch (error) {
    // No answer, or none that can be read, is the same to Logto as a refusal.
    if (error instanceof LogtoError) throw error;
    throw new LogtoError(500, 'connector.authorization_failed', { message: String(error) });
  }
}

const camelCased = (claims: Record<string, unknown>) =>
  Object.fromEntries(
    Object.entries(claims).map(([name, value]) => [
      name.replace(/_(\w)/g, (_, letter: string) => letter.toUpperCase()),
      value,
    ]),
  );

/**
 * An e-mail counts only when verified; "absent" counts with `trustUnverifiedEmail`, but an explicit
 * `false` never does (docs/vendors.md O3). Such a person arrives without an e-mail address.
 */
function toUserInfo(claims: Record<string, unknown>, trustUnverifiedEmail: boolean): SsoUserInfo {
  const {
    sub,
    email,
    email_verified: verified,
    name,
    picture,
    preferred_username,
    ...rest
  } = claims;
  const trusted = email && (verified ?? trustUnverifiedEmail);
  const info: Record<string, unknown> = {
    ...camelCased(rest),
    id: sub,
    name,
    avatar: picture,
    preferredUsername: preferred_username,
  };
  if (trusted) info.email = email;
  return JSON.parse(JSON.stringify(info));
}
