import { getTranslations } from 'next-intl/server';
import { Problem } from '#components/problem.tsx';
import { HomeLink } from '../../home-link.tsx';

/** Unknown, expired, used, withdrawn: the same page, so that links can't be told apart by trying. */
export default async function InvitationGone() {
  const t = await getTranslations('invitation.gone');
  return (
    <Problem title={t('title')} what={t('what')} todo={t('todo')}>
      <HomeLink />
    </Problem>
  );
}
