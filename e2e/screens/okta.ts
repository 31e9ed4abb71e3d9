import type { Page } from '@playwright/test';
import { freshCode } from '../one-time-codes.ts';
import { untilPast, untilShown } from './okta-obstacles.ts';

type User = { login: string; password: string; totpSecret?: string | undefined };
export type SignedIn = {
  /** Whether Okta wanted a one-time code, which its policy decides and not the person. */
  askedForCode: boolean;
};

/**
 * Okta's sign-in widget, sandbox or real. The selectors hold for its second and third generation;
 * texts of buttons change with step, language and branding, so they are never used alone.
 */
export const okta = (page: Page) => {
  const identifier = page.locator('input[name="identifier"]');
  const next = page.locator('[data-type="save"], [data-se="save"]').first();
  const password = page.locator('input[name="credentials.passcode"][type="password"]');
  // The code's field has the password's name: only its type tells them apart.
  const code = page.locator('input[name="credentials.passcode"]:not([type="password"])');
  const authenticator = page.locator('[aria-label="Select Google Authenticator."]');
  const alert = page.locator('[role="alert"]');
  const doNotStay = page.locator('[data-se="do-not-stay-signed-in-btn"]');

  return {
    identifier,
    password,
    code,
    alert,

    /**
     * Ends when the browser has left Okta's sign-in, or Okta shows an alert, a wrong password for
     * example: what it says is the test's business.
     * @param patience Milliseconds for each step.
     * @throws Error that names what Okta shows instead.
     */
    async signIn(user: User, patience?: number): Promise<SignedIn> {
      // Logto's page has an `identifier` too: only the button shows that the browser has left it.
      await untilShown(page, next, 'its sign-in page', patience);
      const { origin } = new URL(page.url());
      // Okta's own dashboard counts as well: whoever starts there ends there.
      const isPast = (url: URL) => url.origin !== origin || url.pathname.startsWith('/app/');
      await identifier.fill(user.login);
      if (!(await password.isVisible())) {
        await next.click();
        await untilShown(page, password, 'the password field', patience);
      }
      await password.fill(user.password);
      await next.click();
      const askedForCode = Boolean(user.totpSecret) && (await isAskedForCode(isPast, patience));
      if (askedForCode) {
        if (await authenticator.isVisible()) await authenticator.click();
        await code.fill(await freshCode(user.totpSecret ?? ''));
        await next.click();
      }
      await untilPast(page, isPast, alert.or(doNotStay), patience);
      // Which some policies ask after the last factor. A test's session ends with the test.
      if (await doNotStay.isVisible()) {
        await doNotStay.click();
        await untilPast(page, isPast, alert, patience);
      }
      return { askedForCode };
    },
  };

  async function isAskedForCode(isPast: (url: URL) => boolean, patience?: number) {
    const asks = code.or(authenticator);
    await untilPast(page, isPast, alert.or(doNotStay).or(asks), patience);
    return asks.first().isVisible();
  }
};
