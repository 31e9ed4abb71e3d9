/**
 * Tokens that prove an e-mail address once: an application sends somebody a link with one, and
 * whoever opens it is signed in, or registered, with that address.
 */
import { randomBytes } from 'node:crypto';
import { LogtoError } from './errors.ts';
import { newId } from './ids.ts';
import type { Tenant } from './tenant.ts';

export type OneTimeTokenContext = {
  /** The person joins these, with the roles that come just in time. */
  jitOrganizationIds?: string[];
  /** Good for this only. */
  interactionEvent?: 'SignIn' | 'Register' | 'ForgotPassword';
};
export type OneTimeTokenStatus = 'active' | 'consumed' | 'revoked' | 'expired';
export type OneTimeToken = {
  tenantId: string;
  id: string;
  email: string;
  token: string;
  context: OneTimeTokenContext;
  status: OneTimeTokenStatus;
  createdAt: number;
  expiresAt: number;
};

/** Seconds. */
const DEFAULT_LIFETIME = 600;
const TOKEN_LENGTH = 32;

/** @param fields `expiresIn` in seconds. */
export function newOneTimeToken(
  fields: { email: string; context?: OneTimeTokenContext; expiresIn?: number },
  now: number,
): OneTimeToken {
  const { email, context = {}, expiresIn = DEFAULT_LIFETIME } = fields;
  const token = randomBytes(TOKEN_LENGTH).toString('base64').replace(/[+/]/g, 'x');
  return {
    tenantId: 'default',
    id: newId(21),
    email,
    token: token.slice(0, TOKEN_LENGTH),
    context,
    status: 'active',
    createdAt: now,
    expiresAt: now + expiresIn * 1000,
  };
}

/**
 * Uses the token up.
 * @throws 404 for an unknown one; 400 for another address, a used or revoked one, or a late one.
 */
export function spendOneTimeToken(
  { oneTimeTokens }: Tenant,
  { token, email, event }: { token: string; email: string; event?: string },
  now: number,
): OneTimeToken {
  const found = [...oneTimeTokens.values()].find((one) => one.token === token);
  if (!found) {
    const message = `Token ${token} not found.`;
    throw new LogtoError(404, 'one_time_token.token_not_found', undefined, { message });
  }
  if (found.email !== email) throw new LogtoError(400, 'one_time_token.email_mismatch');
  if (found.expiresAt <= now || found.status === 'expired') {
    if (found.status === 'active') found.status = 'expired';
    throw new LogtoError(400, 'one_time_token.token_expired');
  }
  if (found.status === 'consumed') throw new LogtoError(400, 'one_time_token.token_consumed');
  if (found.status === 'revoked') throw new LogtoError(400, 'one_time_token.token_revoked');
  const { interactionEvent } = found.context;
  if (event && interactionEvent && interactionEvent !== event) {
    throw new LogtoError(400, 'one_time_token.interaction_event_mismatch');
  }
  found.status = 'consumed';
  return found;
}
