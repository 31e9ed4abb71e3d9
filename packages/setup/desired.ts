import type { Permissions } from './product.ts';

/** What a tenant should have, after file, environment and flags are put together (config.ts). */
export type Desired = {
  endpoint: string;
  app: {
    name: string;
    /** Asked for by name; the tenant has to have it. */
    id?: string;
    /** Known from the settings file; counts only if the tenant has it and it fits. */
    idHint?: string;
    baseUrls: string[];
    previewUrls: string[];
    previewWarnings: string[];
    /** Indicator of the app's own API. */
    apiResource: string;
    /** Seconds that its access tokens are good for. */
    apiTokenSeconds: number;
  };
  permissions: Permissions;
  companies: Company[];
  /** For Logto's pages; absent when they are to stay as they are. */
  branding?: Branding;
  /** Domains that no company is to own any longer. */
  releaseDomains?: string[];
};

export type Branding = {
  /** `#rrggbb`, of light and dark mode. */
  colors?: { light: string; dark: string } | undefined;
  /** An https URL that everybody can load. */
  logo?: string | undefined;
};

export type Company = {
  name: string;
  connectorName: string;
  domains: string[];
  allowSharedDomain: boolean;
  tokenStorage: boolean;
  /** Beyond what setup works out by itself. */
  extraScopes: string[];
  organization?: { name: string; id?: string };
  /** The company's identity provider. Another one: docs/decisions/another-identity-provider.md. */
  idp: { provider: 'okta' } & OktaWish;
};

export type OktaWish =
  | {
      via: 'api';
      orgUrl: string;
      label: string;
      appId?: string;
      groups: string[];
      /** `okta.*` scopes for the stored token. */
      apiScopes: string[];
    }
  | { via: 'values'; issuer: string; clientId: string; clientSecret?: string }
  | { via: 'manual'; orgUrl?: string };

export const machineRoleName = (desired: Desired) => `${desired.app.name} API`;

export type ApiWish = Extract<OktaWish, { via: 'api' }>;
