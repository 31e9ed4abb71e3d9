/**
 * What a Logto tenant holds: users, applications, enterprise SSO connectors, organizations and
 * the sign-in experience. All of it lives in memory; `seed-tenant.ts` fills it.
 */
import { randomInt } from 'node:crypto';
import type { AccountCenter } from './account-center.ts';
import type { MfaVerification } from './mfa.ts';
import type { StoredTokens } from './secret-vault.ts';
import type { SentinelActivity } from './sentinel.ts';
import type { SignInExperience } from './sign-in-experience.ts';
import type { SignInRecord } from './sign-in-record.ts';
import type { AccountVerification } from './verifications.ts';

export type SsoIdentity = {
  connectorId: string;
  issuer: string;
  identityId: string;
  detail: Record<string, unknown>;
};
export type LogtoUser = {
  id: string;
  username: string | null;
  primaryEmail: string | null;
  name: string | null;
  avatar: string | null;
  password: string | null;
  /** Other standard profile claims (`family_name`, `locale`, …), left out of tokens when absent. */
  profile: Record<string, string>;
  /** Whatever the application keeps with a person. */
  customData: Record<string, unknown>;
  roles: string[];
  isSuspended: boolean;
  organizations: Record<string, string[]>;
  ssoIdentities: SsoIdentity[];
  mfaVerifications: MfaVerification[];
  /** What the person answered when a second factor was offered; nothing until asked. */
  mfa: { enabled?: boolean; skipped?: boolean; skipMfaOnSignIn?: boolean };
  lastSignInAt: number | null;
  /** Milliseconds, as in Logto's tokens (docs/vendors.md L6). */
  createdAt: number;
  updatedAt: number;
};
export type Application = {
  id: string;
  name: string;
  secret: string;
  redirectUris: string[];
  postLogoutRedirectUris: string[];
  backchannelLogoutUri?: string;
  /** Puts `sid` into logout tokens, and into ID tokens to compare it with. */
  backchannelLogoutSessionRequired?: boolean;
  /** Seconds; an hour when absent. */
  idTokenTtl?: number;
  /** 14 when absent. */
  refreshTokenTtlInDays?: number;
  /** False: a refresh token stays the same until it expires. */
  rotateRefreshToken?: boolean;
  /** A refresh token even when `offline_access` was not granted. */
  alwaysIssueRefreshToken?: boolean;
};
export type SsoConnector = {
  id: string;
  connectorName: string;
  displayName: string;
  domains: string[];
  config: {
    clientId: string;
    clientSecret: string;
    issuer: string;
    scope: string;
    trustUnverifiedEmail: boolean;
  };
  syncProfile: boolean;
  /** Keeps what the identity provider issues at each sign-in, for `…/access-token`. */
  enableTokenStorage: boolean;
  jit: { organizationId: string; roles: string[] }[];
};
export type Resource = {
  indicator: string;
  name: string;
  accessTokenTtl: number;
  scopes: string[];
};
export type OrganizationTemplate = {
  scopes: string[];
  roles: Record<string, { scopes: string[]; resourceScopes: string[] }>;
};
export type Organization = { id: string; name: string; description: string | null };

export type Tenant = {
  /** `http://localhost:<port>`; the issuer is `${endpoint}/oidc`. */
  endpoint: string;
  users: Map<string, LogtoUser>;
  applications: Map<string, Application>;
  connectors: Map<string, SsoConnector>;
  organizations: Map<string, Organization>;
  resources: Map<string, Resource>;
  /** Role name → permissions of the API resource. */
  roles: Record<string, string[]>;
  organizationTemplate: OrganizationTemplate;
  signInExperience: SignInExperience;
  /** By the session's uid, which is also what a session API calls it. */
  signIns: Map<string, SignInRecord>;
  sentinelActivities: SentinelActivity[];
  accountCenter: AccountCenter;
  /** The Secret Vault, by the secret's id. */
  secrets: Map<string, StoredTokens>;
  /** What somebody proved to change their own account, by the record's id. */
  accountVerifications: Map<string, AccountVerification>;
};

const ID_ALPHABET = '0123456789abcdefghijklmnopqrstuvwxyz';
/** Logto's ids of users and connectors are 12 characters of this alphabet. */
export const newId = (length = 12) =>
  Array.from({ length }, () => ID_ALPHABET[randomInt(ID_ALPHABET.length)]).join('');

export function newUser(fields: Partial<LogtoUser>, now: number): LogtoUser {
  return {
    id: newId(),
    username: null,
    primaryEmail: null,
    name: null,
    avatar: null,
    password: null,
    profile: {},
    customData: {},
    roles: ['member'],
    isSuspended: false,
    organizations: {},
    ssoIdentities: [],
    mfaVerifications: [],
    mfa: {},
    lastSignInAt: null,
    createdAt: now,
    updatedAt: now,
    ...fields,
  };
}

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

/** Connectors offered to an address. Domains only route people; nothing else checks them (docs/vendors.md L3). */
export function connectorsForEmail(tenant: Tenant, email: string): SsoConnector[] {
  if (!tenant.signInExperience.singleSignOnEnabled) return [];
  const domain = email.split('@')[1]?.toLowerCase();
  return [...tenant.connectors.values()].filter(
    ({ domains }) => domain && domains.includes(domain),
  );
}
