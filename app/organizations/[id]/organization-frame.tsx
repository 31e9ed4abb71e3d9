import { own } from '@logto-okta/clients/own';
import type { Metadata } from 'next';
import { getTranslations } from 'next-intl/server';
import type { ReactNode } from 'react';
import { DoneNotice } from '#components/done-notice.tsx';
import { getUser, type Organization } from '#lib/auth.ts';
import type { RefusalReason } from '#lib/organizations/api.ts';
import { can, type OrganizationPermission } from '#lib/permissions.ts';
import { roleNames } from '../role-names.ts';

export type Tab = 'members' | 'invitations' | 'activity';

/** What a tab needs: drawn and, on its page, enforced from this one list. */
export const TAB_PERMISSIONS: Record<Tab, OrganizationPermission> = {
  members: 'read:members',
  invitations: 'invite:members',
  activity: 'read:activity',
};
const TABS = Object.keys(TAB_PERMISSIONS) as Tab[];

export const tabPath = (organizationId: string, tab: Tab) =>
  tab === 'members'
    ? `/organizations/${organizationId}`
    : `/organizations/${organizationId}/${tab}`;

/** The organization's name is for its members; everybody else gets another page, with its own title. */
export async function tabMetadata(params: Promise<{ id: string }>, tab: Tab): Promise<Metadata> {
  const [{ id }, user, t] = await Promise.all([
    params,
    getUser(),
    getTranslations('organizations'),
  ]);
  const name = user?.organizations.find((one) => one.id === id)?.name;
  return name === undefined ? {} : { title: `${t(`tabs.${tab}`)} · ${name}` };
}

/** What an action that led to a tab has left to say. */
const NOTICES = {
  removed: ['good', 'notices.removed'],
  joined: ['good', 'notices.joined'],
  withdrawn: ['good', 'notices.withdrawn'],
  member_gone: ['warn', 'notices.member_gone'],
  not_permitted: ['warn', 'notices.not_permitted'],
  invitation_gone: ['warn', 'notices.invitation_gone'],
  unavailable: ['warn', 'refusals.unavailable'],
  outcome_unknown: ['warn', 'refusals.outcome_unknown'],
} as const;

export async function OrganizationFrame({
  organization,
  tab,
  done,
  children,
}: {
  organization: Organization;
  tab: Tab;
  /** Of the address. */
  done?: unknown;
  children: ReactNode;
}) {
  const t = await getTranslations('organizations');
  const [tone, notice] = own(NOTICES, String(done)) ?? [];
  const open = TABS.filter((one) => can(organization, TAB_PERMISSIONS[one]));
  return (
    <div className="grid gap-8">
      <div>
        <h1 className="text-display">
          <bdi>{organization.name}</bdi>
        </h1>
        <p className="text-muted">{t('yourRole', { role: await roleNames(organization.roles) })}</p>
      </div>
      <nav aria-label={t('sections')} className="border-line border-b">
        <ul className="flex flex-wrap gap-x-6">
          {open.map((one) => (
            <li key={one}>
              <a
                href={tabPath(organization.id, one)}
                aria-current={one === tab ? 'page' : undefined}
                className="-mb-px flex min-h-11 items-center border-transparent border-b-2 text-muted no-underline hover:text-ink aria-[current]:border-accent aria-[current]:text-ink"
              >
                {t(`tabs.${one}`)}
              </a>
            </li>
          ))}
        </ul>
      </nav>
      {notice && <DoneNotice tone={tone}>{t(notice)}</DoneNotice>}
      {children}
    </div>
  );
}

/** In place of what the Management API would have told. */
export async function NotAvailable({ reason }: { reason?: RefusalReason }) {
  const t = await getTranslations('organizations');
  return (
    <p role="alert" className="text-muted">
      {t(reason === 'too_many' ? 'refusals.too_many' : 'notAvailable')}
    </p>
  );
}
