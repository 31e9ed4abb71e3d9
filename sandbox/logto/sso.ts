/**
 * The connector's round trip: Logto as a client of the company's Okta. What is sent and checked
 * is what Logto 1.42 sends and checks (docs/vendors.md L2): no PKCE, no prompt, HTTP Basic, and the
 * claims come from userinfo rather than from the ID token.
 */
import { createRemoteJWKSet, jwtVerify } from 'jose';
import { LogtoError } from './errors.ts';
import type { SsoUserInfo, Verification } from './interaction.ts';
import type { TokenResponse } from './secret-vault.ts';
import { newId, type SsoConnector } from './tenant.ts';

type Discovery = {
  issuer: string;
  authorization_endpoint: string;
  token_endpoint: string;
  userinfo_endpoint: string;
  jwks_uri: string;
};
type SsoVerification = Extract<Verification, { type: 'EnterpriseSso' }>;

export async function discover(issuer: string): Promise<Discovery> {
  try {
    const response = await fetch(`${issuer}/.well-known/openid-configuration`);
    if (!response.ok) throw new Error(`discovery answered ${response.status}`);
    return (await response.json()) as Discovery;
  } catch (cause) {
    throw new LogtoError(500, 'connector.invalid_config', {
      message: 'fail_to_fetch_config',
      error: { message: String(cause) },
    });
  }
}

/** Where to send the browser, and what to remember for when it comes back. */
export async function startSso(
  connector: SsoConnector,
  { state, redirectUri }: { state: string; redirectUri: string },
): Promise<{ authorizationUri: string; verification: SsoVerification }> {
  const { authorization_endpoint: endpoint } = await discover(connector.config.issuer);
  const nonce = newId(21);
  const scopes = new Set(['openid', 'profile', 'email', ...connector.config.scope.split(' ')]);
  const query = new URLSearchParams({
    state,
    nonce,
    client_id: connector.config.clientId,
    response_type: 'code',
    redirect_uri: redirectUri,
    scope: [...scopes].join(' '),
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
  if (params.error || !params.code) {
    throw new LogtoError(500, 'connector.invalid_request_parameters', { params });
  }
  const { clientId, clientSecret, issuer, trustUnverifiedEmail } = connector.config;
  const configuration = await discover(issuer);
  const tokens = await postForm(configuration.token_endpoint, `${clientId}:${clientSecret}`, {
    grant_type: 'authorization_code',
    code: params.code,
    redirect_uri: verification.redirectUri,
  });
  try {
    const jwks = createRemoteJWKSet(new URL(configuration.jwks_uri));
    const { payload } = await jwtVerify(tokens.id_token ?? '', jwks, {
      issuer: configuration.issuer,
      audience: clientId,
      clockTolerance: 10,
    });
    if (payload.nonce !== verification.nonce) throw new Error('nonce mismatch');
  } catch (cause) {
    throw new LogtoError(500, 'connector.authorization_failed', { message: String(cause) });
  }
  const response = await fetch(configuration.userinfo_endpoint, {
    headers: { authorization: `Bearer ${tokens.access_token}` },
  });
  if (!response.ok) throw new LogtoError(500, 'connector.authorization_failed');
  const claims = (await response.json()) as Record<string, unknown>;
  verification.identity = {
    issuer: configuration.issuer,
    userInfo: toUserInfo(claims, trustUnverifiedEmail),
  };
  verification.tokens = tokens;
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
    ...rest,
    id: sub,
    name,
    avatar: picture,
    preferredUsername: preferred_username,
  };
  if (trusted) info.email = email;
  return JSON.parse(JSON.stringify(info));
}
