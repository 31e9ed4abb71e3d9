import type { Metadata } from 'next';
import { getTranslations } from 'next-intl/server';
import type { ReactNode } from 'react';
import { DefinitionList } from '#components/definition-list.tsx';
import { ButtonLink } from '#components/ui/button.tsx';
import { requireUser } from '#lib/auth.ts';
import {
  CONNECTED_OKTA_PATH,
  type NotConnected,
  readConnectedOkta,
} from '#lib/okta/connected-okta.ts';
import type { OktaProfile, OktaRefusal } from '#lib/okta/own-profile.ts';
import { signInStart } from '#lib/sign-in/link.ts';

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations('connectedOkta'))('title') };
}

export default async function ConnectedOktaPage() {
  await requireUser(CONNECTED_OKTA_PATH);
  const t = await getTranslations('connectedOkta');
  const connected = await readConnectedOkta();
  if (connected.kind === 'not_connected') {
    return (
      <div className="grid gap-8">
        <h1 className="text-display">{t('title')}</h1>
        <NotConnectedNote reason={connected.reason} connectorId={connected.connectorId} />
      </div>
    );
  }
  const { company, profile, groups } = connected;
  return (
    <div className="grid gap-8">
      <div>
        <h1 className="text-display">{t('title')}</h1>
        <p className="text-lead text-muted">{t('lead', { company })}</p>
      </div>
      <Part title={t('profile')}>
        {profile.ok ? <Profile profile={profile.value} /> : <RefusalNote reason={profile.reason} />}
      </Part>
      <Part title={t('groups')}>
        {groups.ok ? <Groups names={groups.value} /> : <RefusalNote reason={groups.reason} />}
      </Part>
    </div>
  );
}

function Part({ title, children }: { title: string; children: ReactNode }) {
  return (
    <section className="grid gap-3" aria-label={title}>
      <h2 className="text-title">{title}</h2>
      {children}
    </section>
  );
}

async function Profile({ profile }: { profile: OktaProfile }) {
  const t = await getTranslations('connectedOkta');
  const none = <span className="text-muted">{t('none')}</span>;
  return (
    <DefinitionList
      rows={[
        { term: t('name'), value: profile.name },
        { term: t('login'), value: profile.login },
        { term: t('email'), value: profile.email ?? none },
        { term: t('jobTitle'), value: profile.title ?? none },
        { term: t('department'), value: profile.department ?? none },
      ]}
    />
  );
}

async function Groups({ names }: { names: string[] }) {
  const t = await getTranslations('connectedOkta');
  if (names.length === 0) return <p className="text-muted">{t('noGroups')}</p>;
  return (
    <ul className="columns-2 gap-6 max-sm:columns-1">
      {names.map((name) => (
        <li key={name}>{name}</li>
      ))}
    </ul>
  );
}

/** Part of it was refused: what and, for whoever is responsible, why. */
async function RefusalNote({ reason }: { reason: OktaRefusal }) {
  const t = await getTranslations(`connectedOkta.refusals.${reason}`);
  return (
    <div role="alert" className="grid gap-1">
      <p>{t('what')}</p>
      <p className="text-muted">{t('todo')}</p>
    </div>
  );
}

/** Signing in through the company again is what helps when a new token is all that is needed. */
const HELPED_BY_SIGN_IN: readonly NotConnected[] = [
  'scope_missing',
  'never_stored',
  'expired',
  'renewal_refused',
];

async function NotConnectedNote({
  reason,
  connectorId,
}: {
  reason: NotConnected;
  connectorId: string | undefined;
}) {
  const t = await getTranslations(`connectedOkta.not.${reason}`);
  const all = await getTranslations('connectedOkta');
  const again = signInStart({ connector: connectorId, returnTo: CONNECTED_OKTA_PATH });
  return (
    <div className="grid gap-6">
      <div role="alert" className="grid gap-2">
        <p className="text-lead">{t('what')}</p>
        <p className="text-muted">{t('todo')}</p>
      </div>
      {HELPED_BY_SIGN_IN.includes(reason) && connectorId && (
        <div>
          <ButtonLink href={again}>{all('signInAgain')}</ButtonLink>
        </div>
      )}
    </div>
  );
}
