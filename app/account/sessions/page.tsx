import type { Metadata } from 'next';
import { getTranslations } from 'next-intl/server';
import { PlainForm } from '#components/plain-form.tsx';
import { RelativeTime } from '#components/ui/relative-time.tsx';
import { SubmitButton } from '#components/ui/submit-button.tsx';
import {
  listOwnSessions,
  OWN_SESSIONS_PATH,
  type OwnSession,
  shortDevice,
} from '#lib/account/own-sessions.ts';
import { requireUser } from '#lib/auth.ts';
import { signOutEverywhere } from '../../actions.ts';

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations('ownSessions'))('title') };
}

export default async function OwnSessionsPage() {
  await requireUser(OWN_SESSIONS_PATH);
  const t = await getTranslations('ownSessions');
  const sessions = await listOwnSessions();
  return (
    <div className="grid gap-8">
      <div className="grid gap-2">
        <h1 className="text-display">{t('title')}</h1>
        <p className="text-muted">{t('lead')}</p>
      </div>
      {sessions ? (
        <>
          <Sessions sessions={sessions} />
          <PlainForm
            action={signOutEverywhere}
            otherwise="/sign-out?everywhere=1"
            className="grid gap-3"
          >
            <p className="text-muted">{t('everywhereWhat')}</p>
            <div>
              <SubmitButton variant="secondary" pendingLabel={t('signingOut')}>
                {t('everywhere')}
              </SubmitButton>
            </div>
          </PlainForm>
        </>
      ) : (
        <p role="alert">{t('unavailable')}</p>
      )}
    </div>
  );
}

async function Sessions({ sessions }: { sessions: OwnSession[] }) {
  const t = await getTranslations('ownSessions');
  const now = new Date();
  return (
    <ul className="divide-y divide-line border-line border-y">
      {sessions.map(({ id, isCurrent, signedInAt, device, ip }) => (
        <li key={id} className="py-3">
          <p title={device}>
            {device ? shortDevice(device) : t('unknownDevice')}{' '}
            {isCurrent && <span className="text-muted">{t('current')}</span>}
          </p>
          <p className="text-muted text-small">
            {t('signedIn')} <RelativeTime date={signedInAt} now={now} />
            {ip && <span className="tabular"> · {ip}</span>}
          </p>
        </li>
      ))}
    </ul>
  );
}
