/** `/sign-in` as a link: what it may carry, read and written in one place. */

import { MAX_EMAIL_LENGTH } from '@logto-okta/clients/email-address';
import { LOGTO_ID } from '@logto-okta/clients/logto-id';
import { HOME, safeReturnTo } from './return-to.ts';

const SCREENS = ['sign-up', 'sso'] as const;

export type SignInRequest = {
  returnTo?: string | undefined;
  /** `sign-up`: registration first. `sso`: company SSO. Absent: the ordinary sign-in page. */
  screen?: (typeof SCREENS)[number] | undefined;
  /** An enterprise connector's id, to go straight to that company's Okta. */
  connector?: string | undefined;
  /** Fills in the identifier field (`login_hint`). */
  email?: string | undefined;
  /** Logto asks even who has a session there. */
  again?: boolean | undefined;
};

type Untrusted = Partial<Record<keyof SignInRequest, unknown>>;
const text = (value: unknown) => (typeof value === 'string' && value !== '' ? value : undefined);

/**
 * A `+` that wasn't encoded arrives as a blank, which no address has: `?email=a+b@acme.test` is
 * how people write it.
 */
const email = (value: unknown) =>
  text(value)?.trim().replaceAll(' ', '+').slice(0, MAX_EMAIL_LENGTH) || undefined;

/** Keeps what is well-formed and drops the rest, whoever wrote the link or form. */
export function toSignInRequest(given: Untrusted): SignInRequest {
  const connector = text(given.connector);
  const valid = connector && LOGTO_ID.test(connector) ? connector : undefined;
  return {
    returnTo: safeReturnTo(given.returnTo),
    screen: valid ? 'sso' : SCREENS.find((screen) => screen === given.screen),
    connector: valid,
    email: email(given.email),
    again: given.again === true || given.again === '1' || undefined,
  };
}

/** Leaves out what is at its default, and the e-mail address, which is for the first try only. */
export const signInPath = (given: Untrusted): string =>
  signInStart({ ...given, email: undefined, again: undefined });

/** The same with the address. */
export function signInStart(given: Untrusted): string {
  const { returnTo = HOME, screen, connector, email, again } = toSignInRequest(given);
  const query = new URLSearchParams();
  if (email) query.set('email', email);
  if (again) query.set('again', '1');
  if (returnTo !== HOME) query.set('returnTo', returnTo);
  if (connector) query.set('connector', connector);
  else if (screen) query.set('screen', screen);
  return query.size > 0 ? `/sign-in?${query}` : '/sign-in';
}
