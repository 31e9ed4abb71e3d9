import 'server-only';
import { getLogtoContext as sdkGetLogtoContext } from '@logto/next/server-actions';
import { cache } from 'react';
import { log } from '#lib/log.ts';
import { readSession } from '#lib/session/session.ts';
import { type Claims, claimsSchema } from './claims.ts';
import { sdkConfig } from './config.ts';
import { toAppError } from './failures.ts';

export type LogtoContext = { isAuthenticated: false } | { isAuthenticated: true; claims: Claims };

/**
 * The SDK's context for this request's session. Reads only: no call to Logto, no cookie written.
 * A session that is missing, expired, or no longer readable is simply not authenticated.
 */
export const getLogtoContext = cache(async (): Promise<LogtoContext> => {
  const session = await readSession();
  if (!session) return { isAuthenticated: false };
  try {
    const config = sdkConfig({ initial: session.logto });
    const { isAuthenticated, claims } = await sdkGetLogtoContext(config);
    if (!isAuthenticated) return { isAuthenticated: false };
    return { isAuthenticated: true, claims: claimsSchema.parse(claims) };
  } catch (error) {
    log.error('session_unreadable', { problem: toAppError(error).detail });
    return { isAuthenticated: false };
  }
});
