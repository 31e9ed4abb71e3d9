/** Who may call the Management API: the bearer of a token for it with the scope `all`. */
import type { KeyObject } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { errors, jwtVerify } from 'jose';
import { LogtoError } from '../errors.ts';
import { MANAGEMENT_API, type Tenant } from '../tenant.ts';

function bearerOf({ headers: { authorization } }: IncomingMessage) {
  if (!authorization) throw new LogtoError(401, 'auth.authorization_header_missing');
  if (!authorization.startsWith('Bearer ')) {
    const supportedTypes = ['Bearer'];
    throw new LogtoError(401, 'auth.authorization_token_type_not_supported', { supportedTypes });
  }
  return authorization.slice('Bearer '.length);
}

/**
 * Any token of the tenant for this audience will do, a person's included, if its scope says `all`.
 * @throws 401 for a token that is none, of somebody else, expired, or for another audience; 403 without the scope.
 */
export async function requireManagementToken(
  tenant: Tenant,
  publicKey: KeyObject,
  req: IncomingMessage,
) {
  const options = { issuer: `${tenant.endpoint}/oidc`, audience: MANAGEMENT_API };
  const { payload } = await jwtVerify(bearerOf(req), publicKey, options).catch((error) => {
    if (!(error instanceof errors.JOSEError)) throw error;
    throw new LogtoError(401, 'auth.unauthorized', { ...error, name: error.name });
  });
  const scopes = typeof payload.scope === 'string' ? payload.scope.split(' ') : [];
  if (!scopes.includes('all')) throw new LogtoError(403, 'auth.forbidden');
}
