import { getTranslations } from 'next-intl/server';
import { PeopleText } from '#components/people-text.tsx';
import { RelativeTime } from '#components/ui/relative-time.tsx';
import { requireOrganizationMember } from '#lib/auth.ts';
import { isolated } from '#lib/logto/display-name.ts';
import { type Activity, listActivity } from '#lib/organizations/activity.ts';
import { roleNames } from '../../role-names.ts';
import {
  NotAvailable,
  OrganizationFrame,
  TAB_PERMISSIONS,
  tabMetadata,
  tabPath,
} from '../organization-frame.tsx';

type Params = { params: Promise<{ id: string }> };
export const generateMetadata = ({ params }: Params) => tabMetadata(params, 'activity');

export default async function ActivityPage({ params }: Params) {
  const { id } = await params;
  const { organization } = await requireOrganizationMember(
    tabPath(id, 'activity'),
    id,
    TAB_PERMISSIONS.activity,
  );
  const listed = await listActivity(id);
  return (
    <OrganizationFrame organization={organization} tab="activity">
      {listed.ok ? <Events events={listed.value} /> : <NotAvailable reason={listed.reason} />}
    </OrganizationFrame>
  );
}

async function Events({ events }: { events: Activity[] }) {
  const t = await getTranslations('organizations');
  const scope = <p className="text-muted text-small">{t('activityScope')}</p>;
  if (events.length === 0) {
    return (
      <div className="grid gap-3">
        <p className="text-muted">{t('noActivity')}</p>
        {scope}
      </div>
    );
  }
  const now = new Date();
  const rows = await Promise.all(
    events.map(async (event) => ({ ...event, sentence: await sentenceOf(event) })),
  );
  return (
    <div className="grid gap-4">
      {scope}
      <ul className="divide-y divide-line border-line border-y">
        {rows.map(({ id, at, ip, sentence }) => (
          <li key={id} className="grid gap-x-6 py-3 sm:grid-cols-[1fr_11rem]">
            <p>
              <PeopleText>{sentence}</PeopleText>
            </p>
            <p className="text-muted text-small">
              <RelativeTime date={at} now={now} />
              {ip && <span className="tabular"> · {ip}</span>}
            </p>
          </li>
        ))}
      </ul>
    </div>
  );
}

async function sentenceOf(event: Activity): Promise<string> {
  const t = await getTranslations('organizations');
  const { kind, succeeded, byClient, email = '', from = [], to = [] } = event;
  const [before, now] = await Promise.all([roleNames(from), roleNames(to)]);
  const said = kind === 'role_changed' && from.length === 0 ? 'role_given' : kind;
  return t(succeeded ? `activity.${said}` : 'activity.failed', {
    email: isolated(email),
    name: byClient ? t('apiClient') : isolated(event.name ?? t('unnamed')),
    member: isolated(event.member ?? t('unnamed')),
    from: isolated(before),
    to: isolated(now),
  });
}
