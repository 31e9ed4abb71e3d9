'use server';

import { cookies } from 'next/headers';
import { redirect, unstable_rethrow } from 'next/navigation';
import { isHttps } from '#lib/env.ts';
import { isLocale, LOCALE_COOKIE } from '#lib/locales.ts';
import { log } from '#lib/log.ts';
import { toAppError } from '#lib/logto/failures.ts';
import { endAllSessions, endSession } from '#lib/logto/sign-out.ts';
import { leaveNotice, type Notice } from '#lib/notice.ts';
import { pageJar } from '#lib/session/jar.ts';
import { startSignInOrExplain } from '#lib/sign-in.ts';
import { toSignInRequest } from '#lib/sign-in-link.ts';
import { companyByEmail } from '#lib/sso.ts';

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

/**
 * Company SSO, by e-mail address: to the company that has claimed its domain, else to Logto's page
 * with the address filled in. It says no more of an address than that page does. Without an
 * address Logto's own page for company SSO asks for one.
 */
export async function signInWithSso(form: FormData) {
  const { returnTo, email } = toSignInRequest(Object.fromEntries(form));
  if (!email) return startSignInOrExplain({ returnTo, screen: 'sso' });
  const company = await companyByEmail(email);
  await startSignInOrExplain(
    company ? { returnTo, email, screen: 'sso', connector: company.id } : { returnTo, email },
  );
}

/** Ends the session here and at Logto. Here it is over even when Logto can't be reached. */
export async function signOut() {
  await leaveBy(endSession, 'signed_out_here_only');
}

/** The same on all of the person's devices. */
export async function signOutEverywhere() {
  await leaveBy(endAllSessions, 'signed_out_not_everywhere');
}

async function leaveBy(end: () => Promise<never>, otherwise: Notice) {
  const jar = await pageJar();
  leaveNotice(jar, 'signed_out');
  try {
    await end();
  } catch (error) {
    unstable_rethrow(error);
    const { code, detail } = toAppError(error);
    log.warn('sign_out_here_only', { problem: code, detail });
    leaveNotice(jar, otherwise);
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
