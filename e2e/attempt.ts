import type { APIRequestContext, Page } from '@playwright/test';

/**
 * Starts a sign-in and stops at Logto's page: returns the `state` that an answer has to carry.
 */
export async function startAttempt(page: Page, path = '/sign-in'): Promise<string> {
  const request = page.waitForRequest(/\/oidc\/auth\?/);
  await page.goto(path);
  return new URL((await request).url()).searchParams.get('state') ?? '';
}

/** `/callback` with this query. */
export const callback = (query: Record<string, string>) =>
  `/callback?${new URLSearchParams(query)}`;

/**
 * With a session at Logto: starts a sign-in and returns the answer, not yet opened, by following
 * the redirects one by one. (`page.route` doesn't see where a redirect leads.)
 * @param removed parameters that something takes out of the request to Logto.
 */
export async function unopenedAnswer(
  request: APIRequestContext,
  path = '/sign-in',
  removed: string[] = [],
) {
  let url = path;
  for (let hops = 0; hops < 10; hops++) {
    const response = await request.get(url, { maxRedirects: 0 });
    const { location } = response.headers();
    if (!location) throw new Error(`${url} answered ${response.status()} without a redirect`);
    const next = new URL(location, response.url());
    if (next.pathname === '/oidc/auth') for (const name of removed) next.searchParams.delete(name);
    url = next.href;
    if (new URL(url).pathname === '/callback') return url;
  }
  throw new Error('too many redirects');
}
