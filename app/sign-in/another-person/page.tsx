import type { Metadata } from 'next';
import { redirect } from 'next/navigation';
import { getTranslations } from 'next-intl/server';
import { ButtonLink } from '#components/ui/button.tsx';
import { SubmitButton } from '#components/ui/submit-button.tsx';
import { personHere } from '#lib/logto/another-person.ts';
import { readPersonChange } from '#lib/session/person-change.ts';
import { personTagOf } from '#lib/session/person-tag.ts';
import { signInStart } from '#lib/sign-in-link.ts';
import { continueAsAnotherPerson } from './actions.ts';

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations('anotherPerson'))('pageTitle'), robots: { index: false } };
}

/** A sign-in has ended with somebody else than whoever was signed in here: nothing changes unasked. */
export default async function AnotherPersonPage() {
  const [change, here] = await Promise.all([readPersonChange(), personHere()]);
  if (!change) redirect('/');
  const { from, to, returnTo } = change;
  if (here?.sub === to.sub) redirect(returnTo);
  const t = await getTranslations('anotherPerson');
  const names = { from: from.name ?? t('unnamed'), to: to.name ?? t('unnamed') };
  const isStill = here !== undefined;
  return (
    <div className="grid gap-8">
      <div className="grid gap-4">
        <h1 className="text-display">{t('title', names)}</h1>
        <p className="text-lead">{t(isStill ? 'still' : 'ended', names)}</p>
        <p className="text-muted">{t('unexpected', names)}</p>
      </div>
      <div className="flex flex-wrap items-center gap-3">
        <form action={continueAsAnotherPerson}>
          <input type="hidden" name="to" value={personTagOf(to.sub)} />
          <SubmitButton pendingLabel={t('pending')}>{t('continue', names)}</SubmitButton>
        </form>
        <ButtonLink
          href={isStill ? returnTo : signInStart({ again: true, returnTo })}
          variant="secondary"
        >
          {t(isStill ? 'stay' : 'back', names)}
        </ButtonLink>
      </div>
    </div>
  );
}
