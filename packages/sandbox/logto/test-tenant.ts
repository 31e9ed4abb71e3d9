/** A tenant for each test, and the requests that an app and a browser make to it. */
import { afterEach, beforeEach } from 'vitest';
import { application, secondApplication } from '../seed.ts';
import { type Logto, startLogto } from './logto.ts';
import { type Browser, openBrowser, type Page } from './test-browser.ts';

type Params = Record<string, string | string[]>;
type Answer = { status: number; body: Record<string, string> };

export const APP = 'http://localhost:3000';
export const CALLBACK = `${APP}/callback`;

/** How Logto answers whoever brings a refresh token, or a code, that is not good any more. */
export const DEAD_GRANT = {
  status: 400,
  body: {
    code: 'oidc.invalid_grant',
    message: 'Grant request is invalid.',
    error: 'invalid_grant',
    error_description: 'grant request is invalid',
    error_uri: 'https://openid.sh/debug/invalid_grant',
  },
};
/** … and an access token, at userinfo. */
export const DEAD_TOKEN = {
  status: 401,
  body: {
    code: 'oidc.invalid_token',
    message: 'Invalid token provided.',
    error: 'invalid_token',
    error_description: 'invalid token provided',
  },
};

const form = (params: Params) =>
  new URLSearchParams(
    Object.entries(params).flatMap(([name, values]) =>
      [values].flat().map((value): [string, string] => [name, value]),
    ),
  );

export const decodeJwt = (token: string | undefined) => {
  const [header, payload] = (token ?? '')
    .split('.', 2)
    .map((part) => JSON.parse(Buffer.from(part, 'base64url').toString() || 'null'));
  return { header, payload };
};

export const paramsOf = ({ url }: Page) => Object.fromEntries(url.searchParams);

function applicationOf({ tenant }: Logto, id = application.id) {
  const found = tenant.applications.get(id);
  if (!found) throw new Error(`the seed has lost the application ${id}`);
  return found;
}

export function tenantForEachTest() {
  let logto: Logto;
  let browser: Browser;

  beforeEach(async () => {
    const nowhere = 'http://localhost:1';
    const issuers = { acme: nowhere, globex: nowhere };
    logto = await startLogto({ port: 0, issuers, appUrls: [APP] });
    browser = openBrowser(logto.url);
  });
  afterEach(() => logto.close());

  const authorize = (params: Params = {}) => {
    const query = form({
      client_id: application.id,
      redirect_uri: CALLBACK,
      response_type: 'code',
      prompt: 'consent',
      scope: 'openid offline_access profile',
      state: 's1',
      ...params,
    });
    return browser.open(`/oidc/auth?${query}`);
  };

  const signIn = async (params: Params = {}, username = 'alex') => {
    const page = await authorize(params);
    return page.url.pathname === '/sign-in' ? browser.enterPassword(username) : page;
  };

  async function post(path: string, body: Params, client = application): Promise<Answer> {
    const response = await fetch(`${logto.url}/oidc${path}`, {
      method: 'POST',
      headers: { authorization: `Basic ${btoa(`${client.id}:${client.secret}`)}` },
      body: form(body),
    });
    const text = await response.text();
    return { status: response.status, body: text ? JSON.parse(text) : text };
  }

  const exchange = (code: string | undefined, client = application) =>
    post(
      '/token',
      { grant_type: 'authorization_code', code: code ?? '', redirect_uri: CALLBACK },
      client,
    );

  return {
    get logto() {
      return logto;
    },
    get browser() {
      return browser;
    },
    /** The application's settings of tokens, to change. */
    get settings() {
      return applicationOf(logto).customClientMetadata;
    },
    /** … and its addresses. */
    get metadata() {
      return applicationOf(logto).oidcClientMetadata;
    },
    get user() {
      const user = logto.tenant.users.get('alexpassword');
      if (!user) throw new Error('the seed has lost its user');
      return user;
    },
    ...{ authorize, signIn, post, exchange },
    tokensOf: async (params: Params = {}, username?: string) =>
      (await exchange(paramsOf(await signIn(params, username)).code)).body,
    signInToSecond: async () => {
      const page = await signIn({ client_id: secondApplication.id });
      return (await exchange(paramsOf(page).code, secondApplication)).body;
    },
    refresh: (tokens: { refresh_token?: string }, params: Params = {}) =>
      post('/token', {
        grant_type: 'refresh_token',
        refresh_token: tokens.refresh_token ?? '',
        ...params,
      }),
    async userinfo({ access_token }: { access_token?: string }) {
      const headers = { authorization: `Bearer ${access_token}` };
      const response = await fetch(`${logto.url}/oidc/me`, { headers });
      return { status: response.status, body: await response.json() };
    },
  };
}
