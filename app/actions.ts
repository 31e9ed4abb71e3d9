'use server';

import { cookies } from 'next/headers';
import { redirect } from 'next/navigation';
import { isHttps } from '#lib/env.ts';
import { actionForm } from '#lib/http/action-form.ts';
import { isLocale, LOCALE_COOKIE } from '#lib/i18n/locales.ts';
import { companyByEmail } from '#lib/logto/companies.ts';
import { leave } from '#lib/logto/leave.ts';
import { startSignInOrExplain } from '#lib/logto/start-sign-in.ts';
import { toSignInRequest } from '#lib/sign-in/link.ts';

const ONE_YEAR_SECONDS = 365 * 24 * 3600;

export async function signIn(form: unknown) {
  const { returnTo } = toSignInRequest(Object.fromEntries(actionForm(form)));
  await startSignInOrExplain({ returnTo });
}

/** Registration first (`interactionMode: 'signUp'`). */
export async function signUp(form: unknown) {
  const { returnTo } = toSignInRequest(Object.fromEntries(actionForm(form)));
  await startSignInOrExplain({ returnTo, screen: 'sign-up' });
}

/**
 * Company SSO, by e-mail address: to the company that has claimed its domain, else to Logto's page
 * with the address filled in. It says no more of an address than that page does. Without an
 * address Logto's own page for company SSO asks for one.
 */
export async function signInWithSso(form: unknown) {
  const { returnTo, email } = toSignInRequest(Object.fromEntries(actionForm(form)));
  if (!email) return startSignInOrExplain({ returnTo, screen: 'sso' });
  const company = await companyByEmail(email);
  await startSignInOrExplain(
    company ? { returnTo, email, screen: 'sso', connector: company.id } : { returnTo, email },
  );
}

/** Ends the session here and at Logto. Here it is over even when Logto can't be reached. */
export async function signOut() {
  redirect(await leave('here'));
}

/** The same on all of the person's devices. */
export async function signOutEverywhere() {
  redirect(await leave('everywhere'));
}

export async function setLocale(form: unknown) {
  const locale = actionForm(form).get('locale');
  if (!isLocale(locale)) return;
  const options = {
    maxAge: ONE_YEAR_SECONDS,
    sameSite: 'lax',
    secure: isHttps(),
    path: '/',
  } as const;
  (await cookies()).set(LOCALE_COOKIE, locale, options);
}
