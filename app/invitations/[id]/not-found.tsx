import { getTranslations } from 'next-intl/server';
import { ButtonLink } from '#components/ui/button.tsx';

/** Unknown, expired, used, withdrawn: the same page, so that links can't be told apart by trying. */
export default async function InvitationGone() {
  const t = await getTranslations('invitation');
  return (
    <div className="grid gap-8">
      <div className="grid gap-4" role="alert">
        <h1 className="text-display">{t('gone.title')}</h1>
        <p className="text-lead">{t('gone.what')}</p>
        <p className="text-muted">{t('gone.todo')}</p>
      </div>
      <div>
        <ButtonLink href="/">{t('home')}</ButtonLink>
      </div>
    </div>
  );
}
