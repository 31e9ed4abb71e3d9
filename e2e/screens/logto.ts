import type { Page } from '@playwright/test';

const SSO_ENABLED = 'Single Sign-On is enabled for this account';

/**
 * Logto's own pages, sandbox or real: only names, texts and paths that the real ones have
 * (Logto 1.42). They are a single-page app, so wait for fields rather than for navigations.
 */
export const logto = (page: Page) => {
  const identifier = page.locator('input[name="identifier"]');
  const password = page.locator('input[name="password"]');
  // By name: pages also hold a hidden submit input and a hidden role=button (country code).
  const submit = page.locator('button[name="submit"]');
  return {
    identifier,
    password,
    submit,
    username: identifier,
    newPassword: page.locator('input[name="newPassword"]'),
    confirmPassword: page.locator('input[name="confirmPassword"]'),
    ssoEnabled: page.getByText(SSO_ENABLED),
    text: (text: string | RegExp) => page.getByText(text),
    heading: page.getByRole('heading', { level: 1 }),
    termsAgreement: page.locator('input[name="termsAgreement"]'),
    agree: page.getByRole('button', { name: 'Agree', exact: true }),
    cancel: page.getByRole('button', { name: 'Cancel', exact: true }),
    back: page.getByRole('button', { name: 'Back', exact: true }),
    skip: page.getByRole('button', { name: 'Skip', exact: true }),
    continueButton: page.getByRole('button', { name: 'Continue', exact: true }),
    continueWith: (connector: string) =>
      page.getByRole('button', { name: `Continue with ${connector}`, exact: true }),
    codeDigit: (index: number) => page.locator(`input[name="totpCode_${index}"]`),
    createAccountLink: page.locator('a[href^="/register"]'),

    async signIn(login: string, secret: string) {
      await identifier.fill(login);
      // Back from a company's sign-in, the page still has the address typed before.
      await page.getByText(SSO_ENABLED).waitFor({ state: 'hidden' });
      await password.fill(secret);
      await submit.click();
    },

    /** A one-time code, digit by digit: the last one submits. */
    async enterCode(code: string) {
      for (const [index, digit] of [...code].entries()) {
        await page.locator(`input[name="totpCode_${index}"]`).fill(digit);
      }
    },

    /** First the user name, then the password on a page of its own. */
    async register(username: string, secret: string) {
      await page.waitForURL(/\/register/);
      await identifier.fill(username);
      await submit.click();
      await page.locator('input[name="newPassword"]').fill(secret);
      await page.locator('input[name="confirmPassword"]').fill(secret);
      await submit.click();
    },

    /** Types an address of a company on the first page; the form turns into an SSO form. */
    async typeCompanyEmail(email: string) {
      await identifier.fill(email);
      await page.getByText(SSO_ENABLED).waitFor();
      await submit.click();
    },

    /** The link is an anchor without href or role: only its text finds it. */
    followSsoLink: () => page.getByText('Single Sign-On', { exact: true }).click(),

    /** On the SSO page, reached by the link or as the first screen. */
    async enterSsoEmail(email: string) {
      await page.waitForURL(/\/single-sign-on/);
      await identifier.fill(email);
      await page.getByRole('button', { name: 'Single Sign-On', exact: true }).click();
    },
  };
};
