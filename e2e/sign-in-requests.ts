/**
 * Signing in without a screen: what the pages of Logto, and of the sandbox's Okta, send for a
 * person. For tests that are about something else; it takes a tenth of the time.
 */
import { randomUUID } from 'node:crypto';
import {
  enterPassword,
  experienceOf,
  type Proof,
  type Send,
} from '@logto-okta/sandbox/tools/sign-in-requests';
import type { APIRequestContext } from '@playwright/test';
import { freshCode } from './one-time-codes.ts';
import type { Person } from './target.ts';

export const sendBy =
  (request: APIRequestContext): Send =>
  async (method, address, data) => {
    const answer = await request.fetch(address, { method, ...(data && { data }) });
    return { status: answer.status(), text: await answer.text() };
  };

/**
 * On a sign-in page, through a company's Okta.
 * @param visitOkta opens an address there and returns the one that it leads back to.
 * @returns where Logto sends the browser then.
 */
export async function enterByCompany(
  send: Send,
  logtoUrl: string,
  connectorId: string,
  visitOkta: (address: string) => Promise<string>,
): Promise<string> {
  const { ask, attempt } = experienceOf(send, logtoUrl);
  await ask('PUT', '', { interactionEvent: 'SignIn' });
  const path = `/verification/sso/${connectorId}`;
  const redirectUri = `${logtoUrl}/callback/${connectorId}`;
  const started = await ask<Proof & { authorizationUri: string }>(
    'POST',
    `${path}/authorization-uri`,
    { state: randomUUID(), redirectUri },
  );
  const { verificationId } = started;
  const back = new URL(await visitOkta(started.authorizationUri));
  const connectorData = { ...Object.fromEntries(back.searchParams), redirectUri };
  await ask('POST', `${path}/verify`, { verificationId, connectorData });
  const { status } = await attempt('POST', '/identification', { verificationId });
  if (status === 404) {
    // New to Logto: that is how its page learns it, too.
    await ask('PUT', '/interaction-event', { interactionEvent: 'Register' });
    await ask('POST', '/identification', { verificationId });
  }
  return (await ask<{ redirectTo: string }>('POST', '/submit')).redirectTo;
}

const MOST_STEPS = 4;

/** The sandbox's Okta: its pages are forms. Elsewhere a session has to be there already. */
export async function visitOkta(request: APIRequestContext, address: string, person: Person) {
  const { origin } = new URL(address);
  let page = await request.get(address);
  for (let step = 0; new URL(page.url()).origin === origin; step += 1) {
    const html = await page.text();
    const action = /<form method="post" action="([^"]+)"/.exec(html)?.[1];
    if (!action || step === MOST_STEPS) {
      throw new Error(
        `Okta asks ${person.login} for something at ${new URL(page.url()).pathname}.`,
      );
    }
    const form = Object.fromEntries(
      [...html.matchAll(/<input type="hidden" name="([^"]+)" value="([^"]*)"/g)].map(
        ([, name = '', value = '']) => [name, value],
      ),
    );
    if (html.includes('name="identifier"')) form.identifier = person.login;
    else if (html.includes('type="password"')) form['credentials.passcode'] = person.password;
    else form['credentials.passcode'] = await freshCode(person.totpSecret ?? '');
    page = await request.post(new URL(action, page.url()).href, { form });
  }
  return page.url();
}

/**
 * From the app's sign-in link to the page wanted, all cookies kept by `request`: of a browser
 * context's, its tabs are signed in afterwards.
 */
export async function signInByRequests(
  request: APIRequestContext,
  appUrl: string,
  person: Person,
  { returnTo = '/', connectorId }: { returnTo?: string; connectorId?: string } = {},
) {
  const query = new URLSearchParams({ returnTo });
  const page = await request.get(`${appUrl}/sign-in?${query}`);
  const { origin } = new URL(page.url());
  // Signed in at Logto already, or the app says what is wrong.
  if (origin === new URL(appUrl).origin) return page;
  const send = sendBy(request);
  const next = connectorId
    ? await enterByCompany(send, origin, connectorId, (to) => visitOkta(request, to, person))
    : await enterPassword(send, origin, person);
  return request.get(next);
}
