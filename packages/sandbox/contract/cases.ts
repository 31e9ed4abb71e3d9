/**
 * The contract: requests with the status, headers and body that Logto 1.42 gives. A body is a zod
 * schema; strict ones name every key.
 */
import { accountCases } from './account-cases.ts';
import { authenticationTimeCases } from './authentication-time-cases.ts';
import { authorization, discovery } from './authorization-cases.ts';
import { experienceCases, signOut } from './experience-cases.ts';
import { managementInvitationCases } from './management-invitation-cases.ts';
import { managementJitCases } from './management-jit-cases.ts';
import { managementLogCases } from './management-log-cases.ts';
import { managementLogReadingCases } from './management-log-reading-cases.ts';
import { managementMessageCases } from './management-message-cases.ts';
import { managementOneTimeTokenCases } from './management-one-time-token-cases.ts';
import { managementOrganizationCases } from './management-organization-cases.ts';
import { managementSessionCases } from './management-session-cases.ts';
import { managementSessionEndCases } from './management-session-end-cases.ts';
import { managementTemplateCases } from './management-template-cases.ts';
import { managementTenantCases } from './management-tenant-cases.ts';
import { managementUserCases } from './management-user-cases.ts';
import { managementUserRelationCases } from './management-user-relation-cases.ts';
import { managementUserSecurityCases } from './management-user-security-cases.ts';
import { originCases } from './origin-cases.ts';
import { parameterCases } from './parameter-cases.ts';
import { protocolCases } from './protocol-cases.ts';
import { refreshCases } from './refresh-cases.ts';
import type { Case } from './shapes.ts';
import { tokenCases } from './token-cases.ts';
import { tokenUseCases } from './token-use-cases.ts';

export const CASES: Case[] = [
  ...discovery,
  ...authorization,
  ...tokenCases,
  ...refreshCases,
  ...authenticationTimeCases,
  ...parameterCases,
  ...tokenUseCases,
  ...protocolCases,
  ...originCases,
  ...signOut,
  ...experienceCases,
  ...accountCases,
  ...managementTenantCases,
  ...managementSessionCases,
  ...managementSessionEndCases,
  ...managementUserCases,
  ...managementUserRelationCases,
  ...managementUserSecurityCases,
  ...managementOrganizationCases,
  ...managementTemplateCases,
  ...managementJitCases,
  ...managementInvitationCases,
  ...managementMessageCases,
  ...managementOneTimeTokenCases,
  ...managementLogCases,
  ...managementLogReadingCases,
];
