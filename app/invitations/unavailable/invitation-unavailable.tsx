import { getTranslations } from 'next-intl/server';
import { Problem } from '#components/problem.tsx';
import { ButtonLink } from '#components/ui/button.tsx';

/** Logto couldn't be asked: that says nothing about the invitation. */
export async function InvitationUnavailable() {
  const [t, common] = await Promise.all([
    getTranslations('invitation.unavailable'),
    getTranslations('common'),
  ]);
  return (
    <Problem title={t('title')} what={t('what')} todo={t('todo')}>
      {/* The address that the browser shows: that of the invitation. */}
      <ButtonLink href="">{common('again')}</ButtonLink>
    </Problem>
  );
}
