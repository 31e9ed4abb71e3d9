import { getTranslations } from 'next-intl/server';
import { PlainForm } from '#components/plain-form.tsx';
import { SubmitButton } from '#components/ui/submit-button.tsx';
import { signOut } from './actions.ts';

export async function SignOutForm() {
  const t = await getTranslations('common');
  return (
    <PlainForm action={signOut} otherwise="/sign-out">
      <SubmitButton variant="secondary" pendingLabel={t('signingOut')}>
        {t('signOut')}
      </SubmitButton>
    </PlainForm>
  );
}
