import type { SearchParams } from '#lib/http/search-params.ts';
import { companyByLink } from '#lib/logto/companies.ts';
import { HOME, safeReturnTo } from '#lib/sign-in/return-to.ts';
import { enter } from '../enter.tsx';

/** `/sso/acme`, for e-mails and bookmarks: straight to that company's sign-in. */
export default async function CompanyLinkPage({
  params,
  searchParams,
}: {
  params: Promise<{ company: string }>;
  searchParams: Promise<SearchParams>;
}) {
  const [{ company }, query] = await Promise.all([params, searchParams]);
  const returnTo = safeReturnTo(query.returnTo ?? HOME);
  return enter(await companyByLink(company), { email: query.login_hint, returnTo });
}
