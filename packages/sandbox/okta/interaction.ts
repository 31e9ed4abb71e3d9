/** oidc-provider's "interactions": where an authorization request waits for a person. */
import type Provider from 'oidc-provider';
import { type Exchange, send } from '../engine/http.ts';
import { errors } from '../engine/oidc-provider.ts';
import { badRequestPage } from './pages.ts';

export const signInPath = (uid: string) => `/signin/${uid}`;
export const consentPath = (uid: string) => `/consent/${uid}`;

/**
 * The one this browser started: its cookie's path is this interaction's, so another's never comes.
 * Both authorization servers keep theirs in one place, so either's `provider` will do.
 */
export async function currentInteraction(provider: Provider, { req, res }: Exchange) {
  try {
    return await provider.interactionDetails(req, res);
  } catch (error) {
    if (error instanceof errors.SessionNotFound) return undefined;
    throw error;
  }
}

export const sendExpired = ({ res }: Exchange) =>
  send(res, 400, badRequestPage('Your session has expired. Please try again.'));
