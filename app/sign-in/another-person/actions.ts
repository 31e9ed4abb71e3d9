'use server';

import { redirect } from 'next/navigation';
import { actionForm } from '#lib/http/action-form.ts';
import { startSignInOrExplain } from '#lib/logto/start-sign-in.ts';
import { readPersonChange } from '#lib/session/person-change.ts';
import { personTagOf } from '#lib/session/person-tag.ts';

/** Agrees to the change that the page has shown: another may be waiting by now. */
export async function continueAsAnotherPerson(form: unknown) {
  const change = await readPersonChange();
  if (!change) redirect('/');
  const { from, to, returnTo, connector } = change;
  if (actionForm(form).get('to') !== personTagOf(to.sub)) redirect('/sign-in/another-person');
  const replaces = { from: from.sub, to: to.sub };
  await startSignInOrExplain(
    { returnTo, ...(connector && { screen: 'sso', connector }) },
    { replaces },
  );
}
