/** All of the Management API, one file a resource. */
import type { Routes } from '../../engine/http.ts';
import { applicationRoleRoutes, applicationSecretRoutes } from './application-secrets.ts';
import { applicationRoutes } from './applications.ts';
import { connectorRoutes } from './connectors.ts';
import { hookRoutes } from './hooks.ts';
import { logRoutes } from './logs.ts';
import { oneTimeTokenRoutes } from './one-time-tokens.ts';
import { organizationInvitationRoutes } from './organization-invitations.ts';
import { organizationJitRoutes } from './organization-jit.ts';
import { organizationTemplateRoutes } from './organization-template.ts';
import { organizationUserRoutes } from './organization-users.ts';
import { organizationRoutes } from './organizations.ts';
import { resourceRoutes, scopeRoutes } from './resources.ts';
import { roleMemberRoutes } from './role-members.ts';
import { roleRoutes } from './roles.ts';
import { type ManagementApi, protectedRoutes } from './route.ts';
import { jwtCustomizerRoutes, settingRoutes } from './settings.ts';
import { signInExpRoutes } from './sign-in-exp.ts';
import { ssoConnectorRoutes } from './sso-connectors.ts';
import { upkeepRoutes } from './upkeep.ts';
import { userIdentityRoutes } from './user-identities.ts';
import { userMfaRoutes } from './user-mfa.ts';
import { userRoleRoutes } from './user-roles.ts';
import { userSessionRoutes } from './user-sessions.ts';
import { userSettingRoutes } from './user-settings.ts';
import { userRoutes } from './users.ts';

export function managementRoutes(api: ManagementApi): Routes {
  return protectedRoutes(api, {
    ...applicationRoutes(api),
    ...applicationSecretRoutes(api),
    ...applicationRoleRoutes(api),
    ...resourceRoutes(api),
    ...scopeRoutes(api),
    ...roleRoutes(api),
    ...roleMemberRoutes(api),
    ...ssoConnectorRoutes(api),
    ...connectorRoutes(api),
    ...signInExpRoutes(api),
    ...settingRoutes(api),
    ...jwtCustomizerRoutes(api),
    ...hookRoutes(api),
    ...upkeepRoutes(api),
    ...userRoutes(api),
    ...userSettingRoutes(api),
    ...userRoleRoutes(api),
    ...userIdentityRoutes(api),
    ...userMfaRoutes(api),
    ...userSessionRoutes(api),
    ...organizationRoutes(api),
    ...organizationUserRoutes(api),
    ...organizationJitRoutes(api),
    ...organizationTemplateRoutes(api),
    ...organizationInvitationRoutes(api),
    ...oneTimeTokenRoutes(api),
    ...logRoutes(api),
  });
}
