/**
 * What the specs of organizations share: a tenant that is changed as an administrator would, by the
 * Management API, and organizations and people of each test's own.
 */
import type { Page } from '@playwright/test';
import { personNamed } from './people.ts';
import { invitation, organization } from './screens/organization.ts';
import { screensOf as allScreensOf, test as base } from './sessions.ts';
import { signInByRequests } from './sign-in-requests.ts';

export type { Someone, Tenant } from './tenant.ts';

/** Without a screen: these specs are about what comes after. */
export async function signIn(
  page: Page,
  { username }: { username: string },
  returnTo: string,
  appUrl = '',
) {
  const origin = appUrl || new URL((await page.request.get('/icon.svg')).url()).origin;
  await signInByRequests(page.request, origin, personNamed(username));
  await page.goto(origin + returnTo);
  await page.waitForURL((url) => url.pathname === returnTo.split('?')[0]);
}

type Fixtures = {
  organization: ReturnType<typeof organization>;
  invitation: ReturnType<typeof invitation>;
};
export const test = base.extend<Fixtures>({
  organization: async ({ page }, use) => use(organization(page)),
  invitation: async ({ page }, use) => use(invitation(page)),
});

export const screensOf = (page: Page) => ({
  ...allScreensOf(page),
  organization: organization(page),
  invitation: invitation(page),
});
export { expect, people } from './fixtures.ts';
