import { notFound, redirect } from 'next/navigation';
import { type CompanyResult, isSignedInThrough } from '#lib/logto/companies.ts';
import { signInStart } from '#lib/sign-in/link.ts';
import { Unavailable } from '../unavailable/unavailable.tsx';

/**
 * Redirects to the company's sign-in, or straight to the page if the person signed in through that
 * company. It only starts a sign-in that the person could have started: it signs nobody in or out.
 */
export async function enter(
  answer: CompanyResult,
  { email, returnTo }: { email: unknown; returnTo: string },
) {
  if (!answer.ok) {
    if (answer.reason === 'unknown') notFound();
    // `proxy.ts` has answered 503 by now; this is for a list that went missing in between.
    return <Unavailable code="companies_unavailable" />;
  }
  const { id } = answer.value;
  if (await isSignedInThrough(id)) redirect(returnTo);
  redirect(signInStart({ connector: id, email, returnTo }));
}
