'use server';

import { cookies } from 'next/headers';
import { redirect, unstable_rethrow } from 'next/navigation';
import { isHttps } from '#lib/env.ts';
import { isLocale, LOCALE_COOKIE } from '#lib/locales.ts';
import { log } from '#lib/log.ts';
import { toAppError } from '#lib/logto/failures.ts';
import { endSession } from '#lib/logto/sign-out.ts';
import { leaveNotice } from '#lib/notice.ts';
import { startSignInOrExplain } from '#lib/sign-in.ts';

const ONE_YEAR_SECONDS = 365 * 24 * 3600;

/** An optional text field; a file in its place counts as absent. */
const text = (form: FormData, name: string) => {
  const value = form.get(name);
  return typeof value === 'string' && value !== '' ? value : undefined;
};

export async function signIn(form: FormData) {
  await startSignInOrExplain({ returnTo: text(form, 'returnTo') });
}

/** Registration first (`interactionMode: 'signUp'`). */
export async function signUp(form: FormData) {
  await startSignInOrExplain({ screen: 'sign-up', returnTo: text(form, 'returnTo') });
}

/** Company SSO: Logto's screen for it, or straight to a connector. */
export async function signInWithSso(form: FormData) {
  const connector = text(form, 'connector');
  await startSignInOrExplain({ screen: 'sso', connector, returnTo: text(form, 'returnTo') });
}

/** Ends the session here and at Logto. Here it is over even when Logto can't be reached. */
export async function signOut() {
  await leaveNotice('signed_out');
  try {
    await endSession();
  } catch (error) {
    unstable_rethrow(error);
    const { code, detail } = toAppError(error);
    log.warn('sign_out_here_only', { problem: code, detail });
    await leaveNotice('signed_out_here_only');
    redirect('/');
  }
}

export async function setLocale(form: FormData) {
  const locale = text(form, 'locale');
  if (!isLocale(locale)) return;
  const options = {
    maxAge: ONE_YEAR_SECONDS,
    sameSite: 'lax',
    secure: isHttps(),
    path: '/',
  } as const;
  (await cookies()).set(LOCALE_COOKIE, locale, options);
}
