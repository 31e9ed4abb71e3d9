import type { Metadata } from 'next';
import { getTranslations } from 'next-intl/server';
import { Problem } from '#components/problem.tsx';
import { HomeLink } from './home-link.tsx';

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations('forbidden'))('title') };
}

/** 403: signed in, and not allowed. */
export default async function Forbidden() {
  const t = await getTranslations('forbidden');
  return (
    <Problem title={t('title')} what={t('what')} todo={t('todo')}>
      <HomeLink />
    </Problem>
  );
}
