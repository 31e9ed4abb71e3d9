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
import { toSignInRequest } from '#lib/sign-in-link.ts';

const ONE_YEAR_SECONDS = 365 * 24 * 3600;

export async function signIn(form: FormData) {
  const { returnTo } = toSignInRequest(Object.fromEntries(form));
  await startSignInOrExplain({ returnTo });
}

/** Registration first (`interactionMode: 'signUp'`). */
export async function signUp(form: FormData) {
  const { returnTo } = toSignInRequest(Object.fromEntries(form));
  await startSignInOrExplain({ returnTo, screen: 'sign-up' });
}

/** Company SSO: Logto's screen for it, or straight to a connector. */
export async function signInWithSso(form: FormData) {
  const { returnTo, connector } = toSignInRequest(Object.fromEntries(form));
  await startSignInOrExplain({ returnTo, screen: 'sso', connector });
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
  const locale = form.get('locale');
  if (!isLocale(locale)) return;
  const options = {
    maxAge: ONE_YEAR_SECONDS,
    sameSite: 'lax',
    secure: isHttps(),
    path: '/',
  } as const;
  (await cookies()).set(LOCALE_COOKIE, locale, options);
}
