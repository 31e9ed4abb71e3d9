/** The contract of what an administrator's application may do with a tenant, but for its people. */
import { managementAccessCases } from './management-access-cases.ts';
import { managementApplicationCases } from './management-application-cases.ts';
import { managementExperienceCases } from './management-experience-cases.ts';
import { managementHookCases } from './management-hook-cases.ts';
import { managementPermissionCases } from './management-permission-cases.ts';
import { managementRoleCases } from './management-role-cases.ts';
import { managementSecretCases } from './management-secret-cases.ts';
import { managementSettingCases } from './management-setting-cases.ts';
import { managementSsoCases } from './management-sso-cases.ts';

export const managementTenantCases = [
  ...managementAccessCases,
  ...managementApplicationCases,
  ...managementSecretCases,
  ...managementPermissionCases,
  ...managementRoleCases,
  ...managementSsoCases,
  ...managementExperienceCases,
  ...managementSettingCases,
  ...managementHookCases,
];
