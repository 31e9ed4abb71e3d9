/**
 * What a Logto tenant holds: users, applications, enterprise SSO connectors, organizations and
 * the sign-in experience. All of it lives in memory; `seed-tenant.ts` fills it.
 */
import type { AccountCenter } from './account-center.ts';
import type { AuditLog } from './audit.ts';
import type { TenantConfigs } from './configs.ts';
import type { EmailConnector } from './email.ts';
import type {
  Application,
  Organization,
  OrganizationRole,
  OrganizationScope,
  Resource,
  Role,
  Scope,
  SsoConnector,
} from './entities.ts';
import { newId } from './ids.ts';
import type { Hook } from './management/hooks.ts';
import type { Invitation } from './management/organization-invitations.ts';
import type { MfaVerification } from './mfa.ts';
import type { OneTimeToken } from './one-time-tokens.ts';
import type { StoredTokens } from './secret-vault.ts';
import type { SentinelActivity } from './sentinel.ts';
import type { SignInExperience } from './sign-in-experience.ts';
import type { SignInRecord } from './sign-in-record.ts';
import type { AccountVerification } from './verifications.ts';

export type SsoIdentity = {
  id: string;
  connectorId: string;
  issuer: string;
  identityId: string;
  detail: Record<string, unknown>;
  createdAt: number;
  updatedAt: number;
};
/** Of a social connector, of which the tenant has none: an administrator can enter one all the same. */
export type SocialIdentity = { userId: string; details?: Record<string, unknown> };
export type LogtoUser = {
  id: string;
  username: string | null;
  primaryEmail: string | null;
  /** Digits, with the country's in front. */
  primaryPhone: string | null;
  name: string | null;
  avatar: string | null;
  password: string | null;
  /** Other standard profile claims (`family_name`, `locale`, …), left out of tokens when absent. */
  profile: Record<string, string | Record<string, string>>;
  /** Whatever the application keeps with a person. */
  customData: Record<string, unknown>;
  roleIds: string[];
  isSuspended: boolean;
  /** Organization id → ids of the organization roles there. */
  organizations: Record<string, string[]>;
  ssoIdentities: SsoIdentity[];
  /** By the connector's target, `google` for one. */
  identities: Record<string, SocialIdentity>;
  /** The first application that the person signed in to. */
  applicationId: string | null;
  mfaVerifications: MfaVerification[];
  /** What the person answered when a second factor was offered; nothing until asked. */
  mfa: {
    enabled?: boolean;
    skipped?: boolean;
    skipMfaOnSignIn?: boolean;
    passkeySkipped?: boolean;
  };
  lastSignInAt: number | null;
  /** Milliseconds, as in Logto's tokens (docs/vendors.md L6). */
  createdAt: number;
  updatedAt: number;
};

export type Tenant = {
  /** `http://localhost:<port>`; the issuer is `${endpoint}/oidc`. */
  endpoint: string;
  /** Whether the server has a key to keep tokens of identity providers with. */
  hasSecretVault: boolean;
  users: Map<string, LogtoUser>;
  applications: Map<string, Application>;
  connectors: Map<string, SsoConnector>;
  organizations: Map<string, Organization>;
  resources: Map<string, Resource>;
  /** Permissions of the resources. */
  scopes: Map<string, Scope>;
  roles: Map<string, Role>;
  /** With `organizationRoles`, the organization template: one for the whole tenant. */
  organizationScopes: Map<string, OrganizationScope>;
  organizationRoles: Map<string, OrganizationRole>;
  configs: TenantConfigs;
  hooks: Map<string, Hook>;
  /** Nothing sends e-mail until an administrator makes one. */
  emailConnector: EmailConnector | undefined;
  /** Of the last messages that the connector has taken: to whom, and when. */
  sentMessages: { to: string; at: number }[];
  signInExperience: SignInExperience;
  /** By the session's uid, which is also what a session API calls it. */
  signIns: Map<string, SignInRecord>;
  invitations: Map<string, Invitation>;
  oneTimeTokens: Map<string, OneTimeToken>;
  /** Oldest first. */
  logs: AuditLog[];
  sentinelActivities: SentinelActivity[];
  accountCenter: AccountCenter;
  /** The Secret Vault, by the secret's id. */
  secrets: Map<string, StoredTokens>;
  /** What somebody proved to change their own account, by the record's id. */
  accountVerifications: Map<string, AccountVerification>;
};

/** The resource that tokens for the Management API are for, on a self-hosted Logto. */
export const MANAGEMENT_API = 'https://default.logto.app/api';

/** Somebody new, with the tenant's default roles. */
export function newUser(
  { roles }: Pick<Tenant, 'roles'>,
  fields: Partial<LogtoUser>,
  now: number,
): LogtoUser {
  const defaults = [...roles.values()].filter((role) => role.isDefault && role.type === 'User');
  return {
    id: newId(),
    username: null,
    primaryEmail: null,
    primaryPhone: null,
    name: null,
    avatar: null,
    password: null,
    profile: {},
    customData: {},
    roleIds: defaults.map(({ id }) => id),
    isSuspended: false,
    organizations: {},
    ssoIdentities: [],
    identities: {},
    applicationId: null,
    mfaVerifications: [],
    mfa: {},
    lastSignInAt: null,
    createdAt: now,
    updatedAt: now,
    ...fields,
  };
}

/** The entities that a list of ids names, in the tenant's order; ids of what is gone are passed over. */
export const byIds = <T extends { id: string }>(all: Map<string, T>, ids: readonly string[]) =>
  [...all.values()].filter(({ id }) => ids.includes(id));

const includesIgnoringCase = (stored: string | null, given: string) =>
  stored !== null && stored.toLowerCase() === given.toLowerCase();

/** Somebody suspended counts as gone wherever tokens are concerned. */
export function activeUser(tenant: Tenant, id: string) {
  const user = tenant.users.get(id);
  return user?.isSuspended ? undefined : user;
}

export const findByUsername = (tenant: Tenant, username: string) =>
  [...tenant.users.values()].find((user) => user.username === username);
export const findByEmail = (tenant: Tenant, email: string) =>
  [...tenant.users.values()].find((user) => includesIgnoringCase(user.primaryEmail, email));
export const findBySsoIdentity = (tenant: Tenant, issuer: string, identityId: string) =>
  [...tenant.users.values()].find((user) =>
    user.ssoIdentities.some((one) => one.issuer === issuer && one.identityId === identityId),
  );

/** A draft without settings, or a connector without domains, is offered to nobody. */
export const isOffered = ({ config, domains }: SsoConnector) =>
  Object.keys(config).length > 0 && domains.length > 0;

/** Connectors offered to an address. Domains only route people; nothing else checks them (docs/vendors.md L3). */
export function connectorsForEmail(tenant: Tenant, email: string): SsoConnector[] {
  if (!tenant.signInExperience.singleSignOnEnabled) return [];
  const domain = email.split('@')[1]?.toLowerCase();
  return [...tenant.connectors.values()].filter(
    (connector) => domain && connector.domains.includes(domain) && isOffered(connector),
  );
}
