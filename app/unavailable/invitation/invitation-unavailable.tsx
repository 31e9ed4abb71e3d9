import { getTranslations } from 'next-intl/server';
import { ButtonLink } from '#components/ui/button.tsx';

/** Logto couldn't be asked: that says nothing about the invitation. */
export async function InvitationUnavailable() {
  const t = await getTranslations('invitation');
  return (
    <div className="grid gap-8">
      <div className="grid gap-4" role="alert">
        <h1 className="text-display">{t('unavailable.title')}</h1>
        <p className="text-lead">{t('unavailable.what')}</p>
        <p className="text-muted">{t('unavailable.todo')}</p>
      </div>
      <div>
        {/* The address that the browser shows: that of the invitation. */}
        <ButtonLink href="">{t('again')}</ButtonLink>
      </div>
    </div>
  );
}
