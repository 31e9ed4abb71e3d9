import 'server-only';
import {
  type LogtoContext,
  getLogtoContext as sdkGetLogtoContext,
} from '@logto/next/server-actions';
import { cache } from 'react';
import { readSession } from '#lib/session/session.ts';
import { sdkConfig } from './config.ts';

/**
 * The SDK's context for this request's session. Reads only: no call to Logto, no cookie written.
 * An unreadable or expired session is simply not authenticated.
 */
export const getLogtoContext = cache(async (): Promise<LogtoContext> => {
  const session = await readSession();
  if (!session) return { isAuthenticated: false };
  return sdkGetLogtoContext(sdkConfig({ initial: session.logto }));
});
