import type { Metadata } from 'next';
import { getTranslations } from 'next-intl/server';
import { ButtonLink } from '#components/ui/button.tsx';

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations('forbidden'))('title') };
}

/** 403: signed in, and not allowed. */
export default async function Forbidden() {
  const t = await getTranslations('forbidden');
  return (
    <div className="grid gap-8">
      <div className="grid gap-4" role="alert">
        <h1 className="text-display">{t('title')}</h1>
        <p className="text-lead">{t('what')}</p>
        <p className="text-muted">{t('todo')}</p>
      </div>
      <div>
        <ButtonLink href="/">{t('home')}</ButtonLink>
      </div>
    </div>
  );
}
