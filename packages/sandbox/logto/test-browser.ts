/** Just enough of a browser for the tests: cookies, redirects inside the tenant, the sign-in API. */
import { cookieJar } from '../engine/cookie-jar.ts';
import { PASSWORD } from '../seed.ts';

export type Page = { url: URL; status: number; text: string };

export function openBrowser(tenantUrl: string) {
  const cookies = cookieJar();

  async function request(url: URL, init: RequestInit = {}) {
    const headers = { ...init.headers, cookie: cookies.header(url) };
    const response = await fetch(url, { ...init, headers, redirect: 'manual' });
    cookies.keep(response);
    return response;
  }

  /** Follows redirects until a page of the tenant, or the first address outside it. */
  async function open(address: string | URL, init?: RequestInit): Promise<Page> {
    const url = new URL(address, tenantUrl);
    if (url.origin !== tenantUrl) return { url, status: 0, text: '' };
    const response = await request(url, init);
    const location = response.headers.get('location');
    if (location) return open(new URL(location, url));
    return { url, status: response.status, text: await response.text() };
  }

  async function api(method: string, path: string, body: object = {}) {
    const response = await request(new URL(`/api/experience${path}`, tenantUrl), {
      method,
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
    const text = await response.text();
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${text}`);
    return text ? JSON.parse(text) : {};
  }

  return {
    open,
    /** On a sign-in page: what its scripts send for a username and a password. */
    async enterPassword(username: string, password = PASSWORD) {
      const identifier = { type: 'username', value: username };
      await api('PUT', '', { interactionEvent: 'SignIn' });
      const proof = await api('POST', '/verification/password', { identifier, password });
      await api('POST', '/identification', proof);
      const { redirectTo } = await api('POST', '/submit');
      return open(redirectTo);
    },
    /** Sends the page's form as a browser does that runs its script. */
    submit(page: Page) {
      const action = page.text.match(/<form[^>]* action="([^"]+)"/)?.[1];
      if (!action) throw new Error(`no form on ${page.url}: ${page.text}`);
      const fields = [...page.text.matchAll(/<input type="hidden"[^>]*>/g)].map(([input]) => [
        input.match(/name="([^"]+)"/)?.[1] ?? '',
        input.match(/value="([^"]*)"/)?.[1] ?? '',
      ]);
      return open(new URL(action, page.url), {
        method: 'POST',
        body: new URLSearchParams(fields),
      });
    },
  };
}

export type Browser = ReturnType<typeof openBrowser>;
