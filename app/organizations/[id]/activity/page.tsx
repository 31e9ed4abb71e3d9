import { getTranslations } from 'next-intl/server';
import { RelativeTime } from '#components/ui/relative-time.tsx';
import { requireOrganizationMember } from '#lib/auth.ts';
import { type Activity, listActivity } from '#lib/organizations/activity.ts';
import { roleNames } from '../../role-names.ts';
import {
  NotAvailable,
  OrganizationFrame,
  TAB_PERMISSIONS,
  tabPath,
} from '../organization-frame.tsx';

export default async function ActivityPage({ params }: { params: Promise<{ id: string }> }) {
  const { id } = await params;
  const { organization } = await requireOrganizationMember(
    tabPath(id, 'activity'),
    id,
    TAB_PERMISSIONS.activity,
  );
  const listed = await listActivity(id);
  return (
    <OrganizationFrame organization={organization} tab="activity">
      {listed.done ? <Events events={listed.value} /> : <NotAvailable />}
    </OrganizationFrame>
  );
}

async function Events({ events }: { events: Activity[] }) {
  const t = await getTranslations('organizations');
  if (events.length === 0) return <p className="text-muted">{t('noActivity')}</p>;
  const now = new Date();
  const rows = await Promise.all(
    events.map(async (event) => ({ ...event, sentence: await sentenceOf(event) })),
  );
  return (
    <ul className="divide-y divide-line border-line border-y">
      {rows.map(({ id, at, ip, sentence }) => (
        <li key={id} className="grid gap-x-6 py-3 sm:grid-cols-[1fr_11rem]">
          <p>{sentence}</p>
          <p className="text-muted text-small">
            <RelativeTime date={at} now={now} />
            {ip && <span className="tabular"> · {ip}</span>}
          </p>
        </li>
      ))}
    </ul>
  );
}

async function sentenceOf(event: Activity): Promise<string> {
  const t = await getTranslations('organizations');
  const { kind, succeeded, byClient, email = '', from = [], to = [] } = event;
  const [before, now] = await Promise.all([roleNames(from), roleNames(to)]);
  const said = kind === 'role_changed' && from.length === 0 ? 'role_given' : kind;
  return t(succeeded ? `activity.${said}` : 'activity.failed', {
    email,
    name: byClient ? t('apiClient') : (event.name ?? t('unnamed')),
    member: event.member ?? t('unnamed'),
    from: before,
    to: now,
  });
}
