/**
 * What a tenant is made of, kept as the Management API shows it. A few fields are relations, which
 * Logto keeps in tables, and shows by calls, of their own: `shown()` leaves them out.
 */
import { newId, newSecretValue } from './ids.ts';

export type OidcClientMetadata = {
  redirectUris: string[];
  postLogoutRedirectUris: string[];
  backchannelLogoutUri?: string;
  /** Puts `sid` into logout tokens, and into ID tokens to compare it with. */
  backchannelLogoutSessionRequired?: boolean;
  logoUri?: string;
};
export type CustomClientMetadata = {
  corsAllowedOrigins?: string[];
  /** Seconds; an hour when absent. */
  idTokenTtl?: number;
  /** 14 when absent. */
  refreshTokenTtlInDays?: number;
  /** False: a refresh token stays the same until it expires. */
  rotateRefreshToken?: boolean;
  /** A refresh token even when `offline_access` was not granted. */
  alwaysIssueRefreshToken?: boolean;
};
export type ApplicationType = 'Native' | 'SPA' | 'Traditional' | 'MachineToMachine';
export type ApplicationSecret = {
  tenantId: string;
  applicationId: string;
  name: string;
  value: string;
  createdAt: number;
  /** Milliseconds; null: never. */
  expiresAt: number | null;
};
export type Application = {
  tenantId: string;
  id: string;
  name: string;
  description: string | null;
  type: ApplicationType;
  oidcClientMetadata: OidcClientMetadata;
  customClientMetadata: CustomClientMetadata;
  protectedAppMetadata: null;
  customData: Record<string, unknown>;
  isThirdParty: boolean;
  appLevelAccessControlEnabled: boolean;
  createdAt: number;
  /** Relation, like the next. */
  secrets: ApplicationSecret[];
  roleIds: string[];
};

export type SsoConfig = {
  clientId: string;
  clientSecret: string;
  issuer: string;
  scope?: string;
  trustUnverifiedEmail?: boolean;
};
export type SsoBranding = { displayName?: string; logo?: string; darkLogo?: string };
export type SsoConnector = {
  tenantId: string;
  id: string;
  providerName: string;
  connectorName: string;
  /** Empty in a draft, which nobody is offered. */
  config: Partial<SsoConfig>;
  domains: string[];
  branding: SsoBranding;
  syncProfile: boolean;
  /** Keeps what the identity provider issues at each sign-in, for `…/access-token`. */
  enableTokenStorage: boolean;
  createdAt: number;
};

export type Resource = {
  tenantId: string;
  id: string;
  name: string;
  indicator: string;
  isDefault: boolean;
  /** Seconds. */
  accessTokenTtl: number;
};
export type Scope = {
  tenantId: string;
  id: string;
  resourceId: string;
  name: string;
  description: string | null;
  createdAt: number;
};
export type RoleType = 'User' | 'MachineToMachine';
export type Role = {
  tenantId: string;
  id: string;
  name: string;
  description: string;
  type: RoleType;
  /** Given to everybody who is created from now on. */
  isDefault: boolean;
  /** Relation: permissions of resources. */
  scopeIds: string[];
};

export type OrganizationScope = {
  tenantId: string;
  id: string;
  name: string;
  description: string | null;
};
export type OrganizationRole = {
  tenantId: string;
  id: string;
  name: string;
  description: string | null;
  type: RoleType;
  /** Relation: permissions inside the organization. */
  scopeIds: string[];
  /** Relation: permissions of resources, inside the organization. */
  resourceScopeIds: string[];
};
export type Organization = {
  tenantId: string;
  id: string;
  name: string;
  description: string | null;
  customData: Record<string, unknown>;
  isMfaRequired: boolean;
  color: Record<string, unknown>;
  branding: Record<string, unknown>;
  customCss: string | null;
  createdAt: number;
  /** Relation: who joins by herself, and as what. */
  jit: { emailDomains: string[]; ssoConnectorIds: string[]; roleIds: string[] };
};

const RELATIONS = ['secrets', 'roleIds', 'scopeIds', 'resourceScopeIds', 'jit'] as const;
type Relation = (typeof RELATIONS)[number];

/** The entity as an answer shows it. */
export function shown<T extends object>(entity: T): Omit<T, Relation> {
  const copy: Partial<Record<Relation, unknown>> & T = { ...entity };
  for (const relation of RELATIONS) delete copy[relation];
  return copy;
}

const TENANT_ID = 'default';
/** What must be given, and whatever differs from the defaults. */
type New<T, Required extends keyof T> = Pick<T, Required> & Partial<T>;

export const newApplication = (
  fields: New<Application, 'name' | 'type'>,
  now: number,
): Application => ({
  tenantId: TENANT_ID,
  id: newId(21),
  description: null,
  oidcClientMetadata: { redirectUris: [], postLogoutRedirectUris: [] },
  customClientMetadata: {},
  protectedAppMetadata: null,
  customData: {},
  isThirdParty: false,
  appLevelAccessControlEnabled: false,
  createdAt: now,
  secrets: [],
  roleIds: [],
  ...fields,
});

export const newSecret = (
  fields: New<ApplicationSecret, 'applicationId' | 'name'>,
  now: number,
): ApplicationSecret => ({
  tenantId: TENANT_ID,
  value: newSecretValue(),
  createdAt: now,
  expiresAt: null,
  ...fields,
});

export const newConnector = (
  fields: New<SsoConnector, 'providerName' | 'connectorName'>,
  now: number,
): SsoConnector => ({
  tenantId: TENANT_ID,
  id: newId(),
  config: {},
  domains: [],
  branding: {},
  syncProfile: false,
  enableTokenStorage: false,
  createdAt: now,
  ...fields,
});

export const newResource = (fields: New<Resource, 'name' | 'indicator'>): Resource => ({
  tenantId: TENANT_ID,
  id: newId(21),
  isDefault: false,
  accessTokenTtl: 3600,
  ...fields,
});

export const newScope = (fields: New<Scope, 'resourceId' | 'name'>, now: number): Scope => ({
  tenantId: TENANT_ID,
  id: newId(21),
  description: null,
  createdAt: now,
  ...fields,
});

export const newRole = (fields: New<Role, 'name' | 'description'>): Role => ({
  tenantId: TENANT_ID,
  id: newId(21),
  type: 'User',
  isDefault: false,
  scopeIds: [],
  ...fields,
});

export const newOrganizationScope = (
  fields: New<OrganizationScope, 'name'>,
): OrganizationScope => ({ tenantId: TENANT_ID, id: newId(21), description: null, ...fields });

export const newOrganizationRole = (fields: New<OrganizationRole, 'name'>): OrganizationRole => ({
  tenantId: TENANT_ID,
  id: newId(21),
  description: null,
  type: 'User',
  scopeIds: [],
  resourceScopeIds: [],
  ...fields,
});

export const newOrganization = (fields: New<Organization, 'name'>, now: number): Organization => ({
  tenantId: TENANT_ID,
  id: newId(),
  description: null,
  customData: {},
  isMfaRequired: false,
  color: {},
  branding: {},
  customCss: null,
  createdAt: now,
  jit: { emailDomains: [], ssoConnectorIds: [], roleIds: [] },
  ...fields,
});
