/** The app's permissions and roles, for a sandbox that `npm run setup` doesn't prepare. */
import { ORGANIZATION_PERMISSIONS, ORGANIZATION_ROLES } from '#lib/permissions.ts';

export const organizationTemplate = {
  permissions: ORGANIZATION_PERMISSIONS,
  roles: ORGANIZATION_ROLES,
};
