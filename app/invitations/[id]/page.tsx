import type { Metadata } from 'next';
import { getTranslations } from 'next-intl/server';
import { ActionForm } from '#components/action-form.tsx';
import { PlainForm } from '#components/plain-form.tsx';
import { ButtonLink } from '#components/ui/button.tsx';
import { RelativeTime } from '#components/ui/relative-time.tsx';
import { SubmitButton } from '#components/ui/submit-button.tsx';
import { requireUser } from '#lib/auth.ts';
import { ownInvitation } from '#lib/organizations/own-invitation.ts';
import { signOut } from '../../actions.ts';
import { roleNames } from '../../organizations/role-names.ts';
import { accept } from './actions.ts';

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations('invitation'))('title'), robots: { index: false } };
}

export default async function InvitationPage({ params }: { params: Promise<{ id: string }> }) {
  const { id } = await params;
  const user = await requireUser(`/invitations/${encodeURIComponent(id)}`);
  const own = await ownInvitation(id);
  const t = await getTranslations('invitation');
  if (own.done) {
    const { organizationName, roles, expiresAt, accepted } = own.value;
    if (accepted) {
      return (
        <div className="grid gap-8">
          <h1 className="text-display">{t('joined', { organization: organizationName })}</h1>
          <ActionForm action={accept}>
            <input type="hidden" name="invitation" value={id} />
            <SubmitButton pendingLabel={t('opening')}>{t('open')}</SubmitButton>
          </ActionForm>
        </div>
      );
    }
    return (
      <div className="grid gap-8">
        <div className="grid gap-4">
          <h1 className="text-display">{t('heading', { organization: organizationName })}</h1>
          <p className="text-lead">{t('role', { role: await roleNames(roles) })}</p>
          <p className="text-muted">
            {t('expires')} <RelativeTime date={expiresAt} now={new Date()} />
          </p>
        </div>
        <ActionForm action={accept} className="flex flex-wrap gap-3">
          <input type="hidden" name="invitation" value={id} />
          <SubmitButton pendingLabel={t('accepting')}>{t('accept')}</SubmitButton>
          <ButtonLink href="/" variant="quiet">
            {t('later')}
          </ButtonLink>
        </ActionForm>
      </div>
    );
  }
  const forAnother = own.why === 'invitation_for_another';
  const words = forAnother ? 'another' : own.why === 'unavailable' ? 'unavailable' : 'gone';
  return (
    <div className="grid gap-8">
      <div className="grid gap-4" role="alert">
        <h1 className="text-display">{t(`${words}.title`)}</h1>
        <p className="text-lead">{t(`${words}.what`, { email: user.email ?? t('noEmail') })}</p>
        <p className="text-muted">{t(`${words}.todo`)}</p>
      </div>
      <div className="flex flex-wrap gap-3">
        <ButtonLink href="/">{t('home')}</ButtonLink>
        {forAnother && (
          <PlainForm action={signOut} otherwise="/sign-out">
            <SubmitButton variant="secondary" pendingLabel={t('signingOut')}>
              {t('signOut')}
            </SubmitButton>
          </PlainForm>
        )}
      </div>
    </div>
  );
}
