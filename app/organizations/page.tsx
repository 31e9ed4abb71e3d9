import type { Metadata } from 'next';
import { getTranslations } from 'next-intl/server';
import { requireUser } from '#lib/auth.ts';
import { NoEmail } from '../no-email.tsx';
import { roleNames } from './role-names.ts';

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations('organizations'))('title') };
}

export default async function OrganizationsPage() {
  const user = await requireUser('/organizations');
  const t = await getTranslations('organizations');
  const organizations = await Promise.all(
    user.organizations.map(async ({ id, name, roles }) => ({
      ...{ id, name, role: await roleNames(roles) },
    })),
  );
  return (
    <div className="grid gap-6">
      <h1 className="text-display">{t('title')}</h1>
      {organizations.length === 0 ? (
        <div className="text-muted">
          {t('none')}
          {!user.email && <NoEmail user={user} returnTo="/organizations" />}
        </div>
      ) : (
        <ul className="divide-y divide-line border-line border-y">
          {organizations.map(({ id, name, role }) => (
            <li key={id}>
              <a
                href={`/organizations/${id}`}
                className="grid min-h-11 gap-x-6 py-3 text-ink no-underline hover:underline sm:grid-cols-[1fr_11rem]"
              >
                <bdi>{name}</bdi>
                <span className="text-muted">{role}</span>
              </a>
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}
