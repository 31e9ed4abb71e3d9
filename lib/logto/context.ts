import 'server-only';
import { getLogtoContext as sdkGetLogtoContext } from '@logto/next/server-actions';
import { cache } from 'react';
import { log } from '#lib/log/log.ts';
import { readSession } from '#lib/session/current.ts';
import { frozen } from '#lib/session/frozen.ts';
import { type Claims, claimsSchema } from './claims.ts';
import { sdkConfig, sdkStorage } from './config.ts';
import { toAppError } from './failures.ts';

export type LogtoContext = { isAuthenticated: false } | { isAuthenticated: true; claims: Claims };

/**
 * The SDK's context for this request's session. Reads only: no call to Logto, no cookie written.
 * A session that is missing, expired, or no longer readable is simply not authenticated.
 */
export const getLogtoContext = cache(async (): Promise<LogtoContext> => {
  const session = await readSession();
  if (!session) return { isAuthenticated: false };
  const known = read.get(session);
  if (known) return known;
  try {
    const config = sdkConfig(sdkStorage(session));
    const { isAuthenticated, claims } = await sdkGetLogtoContext(config);
    if (!isAuthenticated) return { isAuthenticated: false };
    const context = frozen({ isAuthenticated: true, claims: claimsSchema.parse(claims) } as const);
    read.set(session, context);
    return context;
  } catch (error) {
    log.error('session_unreadable', { problem: toAppError(error).detail });
    return { isAuthenticated: false };
  }
});

/**
 * The ID token of a session says the same each time it is decoded. `readSession` has decided before
 * whether the session counts; a refreshed one is another object, with claims of its own.
 */
const read = new WeakMap<object, LogtoContext>();
