import type { Metadata } from 'next';
import { getTranslations } from 'next-intl/server';
import { Problem } from '#components/problem.tsx';
import { ButtonLink } from '#components/ui/button.tsx';

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations('unauthorized'))('title') };
}

/** 401: for whoever fetched a protected page instead of going there. */
export default async function Unauthorized() {
  const t = await getTranslations('unauthorized');
  return (
    <Problem title={t('title')} what={t('what')}>
      <ButtonLink href="/sign-in">{t('signIn')}</ButtonLink>
    </Problem>
  );
}
