import type { Metadata } from 'next';
import { getTranslations } from 'next-intl/server';
import { DefinitionList } from '#components/definition-list.tsx';
import { NoticeBar } from '#components/notice-bar.tsx';
import { PersonHeading } from '#components/person-heading.tsx';
import { PlainForm } from '#components/plain-form.tsx';
import { ButtonLink } from '#components/ui/button.tsx';
import { RelativeTime } from '#components/ui/relative-time.tsx';
import { SubmitButton } from '#components/ui/submit-button.tsx';
import { getUser, type User } from '#lib/auth.ts';
import { PRODUCT_NAME } from '#lib/brand.ts';
import { getLogtoContext } from '#lib/logto/context.ts';
import { cleanText, isolated } from '#lib/logto/display-name.ts';
import { readNotice } from '#lib/sign-in/notice.ts';
import { signIn, signInWithSso, signUp } from './actions.ts';
import { SignOutForm } from './sign-out-form.tsx';

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations('home');
  // The layout's template is for the pages below it.
  const absolute = (await getUser())
    ? `${t('pageTitle')} · ${PRODUCT_NAME}`
    : t('title', { product: PRODUCT_NAME });
  return { title: { absolute } };
}

export default async function HomePage() {
  const { isAuthenticated } = await getLogtoContext();
  const user = isAuthenticated ? await getUser() : undefined;
  return user ? <SignedIn user={user} /> : <SignedOut />;
}

async function SignedOut() {
  const t = await getTranslations('home');
  const notice = await readNotice();
  return (
    <div className="grid gap-8">
      {notice && (
        <NoticeBar tone={notice === 'signed_out' ? 'good' : 'warn'}>
          {t(`notice.${notice}`)}
        </NoticeBar>
      )}
      <div className="grid gap-4">
        <h1 className="text-display">{t('title', { product: PRODUCT_NAME })}</h1>
        <p className="text-lead text-muted">{t('lead', { product: PRODUCT_NAME })}</p>
      </div>
      <div className="grid max-w-sm gap-3">
        <PlainForm action={signIn} otherwise="/sign-in">
          <SubmitButton pendingLabel={t('pending')} className="w-full">
            {t('signIn')}
          </SubmitButton>
        </PlainForm>
        <PlainForm action={signUp} otherwise="/sign-in">
          <input type="hidden" name="screen" value="sign-up" />
          <SubmitButton variant="secondary" pendingLabel={t('pending')} className="w-full">
            {t('createAccount')}
          </SubmitButton>
        </PlainForm>
      </div>
      <section className="grid gap-3 border-line border-t pt-8" aria-labelledby="sso-heading">
        <h2 id="sso-heading" className="text-title">
          {t('ssoTitle')}
        </h2>
        <p className="text-muted">{t('ssoLead')}</p>
        <PlainForm action={signInWithSso} otherwise="/sign-in" className="grid max-w-sm gap-2">
          <label htmlFor="email" className="font-semibold">
            {t('email')}
          </label>
          <input
            id="email"
            name="email"
            type="email"
            maxLength={254}
            autoComplete="email"
            className="min-h-11 w-full rounded-base border border-control-line bg-raised px-3 text-ink"
          />
          <SubmitButton variant="secondary" pendingLabel={t('pending')} className="w-full">
            {t('continueWithSso')}
          </SubmitButton>
        </PlainForm>
      </section>
    </div>
  );
}

async function SignedIn({ user }: { user: User }) {
  const t = await getTranslations('home');
  const now = new Date();
  const name = user.displayName ?? t('unnamed');
  return (
    <div className="grid gap-8">
      <PersonHeading
        name={name}
        picture={user.picture}
        title={t('welcome', { name: isolated(name) })}
        subtitle={cleanText(user.email) ?? t('noEmail')}
      />
      <section className="grid gap-3" aria-labelledby="session-heading">
        <h2 id="session-heading" className="font-semibold text-body">
          {t('sessionTitle')}
        </h2>
        <DefinitionList
          rows={[
            { term: t('signedIn'), value: <RelativeTime date={user.signedInAt} now={now} /> },
            { term: t('ends'), value: <RelativeTime date={user.sessionExpiresAt} now={now} /> },
          ]}
        />
      </section>
      <div className="flex flex-wrap gap-3">
        <ButtonLink href="/dashboard">{t('openDashboard')}</ButtonLink>
        <SignOutForm />
      </div>
    </div>
  );
}
