import type { Metadata } from 'next';
import { getTranslations } from 'next-intl/server';
import { ButtonLink } from '#components/ui/button.tsx';

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations('unauthorized'))('title') };
}

/** 401: for whoever fetched a protected page instead of going there. */
export default async function Unauthorized() {
  const t = await getTranslations('unauthorized');
  return (
    <div className="grid gap-8">
      <div className="grid gap-4" role="alert">
        <h1 className="text-display">{t('title')}</h1>
        <p className="text-lead">{t('what')}</p>
      </div>
      <div>
        <ButtonLink href="/sign-in">{t('signIn')}</ButtonLink>
      </div>
    </div>
  );
}
