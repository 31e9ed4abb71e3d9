/**
 * How a client proves itself, where Okta is stricter than oidc-provider: one place for a secret and
 * no other, any of the app's active secrets, assertions for the very endpoint that is called.
 */
import { decodeProtectedHeader } from 'jose';
import type { KoaContextWithOIDC, Provider as ProviderType } from 'oidc-provider';
import { errors, Provider } from '../engine/oidc-provider.ts';
import { type Apps, hasSecret } from './clients.ts';

const MAX_ASSERTION_LIFE_S = 3600;

/** How oidc-provider says it, and how Okta does (the text is from tomcat-oidcauth issue 6). */
const DOUBLE = 'client authentication must only be provided using one mechanism';
const DOUBLE_CREDENTIALS =
  'Cannot supply multiple client credentials. Use one of the following: credentials in the Authorization header, credentials in the post body, or a client_assertion in the post body.';

/** Why an assertion was refused: oidc-provider keeps it from the answer, Okta doesn't. */
const reasons = new WeakMap<object, string>();

/**
 * oidc-provider takes a secret from either place; Okta only from the one in the app's settings. A
 * `client_id` in the body beside Basic counts as a second credential (so says Logto's
 * sso/OidcConnector/utils.ts): refused with the same words as a second secret.
 */
export function holdToAuthMethod(provider: ProviderType, apps: Apps) {
  const { prototype } = provider.Client;
  prototype.compareClientSecret = async function compareInItsPlace(secret) {
    const isBasic = Provider.ctx?.headers.authorization !== undefined;
    if (isBasic && 'client_id' in (Provider.ctx?.oidc.body ?? {})) {
      throw new errors.InvalidRequest(DOUBLE);
    }
    const used = isBasic ? 'client_secret_basic' : 'client_secret_post';
    const app = apps.find(this.clientId);
    return this.clientAuthMethod === used && app !== undefined && hasSecret(app, secret);
  };
  const keepReason = (ctx: KoaContextWithOIDC, error: Error & { error_detail?: string }) => {
    if (error.error_detail) reasons.set(ctx, error.error_detail);
  };
  provider.on('grant.error', keepReason);
  provider.on('introspection.error', keepReason);
  provider.on('revocation.error', keepReason);
}

/** An assertion is for the endpoint that is called, not for the issuer, and lives an hour at most. */
export function checkAssertion(ctx: KoaContextWithOIDC, claims: Record<string, unknown>) {
  const endpoint = ctx.oidc.urlFor(ctx.oidc.route);
  if (claims.aud !== endpoint) throw new errors.InvalidClientAuth('audience');
  if (Number(claims.exp) - Date.now() / 1000 > MAX_ASSERTION_LIFE_S) {
    throw new errors.InvalidClientAuth('expires too late');
  }
}

/** Of an app whose tokens must be bound to a key, as some consoles set new ones up. */
export function refuseWithoutProof(ctx: KoaContextWithOIDC, apps: Apps) {
  if (ctx.status !== 200 || !apps.find(ctx.oidc.client?.clientId)?.dpopRequired) return;
  ctx.status = 400;
  ctx.body = {
    error: 'invalid_dpop_proof',
    error_description: 'The DPoP proof JWT header is missing.',
  };
}

/**
 * Okta's words for a refused client. Of an assertion's, those for parsing, `kid` and audience are
 * from reports; the other reasons are put in ours.
 */
export function describeRefusal(ctx: KoaContextWithOIDC, body: Record<string, unknown>) {
  if (body.error_description === 'no client authentication mechanism provided') {
    ctx.status = 401;
    Object.assign(body, {
      error: 'invalid_client',
      error_description: 'No client credentials found',
    });
  } else if (body.error_description === DOUBLE) {
    ctx.status = 401;
    body.error_description = DOUBLE_CREDENTIALS;
  } else if (body.error === 'invalid_client') {
    body.error_description = refusalOf(ctx);
  }
}

function refusalOf(ctx: KoaContextWithOIDC) {
  const { client, params } = ctx.oidc;
  if (!client) return "Invalid value for 'client_id' parameter.";
  if (!params?.client_assertion) {
    return 'The client secret supplied for a confidential client is invalid.';
  }
  const reason = reasons.get(ctx) ?? '';
  if (reason.includes('audience')) {
    return 'The audience claim for client_assertion must be the endpoint invoked for the request.';
  }
  if (/expir/.test(reason)) return 'The client_assertion token is expired or expires too late.';
  if (reason.includes('iss')) return 'The issuer of client_assertion must be the client ID.';
  if (reason.includes('once')) return 'The client_assertion token has already been used.';
  if (reason.includes('jti')) return 'The client_assertion token must have a jti.';
  if (reason.includes('mechanism')) {
    return 'The client uses another authentication method than private_key_jwt.';
  }
  const kid = kidOf(String(params.client_assertion));
  if (kid === null) return 'The parsing of the client_assertion failed.';
  const keys = client.jwks?.keys ?? [];
  return (kid === undefined && keys.length === 1) || keys.some((key) => key.kid === kid)
    ? 'The client_assertion signature is invalid.'
    : 'The client_assertion JWT kid is invalid.';
}

/** `null`: it is no JWT. */
function kidOf(assertion: string) {
  try {
    return decodeProtectedHeader(assertion).kid;
  } catch {
    return null;
  }
}
