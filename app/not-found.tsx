import type { Metadata } from 'next';
import { getTranslations } from 'next-intl/server';
import { ButtonLink } from '#components/ui/button.tsx';

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations('notFound'))('title') };
}

export default async function NotFound() {
  const t = await getTranslations('notFound');
  return (
    <div className="grid justify-items-start gap-4">
      <h1 className="text-display">{t('title')}</h1>
      <p className="text-lead text-muted">{t('todo')}</p>
      <ButtonLink href="/">{t('home')}</ButtonLink>
    </div>
  );
}
