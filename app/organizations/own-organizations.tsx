import { getTranslations } from 'next-intl/server';
import type { Organization } from '#lib/auth.ts';

/** Of the dashboard. */
export async function OwnOrganizations({ organizations }: { organizations: Organization[] }) {
  const t = await getTranslations('organizations');
  return (
    <section className="grid gap-3" aria-labelledby="organizations-heading">
      <h2 id="organizations-heading" className="text-title">
        {t('title')}
      </h2>
      {organizations.length === 0 && <p className="text-muted">{t('none')}</p>}
      {organizations.length > 0 && (
        <ul className="divide-y divide-line border-line border-y">
          {organizations.map(({ id, name, roles }) => (
            <li key={id} className="grid gap-x-6 py-3 sm:grid-cols-[11rem_1fr]">
              <bdi>{name}</bdi>
              <span className="text-muted">{roles.join(', ') || t('noRole')}</span>
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}
