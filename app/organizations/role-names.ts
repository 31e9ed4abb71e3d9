import { getTranslations } from 'next-intl/server';
import { cleanText } from '#lib/logto/display-name.ts';
import { isOrganizationRole } from '#lib/organizations/api.ts';

/** For people; a role that isn't the app's own keeps the name that it has in Logto. */
export async function roleNames(roles: readonly string[]): Promise<string> {
  const t = await getTranslations('organizations');
  const names = roles.map((role) =>
    isOrganizationRole(role) ? t(`roleNames.${role}`) : (cleanText(role) ?? t('noRole')),
  );
  return names.join(', ') || t('noRole');
}
