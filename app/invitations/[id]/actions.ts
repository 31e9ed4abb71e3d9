'use server';

import { redirect } from 'next/navigation';
import { getTranslations } from 'next-intl/server';
import type { ActionResult } from '#components/action-form.tsx';
import { actionForm } from '#lib/action-form.ts';
import { acceptInvitation } from '#lib/organizations/own-invitation.ts';

export async function accept(_before: unknown, given: unknown): Promise<ActionResult> {
  const outcome = await acceptInvitation(String(actionForm(given).get('invitation') ?? ''));
  if (outcome.done) redirect(`/organizations/${encodeURIComponent(outcome.value)}?done=joined`);
  const t = await getTranslations('organizations.refusals');
  return { tone: 'warn', text: t(outcome.why) };
}
