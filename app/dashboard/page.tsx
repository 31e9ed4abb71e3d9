import type { Metadata } from 'next';
import { getTranslations } from 'next-intl/server';
import { DefinitionList } from '#components/definition-list.tsx';
import { PersonHeading } from '#components/person-heading.tsx';
import { OWN_SESSIONS_PATH } from '#lib/account/own-sessions.ts';
import { requireUser } from '#lib/auth.ts';
import { pathWithQuery, type SearchParams } from '#lib/http/search-params.ts';
import { cleanText, isolated } from '#lib/logto/display-name.ts';
import { CONNECTED_OKTA_PATH } from '#lib/okta/connected-okta.ts';
import { NoEmail } from '../no-email.tsx';
import { OwnOrganizations } from '../organizations/own-organizations.tsx';
import { SignOutForm } from '../sign-out-form.tsx';

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations('dashboard'))('title') };
}

export default async function DashboardPage({
  searchParams,
}: {
  searchParams: Promise<SearchParams>;
}) {
  const user = await requireUser(pathWithQuery('/dashboard', await searchParams));
  const t = await getTranslations('dashboard');
  const none = <span className="text-muted">{t('none')}</span>;
  const name = user.displayName ?? t('unnamed');
  return (
    <div className="grid gap-10">
      <PersonHeading
        name={name}
        picture={user.picture}
        title={isolated(name)}
        subtitle={t('title')}
      />
      <DefinitionList
        rows={[
          { term: t('name'), value: user.name ?? none },
          {
            term: t('email'),
            value: cleanText(user.email) ?? (
              <>
                {t('noEmail')}
                <NoEmail user={user} returnTo="/dashboard" />
              </>
            ),
          },
          { term: t('username'), value: user.username ?? none },
          { term: t('roles'), value: user.roles.length > 0 ? user.roles.join(', ') : none },
        ]}
      />
      <OwnOrganizations organizations={user.organizations} />
      <p className="flex flex-wrap gap-x-6">
        <a href={OWN_SESSIONS_PATH}>{t('ownSessions')}</a>
        {user.companySso && <a href={CONNECTED_OKTA_PATH}>{t('connectedOkta')}</a>}
      </p>
      <details>
        <summary className="cursor-pointer py-2.5 text-muted">{t('rawClaims')}</summary>
        <pre className="mt-2 whitespace-pre-wrap rounded-base border border-line bg-raised p-4 font-mono text-small">
          {JSON.stringify(user.claims, null, 2)}
        </pre>
      </details>
      <SignOutForm />
    </div>
  );
}
