import type { Metadata } from 'next';
import { getTranslations } from 'next-intl/server';
import { Problem } from '#components/problem.tsx';
import { HomeLink } from './home-link.tsx';

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations('notFound'))('title') };
}

export default async function NotFound() {
  const t = await getTranslations('notFound');
  return (
    <Problem title={t('title')} what={t('todo')}>
      <HomeLink />
    </Problem>
  );
}
