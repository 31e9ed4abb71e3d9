/**
 * The discovery documents, with the keys that Okta's specification shows and no others. Some name
 * endpoints and grants that the sandbox doesn't have: a client that picks its way by them must meet
 * here what it will meet there.
 */
const AUTH_METHODS = [
  'client_secret_basic',
  'client_secret_post',
  'client_secret_jwt',
  'private_key_jwt',
  'none',
];
const SIGNING_ALGS = ['HS', 'RS', 'ES'].flatMap((family) =>
  ['256', '384', '512'].map((size) => family + size),
);
const CLAIMS =
  'iss ver sub aud iat exp jti auth_time amr idp nonce name nickname preferred_username given_name middle_name family_name email email_verified profile zoneinfo locale address phone_number picture website gender birthdate updated_at at_hash c_hash';

/** What the document of plain OAuth (RFC 8414) leaves out. */
const OPENID_ONLY = ['userinfo_endpoint', 'id_token_signing_alg_values_supported'];

export function withoutOpenId(document: Record<string, unknown>) {
  return Object.fromEntries(Object.entries(document).filter(([key]) => !OPENID_ONLY.includes(key)));
}

/** @param customScopes of a custom authorization server; `undefined` for the org's own. */
export function discoveryDocument(
  org: string,
  issuer: string,
  customScopes: string[] | undefined,
): Record<string, unknown> {
  const isCustom = customScopes !== undefined;
  const base = isCustom ? `${issuer}/v1` : `${org}/oauth2/v1`;
  return {
    issuer,
    authorization_endpoint: `${base}/authorize`,
    token_endpoint: `${base}/token`,
    userinfo_endpoint: `${base}/userinfo`,
    registration_endpoint: `${org}/oauth2/v1/clients`,
    jwks_uri: `${base}/keys`,
    response_types_supported: [
      'code',
      'id_token',
      'code id_token',
      'code token',
      'id_token token',
      'code id_token token',
    ],
    response_modes_supported: ['query', 'fragment', 'form_post', 'okta_post_message'],
    grant_types_supported: [
      'authorization_code',
      'implicit',
      'refresh_token',
      'password',
      'urn:ietf:params:oauth:grant-type:device_code',
    ],
    subject_types_supported: ['public'],
    id_token_signing_alg_values_supported: ['RS256'],
    scopes_supported: isCustom
      ? ['openid', 'profile', 'email', 'address', 'phone', 'offline_access', ...customScopes]
      : ['openid', 'email', 'profile', 'address', 'phone', 'offline_access', 'groups'],
    token_endpoint_auth_methods_supported: AUTH_METHODS,
    claims_supported: CLAIMS.split(' '),
    code_challenge_methods_supported: ['S256'],
    introspection_endpoint: `${base}/introspect`,
    introspection_endpoint_auth_methods_supported: AUTH_METHODS,
    revocation_endpoint: `${base}/revoke`,
    revocation_endpoint_auth_methods_supported: AUTH_METHODS,
    end_session_endpoint: `${base}/logout`,
    request_parameter_supported: true,
    request_object_signing_alg_values_supported: SIGNING_ALGS,
    device_authorization_endpoint: `${base}/device/authorize`,
    pushed_authorization_request_endpoint: `${base}/par`,
  };
}
