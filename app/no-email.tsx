import { getTranslations } from 'next-intl/server';
import type { User } from '#lib/auth.ts';
import { emailPage } from '#lib/logto/email-page.ts';

/** For an account without an e-mail address: what it can't do, and the way out. */
export async function NoEmail({ user, returnTo }: { user: User; returnTo: string }) {
  const t = await getTranslations('noEmail');
  // Logto's page asks for a password first, which people of a company don't have.
  const page = user.companySso ? undefined : await emailPage(returnTo);
  return (
    <span className="block text-muted text-small">
      {t('why')} {page ? <a href={page}>{t('add')}</a> : t(user.companySso ? 'askCompany' : 'ask')}
    </span>
  );
}
