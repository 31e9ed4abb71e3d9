import { getTranslations } from 'next-intl/server';
import { TextField } from '#components/ui/field.tsx';
import { SubmitButton } from '#components/ui/submit-button.tsx';
import { asLogtoSays, requireOrganizationMember } from '#lib/auth.ts';
import { pathWithQuery, type SearchParams } from '#lib/http/search-params.ts';
import { listMembers } from '#lib/organizations/members.ts';
import { can } from '#lib/permissions.ts';
import { MemberRow } from './member-row.tsx';
import { NotAvailable, OrganizationFrame, tabMetadata, tabPath } from './organization-frame.tsx';

type Params = { params: Promise<{ id: string }> };
export const generateMetadata = ({ params }: Params) => tabMetadata(params, 'members');

export default async function MembersPage({
  params,
  searchParams,
}: Params & { searchParams: Promise<SearchParams> }) {
  const [{ id }, query] = await Promise.all([params, searchParams]);
  const here = tabPath(id, 'members');
  const returnTo = pathWithQuery(here, query);
  const { user, ...known } = await requireOrganizationMember(returnTo, id, 'read:members');
  const t = await getTranslations('organizations');
  const search = typeof query.q === 'string' ? query.q : undefined;
  const listed = await listMembers(id, Number(query.page) || 1, search);
  const own = listed.ok && listed.value.members.find((one) => one.id === user.id);
  // On another page of a long list the person's own row says nothing.
  const isTold = listed.ok && (own || (listed.value.pages === 1 && !search));
  const organization = isTold
    ? await asLogtoSays(returnTo, known.organization, own ? own.roles : undefined, 'read:members')
    : known.organization;
  return (
    <OrganizationFrame organization={organization} tab="members" done={query.done}>
      {listed.ok ? (
        <section className="grid gap-4" aria-label={t('tabs.members')}>
          <Search path={here} q={listed.value.q} />
          <p className="text-muted">
            {t(listed.value.q ? 'found' : 'count', { count: listed.value.total })}
          </p>
          <ul className="divide-y divide-line border-line border-y">
            {listed.value.members.map((member) => (
              <MemberRow
                key={member.id}
                organizationId={id}
                member={member}
                isYou={member.id === user.id}
                mayManage={can(organization, 'manage:members')}
                page={listed.value.page}
                q={listed.value.q}
              />
            ))}
          </ul>
          <Pages path={here} {...listed.value} />
        </section>
      ) : (
        <NotAvailable reason={listed.reason} />
      )}
    </OrganizationFrame>
  );
}

async function Search({ path, q }: { path: string; q: string | undefined }) {
  const t = await getTranslations('organizations');
  return (
    <search>
      <form action={path} className="grid items-end gap-3 sm:grid-cols-[1fr_auto]">
        <TextField
          id="member-search"
          name="q"
          type="search"
          maxLength={128}
          autoComplete="off"
          label={t('search')}
          defaultValue={q}
          key={q}
        />
        <SubmitButton variant="secondary" pendingLabel={t('searching')}>
          {t('searchButton')}
        </SubmitButton>
      </form>
      {q && <a href={path}>{t('showAll')}</a>}
    </search>
  );
}

type PagesProps = { path: string; page: number; pages: number; q: string | undefined };

async function Pages({ path, page, pages, q }: PagesProps) {
  const t = await getTranslations('organizations');
  if (pages === 1) return null;
  const to = (other: number) =>
    `${path}?${new URLSearchParams({ ...(q && { q }), page: String(other) })}`;
  return (
    <nav aria-label={t('pages')} className="flex items-center gap-4">
      {page > 1 && <a href={to(page - 1)}>{t('previous')}</a>}
      <span className="tabular text-muted">{t('pageOf', { page, pages })}</span>
      {page < pages && <a href={to(page + 1)}>{t('next')}</a>}
    </nav>
  );
}
