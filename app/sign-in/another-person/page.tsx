import type { Metadata } from 'next';
import { redirect } from 'next/navigation';
import { getTranslations } from 'next-intl/server';
import { PeopleText } from '#components/people-text.tsx';
import { ButtonLink } from '#components/ui/button.tsx';
import { SubmitButton } from '#components/ui/submit-button.tsx';
import { personHere } from '#lib/logto/another-person.ts';
import { isolated } from '#lib/logto/display-name.ts';
import { readPersonChange } from '#lib/session/person-change.ts';
import { personTagOf } from '#lib/session/person-tag.ts';
import { signInStart } from '#lib/sign-in/link.ts';
import { continueAsAnotherPerson } from './actions.ts';

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations('anotherPerson'))('pageTitle'), robots: { index: false } };
}

/** The sign-in ended with another person than the one signed in here. Nothing changes without a confirmation. */
export default async function AnotherPersonPage() {
  const [change, here] = await Promise.all([readPersonChange(), personHere()]);
  if (!change) redirect('/');
  const { from, to, returnTo } = change;
  if (here?.sub === to.sub) redirect(returnTo);
  const t = await getTranslations('anotherPerson');
  const names = {
    from: isolated(from.name ?? t('unnamed')),
    to: isolated(to.name ?? t('unnamed')),
  };
  const isStill = here !== undefined;
  return (
    <div className="grid gap-8">
      <div className="grid gap-4">
        <h1 className="text-display">
          <PeopleText>{t('title', names)}</PeopleText>
        </h1>
        <p className="text-lead">
          <PeopleText>{t(isStill ? 'still' : 'ended', names)}</PeopleText>
        </p>
        <p className="text-muted">
          <PeopleText>{t('unexpected', names)}</PeopleText>
        </p>
      </div>
      <div className="flex flex-wrap items-center gap-3">
        <form action={continueAsAnotherPerson}>
          <input type="hidden" name="to" value={personTagOf(to.sub)} />
          <SubmitButton pendingLabel={t('pending')}>
            <PeopleText>{t('continue', names)}</PeopleText>
          </SubmitButton>
        </form>
        <ButtonLink
          href={isStill ? returnTo : signInStart({ again: true, returnTo })}
          variant="secondary"
        >
          <PeopleText>{t(isStill ? 'stay' : 'back', names)}</PeopleText>
        </ButtonLink>
      </div>
    </div>
  );
}
