import type { Metadata } from 'next';
import { notFound } from 'next/navigation';
import { getTranslations } from 'next-intl/server';
import { ActionForm } from '#components/action-form.tsx';
import { PeopleText } from '#components/people-text.tsx';
import { Problem } from '#components/problem.tsx';
import { ButtonLink } from '#components/ui/button.tsx';
import { RelativeTime } from '#components/ui/relative-time.tsx';
import { SubmitButton } from '#components/ui/submit-button.tsx';
import { getUser } from '#lib/auth.ts';
import { cleanText, isolated } from '#lib/logto/display-name.ts';
import {
  invitationPath,
  type ShownInvitation,
  viewInvitation,
} from '#lib/organizations/own-invitation.ts';
import { HomeLink } from '../../home-link.tsx';
import { NoEmail } from '../../no-email.tsx';
import { roleNames } from '../../organizations/role-names.ts';
import { SignOutForm } from '../../sign-out-form.tsx';
import { InvitationUnavailable } from '../unavailable/invitation-unavailable.tsx';
import { accept, continueToSignIn } from './actions.ts';

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations('invitation'))('title'), robots: { index: false } };
}

/** Public: who isn't signed in sees what the invitation is for, and signs in from here. */
export default async function InvitationPage({ params }: { params: Promise<{ id: string }> }) {
  const { id } = await params;
  const view = await viewInvitation(id);
  const t = await getTranslations('invitation');
  const idField = <input type="hidden" name="invitation" value={id} />;
  if (view.kind === 'gone') notFound();
  if (view.kind === 'unavailable') return <InvitationUnavailable />;
  if (view.kind === 'inviter_not_permitted') {
    const organization = isolated(view.organizationName);
    return (
      <Problem
        title={t('gone.title')}
        what={<PeopleText>{t('notPermitted.what', { organization })}</PeopleText>}
        todo={<PeopleText>{t('notPermitted.todo', { organization })}</PeopleText>}
      >
        <HomeLink />
      </Problem>
    );
  }
  if (view.kind === 'accepted') {
    return (
      <div className="grid gap-8">
        <h1 className="text-display">
          <PeopleText>{t('joined', { organization: isolated(view.organizationName) })}</PeopleText>
        </h1>
        <ActionForm action={accept}>
          {idField}
          <SubmitButton pendingLabel={t('opening')}>{t('open')}</SubmitButton>
        </ActionForm>
      </div>
    );
  }
  const { viewer, invitation } = view;
  if (viewer === 'invited') {
    return (
      <div className="grid gap-8">
        <Invitation invitation={invitation} />
        <ActionForm action={accept} className="flex flex-wrap gap-3">
          {idField}
          <SubmitButton pendingLabel={t('accepting')}>{t('accept')}</SubmitButton>
          <ButtonLink href="/" variant="quiet">
            {t('later')}
          </ButtonLink>
        </ActionForm>
      </div>
    );
  }
  const email = isolated(invitation.maskedEmail);
  return (
    <div className="grid gap-8">
      <Invitation invitation={invitation} />
      {viewer === 'signed_out' ? (
        <p className="text-muted">
          <PeopleText>{t('continueHint', { email })}</PeopleText>
        </p>
      ) : (
        <OtherAccount viewer={viewer} email={email} page={invitationPath(id)} />
      )}
      <div className="flex flex-wrap gap-3">
        <form action={continueToSignIn}>
          {idField}
          <SubmitButton pendingLabel={t('continuing')} className="py-2">
            <PeopleText>{t('continue', { email })}</PeopleText>
          </SubmitButton>
        </form>
        {viewer !== 'signed_out' && <SignOutForm />}
      </div>
    </div>
  );
}

async function Invitation({ invitation }: { invitation: ShownInvitation }) {
  const { inviterName, roles, expiresAt } = invitation;
  const organization = isolated(invitation.organizationName);
  const [t, role] = await Promise.all([getTranslations('invitation'), roleNames(roles)]);
  return (
    <div className="grid gap-4">
      <h1 className="text-display">
        <PeopleText>{t('heading', { organization })}</PeopleText>
      </h1>
      <p className="text-lead">
        <PeopleText>
          {inviterName
            ? t('roleBy', { inviter: isolated(inviterName), role: isolated(role) })
            : t('role', { role: isolated(role) })}
        </PeopleText>
      </p>
      <p className="text-muted">
        {t('expires')} <RelativeTime date={expiresAt} now={new Date()} />
      </p>
    </div>
  );
}

/** Why the account of this session can't accept it. */
async function OtherAccount(props: { viewer: string; email: string; page: string }) {
  const { viewer, email, page } = props;
  const t = await getTranslations('invitation');
  const user = await getUser();
  if (!user) return null;
  return (
    <div className="grid gap-2 border-line border-l-2 pl-4">
      <p>
        <PeopleText>
          {viewer === 'another'
            ? t('another', { email, own: isolated(cleanText(user.email) ?? '') })
            : t('withoutEmail', { email })}
        </PeopleText>
      </p>
      {viewer === 'without_email' && <NoEmail user={user} returnTo={page} />}
    </div>
  );
}
