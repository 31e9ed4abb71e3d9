/** The management API as a program calls it, over an org for each test. */
import { importJWK, type JWTPayload, SignJWT } from 'jose';
import { oktaApiTokens, oktaServiceApp } from '../../seed.ts';
import type { OktaOptions } from '../org.ts';
import { serviceClient } from '../service-client.ts';
import { orgForEachTest } from '../test-org.ts';

export const tokenOf = (role: (typeof oktaApiTokens)[number]['role']) =>
  `SSWS ${oktaApiTokens.find((token) => token.role === role)?.value}`;
export const SUPER_ADMIN = tokenOf('SUPER_ADMIN');

export const CALLBACK = 'http://localhost:3001/callback/fresh';

type Body = Record<string, unknown>;
type Overrides = { settings?: Body; credentials?: Body } & Body;

/** What the project's set-up sends; Okta's names. */
export const appBody = ({ settings, credentials, ...rest }: Overrides = {}) => ({
  name: 'oidc_client',
  label: 'Logto SSO',
  signOnMode: 'OPENID_CONNECT',
  visibility: { autoSubmitToolbar: false, hide: { iOS: false, web: false } },
  credentials: {
    userNameTemplate: { template: 'source.login', type: 'BUILT_IN' },
    oauthClient: {
      token_endpoint_auth_method: 'client_secret_basic',
      pkce_required: false,
      autoKeyRotation: true,
      ...credentials,
    },
  },
  settings: {
    oauthClient: {
      application_type: 'web',
      response_types: ['code'],
      grant_types: ['authorization_code', 'refresh_token'],
      redirect_uris: [CALLBACK],
      post_logout_redirect_uris: ['http://localhost:3000/'],
      initiate_login_uri: 'http://localhost:3000/sso/start',
      idp_initiated_login: { mode: 'SPEC', default_scope: [] },
      consent_method: 'TRUSTED',
      issuer_mode: 'DYNAMIC',
      wildcard_redirect: 'DISABLED',
      refresh_token: { rotation_type: 'ROTATE', leeway: 30 },
      ...settings,
    },
  },
  ...rest,
});

export function apiForEachTest(options: Partial<OktaOptions> = {}) {
  const okta = orgForEachTest({
    clients: [serviceClient()],
    apiTokens: oktaApiTokens,
    ...options,
  });

  /** @param authorization `''`: none. */
  async function api(method: string, path: string, body?: unknown, authorization = SUPER_ADMIN) {
    const url = path.startsWith('http') ? path : `${okta.url}/api/v1/${path}`;
    const response = await fetch(url, {
      method,
      headers: {
        ...(authorization && { authorization }),
        ...(body !== undefined && { 'content-type': 'application/json' }),
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    return {
      status: response.status,
      headers: response.headers,
      // biome-ignore lint/suspicious/noExplicitAny: whatever the API answers.
      body: (text ? JSON.parse(text) : undefined) as any,
    };
  }

  /** A service app's assertion, as good as `claims` leave it. */
  async function assertion(claims: JWTPayload = {}, header: { kid?: string } = {}) {
    const { id, privateKey } = oktaServiceApp;
    const now = Math.floor(Date.now() / 1000);
    return new SignJWT({
      iss: id,
      sub: id,
      aud: `${okta.url}/oauth2/v1/token`,
      iat: now,
      exp: now + 300,
      jti: crypto.randomUUID(),
      ...claims,
    })
      .setProtectedHeader({ alg: 'ES256', kid: privateKey.kid, ...header })
      .sign(await importJWK(privateKey, 'ES256'));
  }

  const serviceToken = async (scope: string, client_assertion?: string) =>
    okta.post(
      '/oauth2/v1/token',
      {
        grant_type: 'client_credentials',
        ...(scope && { scope }),
        client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
        client_assertion: client_assertion ?? (await assertion()),
      },
      {},
    );

  return { okta, api, assertion, serviceToken };
}

/** Pages through a list by its `Link` headers alone. */
export async function everyPage(
  api: ReturnType<typeof apiForEachTest>['api'],
  path: string,
): Promise<{ pages: number; items: { id: string }[] }> {
  const items: { id: string }[] = [];
  let pages = 0;
  for (let next: string | undefined = path; next; pages += 1) {
    const { body, headers } = await api('GET', next);
    items.push(...body);
    next = headers.get('link')?.match(/<([^>]+)>; rel="next"/)?.[1];
  }
  return { pages, items };
}
