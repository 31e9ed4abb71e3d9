import { getTranslations } from 'next-intl/server';
import { ButtonLink } from '#components/ui/button.tsx';

/** A link to a company that isn't connected: said plainly, and nobody is sent anywhere. */
export default async function CompanyNotFound() {
  const words = await getTranslations('problems.company_unknown');
  const t = await getTranslations('problem');
  return (
    <div className="grid gap-8">
      <div className="grid gap-4" role="alert">
        <h1 className="text-display">{words('title')}</h1>
        <p className="text-lead">{words('what')}</p>
        <p className="text-muted">{words('todo')}</p>
      </div>
      <div>
        <ButtonLink href="/">{t('home')}</ButtonLink>
      </div>
    </div>
  );
}
