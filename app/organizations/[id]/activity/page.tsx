import { getTranslations } from 'next-intl/server';
import { RelativeTime } from '#components/ui/relative-time.tsx';
import { requireOrganizationMember } from '#lib/auth.ts';
import { type Activity, listActivity } from '#lib/organizations/activity.ts';
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
  return (
    <ul className="divide-y divide-line border-line border-y">
      {events.map(({ id, kind, at, succeeded, name, email = '', ip }) => (
        <li key={id} className="grid gap-x-6 py-3 sm:grid-cols-[1fr_11rem]">
          <p>
            {t(succeeded ? `activity.${kind}` : 'activity.failed', {
              email,
              name: name ?? t('unnamed'),
            })}
          </p>
          <p className="text-muted text-small">
            <RelativeTime date={at} now={now} />
            {ip && <span className="tabular"> · {ip}</span>}
          </p>
        </li>
      ))}
    </ul>
  );
}
