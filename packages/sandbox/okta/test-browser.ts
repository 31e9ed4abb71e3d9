/** Just enough of a browser for the tests: cookies with paths, redirects inside the org, forms. */
import { type CookieJar, cookieJar } from '../engine/cookie-jar.ts';

export type Page = { url: URL; status: number; html: string };

export function openBrowser(org: string, cookies: CookieJar = cookieJar()) {
  /** Follows redirects until a page of the org, or the first address outside it. */
  async function open(address: string | URL, body?: URLSearchParams): Promise<Page> {
    const url = new URL(address, org);
    if (url.origin !== org) return { url, status: 0, html: '' };
    const response = await fetch(url, {
      method: body ? 'POST' : 'GET',
      body,
      redirect: 'manual',
      headers: { cookie: cookies.header(url), accept: 'text/html' },
    });
    cookies.keep(response);
    const location = response.headers.get('location');
    if (location) return open(new URL(location, url));
    return { url, status: response.status, html: await response.text() };
  }

  return {
    /** Another browser with the same cookies, as somebody who copied them would have. */
    copy: () => openBrowser(org, cookies.copy()),
    cookieNames: cookies.names,
    /** Whether a cookie outlives the browser window. */
    isKept: cookies.isKept,
    open,
    /** Fills in the page's form and sends it. A field the form does not have is an error. */
    submit(page: Page, fields: Record<string, string> = {}) {
      const action = page.html.match(/<form method="post" action="([^"]+)"/)?.[1];
      if (!action) throw new Error(`no form on ${page.url}: ${page.html}`);
      const body = new URLSearchParams();
      for (const [, name = '', value = ''] of page.html.matchAll(
        /<input type="hidden" name="([^"]+)" value="([^"]*)"/g,
      )) {
        body.set(name, value);
      }
      for (const [name, value] of Object.entries(fields)) {
        if (!page.html.includes(` name="${name}"`))
          throw new Error(`no field ${name}: ${page.html}`);
        body.set(name, value);
      }
      return open(new URL(action, page.url), body);
    },
  };
}

export type Browser = ReturnType<typeof openBrowser>;

export const alertOf = (page: Page) => page.html.match(/role="alert"[^>]*>([^<]*)</)?.[1];
