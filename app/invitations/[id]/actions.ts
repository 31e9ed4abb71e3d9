'use server';

import { redirect } from 'next/navigation';
import { getTranslations } from 'next-intl/server';
import type { ActionResult } from '#components/action-form.tsx';
import { actionForm } from '#lib/http/action-form.ts';
import { startSignInOrExplain } from '#lib/logto/start-sign-in.ts';
import {
  acceptInvitation,
  invitationPath,
  signInOfInvitation,
} from '#lib/organizations/own-invitation.ts';

/** The form's hidden field. */
const invitationIn = (form: unknown) => String(actionForm(form).get('invitation') ?? '');

export async function accept(_before: unknown, form: unknown): Promise<ActionResult> {
  const outcome = await acceptInvitation(invitationIn(form));
  if (outcome.ok) redirect(`/organizations/${encodeURIComponent(outcome.value)}?done=joined`);
  const t = await getTranslations('organizations.refusals');
  return { tone: 'warn', text: t(outcome.reason) };
}

/** For people who aren't signed in, or not with the invited address. */
export async function continueToSignIn(form: unknown) {
  const id = invitationIn(form);
  const request = await signInOfInvitation(id);
  // Its page says what became of it.
  if (!request) redirect(id ? invitationPath(id) : '/');
  await startSignInOrExplain(request);
}
