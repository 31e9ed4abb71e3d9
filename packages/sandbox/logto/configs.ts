/** The tenant's settings under `/api/configs`. */
export type JwtCustomizer = {
  script: string;
  environmentVariables?: Record<string, string>;
  contextSample?: unknown;
  tokenSample?: unknown;
  blockIssuanceOnError?: boolean;
};
export type JwtCustomizerKind = 'access-token' | 'client-credentials';
export type TenantConfigs = {
  /** Claims of a person that ID tokens carry besides the standard ones. */
  idToken: { enabledExtendedClaims?: string[] };
  /** Seconds. */
  session: { ttl: number };
  jwtCustomizers: Partial<Record<JwtCustomizerKind, JwtCustomizer>>;
};

export const newConfigs = (): TenantConfigs => ({
  idToken: { enabledExtendedClaims: ['roles', 'organizations', 'organization_roles'] },
  session: { ttl: 14 * 24 * 3600 },
  jwtCustomizers: {},
});
