import { notFound, redirect } from 'next/navigation';
import { HOME, safeReturnTo } from '#lib/return-to.ts';
import type { SearchParams } from '#lib/search-params.ts';
import { signInStart } from '#lib/sign-in-link.ts';
import { companyByLink, isSignedInThrough } from '#lib/sso.ts';

/** `/sso/acme`, for e-mails and bookmarks: straight to that company's sign-in. */
export default async function CompanyLinkPage({
  params,
  searchParams,
}: {
  params: Promise<{ company: string }>;
  searchParams: Promise<SearchParams>;
}) {
  const [{ company: name }, query] = await Promise.all([params, searchParams]);
  const company = await companyByLink(name);
  if (!company) notFound();
  const returnTo = safeReturnTo(query.returnTo ?? HOME);
  if (await isSignedInThrough(company.id)) redirect(returnTo);
  redirect(signInStart({ connector: company.id, email: query.login_hint, returnTo }));
}
