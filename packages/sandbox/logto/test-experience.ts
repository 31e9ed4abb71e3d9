/** A Logto and Acme's Okta for each test, and what a browser sends from the sign-in pages. */
import { Secret, TOTP } from 'otpauth';
import { afterEach, beforeEach } from 'vitest';
import { cookieJar } from '../engine/cookie-jar.ts';
import { startOkta } from '../okta/org.ts';
import { openBrowser } from '../okta/test-browser.ts';
import { application, connector, oktaUsers, PASSWORD } from '../seed.ts';
import { type Logto, startLogto } from './logto.ts';

const APP = 'http://localhost:3000';
type Answer = { status: number; body: Record<string, unknown> & { code?: string } };

/** One person's browser at Logto: cookies, and redirects until a page or another origin. */
function visit(logtoUrl: string) {
  const cookies = cookieJar();
  const send = async (url: URL, init: RequestInit = {}) => {
    const cookie = cookies.header(url);
    const headers = { 'user-agent': 'Test browser', ...init.headers, cookie };
    const response = await fetch(url, { ...init, headers, redirect: 'manual' });
    cookies.keep(response);
    return response;
  };
  async function open(address: string | URL): Promise<URL> {
    const url = new URL(address, logtoUrl);
    if (url.origin !== logtoUrl) return url;
    const location = (await send(url)).headers.get('location');
    return location ? open(new URL(location, url)) : url;
  }
  /** Ends on the page that the request opens, or with the application's callback. */
  const authorize = (params: Record<string, string> = {}, clientId = application.id) =>
    open(
      `/oidc/auth?${new URLSearchParams({
        client_id: clientId,
        redirect_uri: `${APP}/callback`,
        response_type: 'code',
        scope: 'openid offline_access profile email',
        state: 'state-of-the-app',
        prompt: 'consent',
        ...params,
      })}`,
    );
  async function api(call: string, body?: object, language = 'en-US'): Promise<Answer> {
    const [method = '', path = ''] = call.split(' ');
    const response = await send(new URL(`/api/${path}`, logtoUrl), {
      method,
      headers: { 'content-type': 'application/json', 'accept-language': language },
      ...(body && { body: JSON.stringify(body) }),
    });
    // Somebody new is answered with the word "Created".
    const isJson = response.headers.get('content-type')?.includes('json');
    return { status: response.status, body: isJson ? await response.json() : {} };
  }
  const post = (path: string, body: object = {}) => api(`POST experience/${path}`, body);
  const begin = (interactionEvent = 'SignIn') => api('PUT experience', { interactionEvent });
  const submit = () => post('submit');
  return {
    open,
    authorize,
    api,
    post,
    begin,
    submit,
    /** The steps of the password form; the answer is that of the first step that fails. */
    async password(type: 'username' | 'email', value: string, password = PASSWORD) {
      await begin();
      const proof = await post('verification/password', { identifier: { type, value }, password });
      if (proof.status !== 200) return proof;
      const identified = await post('identification', proof.body);
      return identified.status === 204 ? submit() : identified;
    },
    /** Follows what a successful submission answers, to the application's callback. */
    arrive: async ({ body }: Answer) => open(String(body.redirectTo)),
  };
}
export type Visitor = ReturnType<typeof visit>;

export function tenantForEachTest() {
  let logto: Logto;
  let okta: Awaited<ReturnType<typeof startOkta>>;
  beforeEach(async () => {
    const redirectUris: string[] = [];
    const client = { ...connector.client, grantedScopes: [...connector.apiScopes], redirectUris };
    okta = await startOkta({ port: 0, users: structuredClone(oktaUsers), client });
    const issuers = { acme: okta.url, globex: okta.url };
    logto = await startLogto({ port: 0, issuers, appUrls: [APP] });
    redirectUris.push(`${logto.url}/callback/${connector.id}`);
  });
  afterEach(() => Promise.all([logto.close(), okta.close()]));

  return {
    get tenant() {
      return logto.tenant;
    },
    get url() {
      return logto.url;
    },
    user(username: string) {
      const user = [...logto.tenant.users.values()].find((one) => one.username === username);
      if (!user) throw new Error(`no user ${username}`);
      return user;
    },
    /** Moves Logto's clock. */
    wait(seconds: number) {
      logto.clock.advance(seconds);
    },
    oneTimeCode: (secret: string) =>
      new TOTP({ secret: Secret.fromBase32(secret) }).generate({ timestamp: logto.clock.now() }),
    /** A browser that has opened the sign-in page. */
    async visitor(params?: Record<string, string>) {
      const visitor = visit(logto.url);
      await visitor.authorize(params);
      return visitor;
    },
    /** To Okta and back, up to the verified proof: what `identification` takes. */
    async throughOkta(visitor: Visitor, login: string) {
      await visitor.begin();
      const redirectUri = `${logto.url}/callback/${connector.id}`;
      const path = `verification/sso/${connector.id}`;
      const started = await visitor.post(`${path}/authorization-uri`, { state: 's', redirectUri });
      const browser = openBrowser(okta.url);
      const first = await browser.open(String(started.body.authorizationUri));
      const second = await browser.submit(first, { identifier: login });
      const back = await browser.submit(second, { 'credentials.passcode': PASSWORD });
      const { verificationId } = started.body;
      const connectorData = { ...Object.fromEntries(back.url.searchParams), redirectUri };
      await visitor.post(`${path}/verify`, { verificationId, connectorData });
      return { verificationId };
    },
    /** The same to the end: the first sign-in registers, as the page does it. */
    async signInThroughOkta(visitor: Visitor, login: string) {
      const proof = await this.throughOkta(visitor, login);
      const identified = await visitor.post('identification', proof);
      if (identified.body.code === 'user.sso_identity_not_exist') {
        await visitor.api('PUT experience/interaction-event', { interactionEvent: 'Register' });
        await visitor.post('identification', proof);
      }
      return visitor.submit();
    },
  };
}
