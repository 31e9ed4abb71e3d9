/** What a tenant and its companies' Okta orgs have now. */
import type {
  AccountCenter,
  ApiResource,
  Application,
  ApplicationSecret,
  Connector,
  Organization,
  OrganizationRole,
  Role,
  Scope,
  SignInExperience,
} from '@logto-okta/clients/logto/schemas';
import type { OktaApp, OktaGroup, OktaSecret } from '@logto-okta/clients/okta/schemas';

export type ActualOkta = {
  /** Every web application with the label, or the one whose id is known. */
  apps: OktaApp[];
  /** Of the one application there is, if there is one. */
  secrets: OktaSecret[];
  assignedGroupIds: string[];
  grantedScopes: string[];
  /** Groups with one of the names asked for. */
  groups: OktaGroup[];
};

export type Actual = {
  /** Traditional web applications of our own (first-party). */
  applications: Application[];
  /** Secrets of the application that `findApplication` picks. */
  applicationSecrets: ApplicationSecret[];
  /** The machine-to-machine application that setup runs as, which has copies of records. */
  machine?: Application | undefined;
  resources: ApiResource[];
  machineRoles: Role[];
  /** Names of the API's permissions that the machine role has. */
  machineRoleScopes: string[];
  organizationScopes: Scope[];
  organizationRoles: OrganizationRole[];
  signInExperience: SignInExperience;
  accountCenter: AccountCenter;
  /** Whether the tenant has an e-mail connector. */
  sendsMail?: boolean;
  connectors: Connector[];
  organizations: Organization[];
  /** By id of organization: what is given to whoever joins by SSO. */
  jit: Record<string, { connectorIds: string[]; roleIds: string[] }>;
  /** Whether Logto can keep Okta's tokens; asked only when somebody wants it. */
  canStoreTokens?: boolean;
  /** By company; only where setup has credentials for its org. */
  okta: Record<string, ActualOkta>;
};
