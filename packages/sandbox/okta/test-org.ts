/** An org for each test, and the requests that an app and a browser make to it. */
import { Secret, TOTP } from 'otpauth';
import { afterEach, beforeEach } from 'vitest';
import { connector, type OktaUserSeed, oktaUsers, PASSWORD } from '../seed.ts';
import { type OktaOptions, type OktaOrg, startOkta } from './org.ts';
import { type Browser, openBrowser, type Page } from './test-browser.ts';

type Params = Record<string, string>;

export const client = connector.client;
export const REDIRECT = 'http://localhost:3001/callback/acmeokta0001';
export const AFTER_LOGOUT = 'http://localhost:3000/';

const basicAuth = (secret: string) => ({
  authorization: `Basic ${btoa(`${client.id}:${secret}`)}`,
});
export const BASIC = basicAuth(client.secret);
export const WRONG_BASIC = basicAuth('not-the-secret');

export const decodeJwtPart = (part: string | undefined) =>
  JSON.parse(Buffer.from(part ?? '', 'base64url').toString());

export const paramsOf = ({ url }: Page) => Object.fromEntries(url.searchParams);

export function orgForEachTest(options: Partial<OktaOptions> = {}) {
  let org: OktaOrg;
  let users: OktaUserSeed[];
  let browser: Browser;

  beforeEach(async () => {
    users = structuredClone(oktaUsers);
    const uris = { redirectUris: [REDIRECT], postLogoutRedirectUris: [AFTER_LOGOUT] };
    org = await startOkta({ port: 0, users, client: { ...client, ...uris }, ...options });
    browser = openBrowser(org.url);
  });
  afterEach(() => org.close());

  const authorizeUrl = (params: Params = {}) =>
    `${org.url}/oauth2/v1/authorize?${new URLSearchParams({
      client_id: client.id,
      redirect_uri: REDIRECT,
      response_type: 'code',
      scope: 'openid profile email groups',
      state: 's1',
      nonce: 'n1',
      ...params,
    })}`;

  const authorize = (params?: Params) => browser.open(authorizeUrl(params));

  const toPassword = async (login: string, params?: Params) =>
    browser.submit(await authorize(params), { identifier: login });

  const signIn = async (login: string, params?: Params, password = PASSWORD) =>
    browser.submit(await toPassword(login, params), { 'credentials.passcode': password });

  async function post(path: string, body: Params, headers: Params = BASIC) {
    const options = { method: 'POST', body: new URLSearchParams(body), headers };
    const response = await fetch(org.url + path, options);
    const text = await response.text();
    return { status: response.status, body: text ? JSON.parse(text) : undefined };
  }

  const exchange = (code: string | undefined, headers?: Params, extra?: Params) =>
    post(
      '/oauth2/v1/token',
      { grant_type: 'authorization_code', code: code ?? '', redirect_uri: REDIRECT, ...extra },
      headers,
    );

  return {
    get url() {
      return org.url;
    },
    get org() {
      return org;
    },
    get browser() {
      return browser;
    },
    userOf(login: string) {
      const user = users.find((candidate) => candidate.login === login);
      if (!user) throw new Error(`no user ${login}`);
      return user;
    },
    wait(seconds: number) {
      org.clock.advance(seconds);
    },
    /** Theo's one-time code, of this 30-second step or one `steps` away. */
    oneTimeCode(steps = 0) {
      const secret = oktaUsers.find(({ totpSecret }) => totpSecret)?.totpSecret ?? '';
      const totp = new TOTP({ secret: Secret.fromBase32(secret) });
      return totp.generate({ timestamp: org.clock.now() + steps * 30_000 });
    },
    authorizeUrl,
    authorize,
    toPassword,
    signIn,
    post,
    exchange,
    refresh: (token: string) =>
      post('/oauth2/v1/token', { grant_type: 'refresh_token', refresh_token: token }),
    tokensOf: async (login: string, params?: Params) =>
      (await exchange(paramsOf(await signIn(login, params)).code)).body,
    async userinfo(accessToken: string) {
      const headers = { authorization: `Bearer ${accessToken}` };
      const response = await fetch(`${org.url}/oauth2/v1/userinfo`, { headers });
      return response.ok ? response.json() : response.status;
    },
  };
}
