'use server';

import { refresh } from 'next/cache';
import { redirect } from 'next/navigation';
import { getTranslations } from 'next-intl/server';
import type { ActionResult } from '#components/action-form.tsx';
import { actionForm } from '#lib/http/action-form.ts';
import { isOrganizationRole, type RefusalReason } from '#lib/organizations/api.ts';
import { invite, withdrawInvitation } from '#lib/organizations/invitations.ts';
import { changeRole, removeMember } from '#lib/organizations/members.ts';
import { copyWords } from '../copy-words.ts';

const text = (form: FormData, name: string) => String(form.get(name) ?? '');

/** @param values what stays in the form's fields. */
async function refusal(
  reason: RefusalReason,
  values?: Record<string, string>,
): Promise<ActionResult> {
  const t = await getTranslations('organizations.refusals');
  if (reason === 'changed_meanwhile') refresh();
  return { tone: 'warn', text: t(reason), values };
}

const memberOf = (form: FormData) => ({
  organizationId: text(form, 'organization'),
  memberId: text(form, 'member'),
  shownRoles: form.getAll('shownRoles').map(String),
});

/** What a row of a list can't say: while Logto is down there may be no list. */
const LEAVES_NO_ROW: readonly RefusalReason[] = ['unavailable', 'outcome_unknown'];

/** Back to the list, on the page of it that the form was on. */
function backToMembers(form: FormData, done: string): never {
  const page = Number(text(form, 'page'));
  const q = text(form, 'q');
  const query = new URLSearchParams({
    ...(q && { q }),
    ...(page > 1 && { page: String(page) }),
    done,
  });
  redirect(`/organizations/${encodeURIComponent(text(form, 'organization'))}?${query}`);
}

async function memberRefusal(form: FormData, reason: RefusalReason): Promise<ActionResult> {
  if (reason === 'not_a_member') backToMembers(form, 'member_gone');
  if (LEAVES_NO_ROW.includes(reason)) backToMembers(form, reason);
  return refusal(reason);
}

export async function changeMemberRole(_before: unknown, given: unknown): Promise<ActionResult> {
  const form = actionForm(given);
  const role = text(form, 'role');
  if (!isOrganizationRole(role)) return refusal('role_unknown');
  const outcome = await changeRole(memberOf(form), role);
  if (!outcome.ok) return memberRefusal(form, outcome.reason);
  const t = await getTranslations('organizations.notices');
  refresh();
  return { tone: 'good', text: t('role_changed') };
}

export async function removeOrganizationMember(
  _before: unknown,
  given: unknown,
): Promise<ActionResult> {
  const form = actionForm(given);
  if (text(form, 'sure') !== 'yes') return refusal('unconfirmed');
  const outcome = await removeMember(memberOf(form));
  if (!outcome.ok) return memberRefusal(form, outcome.reason);
  backToMembers(form, 'removed');
}

const INVITED = {
  sent: 'invitedByEmail',
  not_offered: 'invitedByLink',
  unsure: 'invitedUnsure',
} as const;

export async function inviteMember(_before: unknown, given: unknown): Promise<ActionResult> {
  const form = actionForm(given);
  const role = text(form, 'role');
  const email = text(form, 'email');
  if (!isOrganizationRole(role)) return refusal('role_unknown', { email });
  const outcome = await invite(text(form, 'organization'), email, role);
  if (!outcome.ok) return refusal(outcome.reason, { email, role });
  const t = await getTranslations('organizations');
  const { invitation, email: sent } = outcome.value;
  refresh();
  return {
    tone: sent === 'unsure' ? 'warn' : 'good',
    text: t(INVITED[sent], { email: invitation.email }),
    link: invitation.link,
    linkLabel: t('linkFor', { email: invitation.email }),
    copyWords: await copyWords(),
  };
}

export async function withdraw(_before: unknown, given: unknown): Promise<ActionResult> {
  const form = actionForm(given);
  const organizationId = text(form, 'organization');
  const outcome = await withdrawInvitation(organizationId, text(form, 'invitation'));
  const done = outcome.ok ? 'withdrawn' : outcome.reason;
  const saidByPage = ['withdrawn', 'invitation_gone', ...LEAVES_NO_ROW].includes(done);
  if (!outcome.ok && !saidByPage) return refusal(outcome.reason);
  redirect(`/organizations/${encodeURIComponent(organizationId)}/invitations?done=${done}`);
}
