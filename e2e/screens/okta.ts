import { setTimeout as sleep } from 'node:timers/promises';
import type { Page } from '@playwright/test';
import { Secret, TOTP } from 'otpauth';

const PERIOD_MS = 30_000;
const usedPeriods = new Map<string, number>();

/** A code works once (RFC 6238 §5.2): when this period's was used, the next one is waited for. */
async function freshCode(secret: string): Promise<string> {
  const period = () => Math.floor(Date.now() / PERIOD_MS);
  if (usedPeriods.get(secret) === period()) {
    await sleep(PERIOD_MS - (Date.now() % PERIOD_MS) + 100);
  }
  usedPeriods.set(secret, period());
  return new TOTP({ secret: Secret.fromBase32(secret) }).generate();
}

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
  return {
    identifier,
    password,
    code,
    alert: page.locator('[role="alert"]'),

    async signIn(user: { login: string; password: string; totpSecret?: string | undefined }) {
      // Logto's page has an `identifier` too: only the button shows that the browser has left it.
      await next.waitFor();
      await identifier.fill(user.login);
      if (!(await password.isVisible())) await next.click();
      await password.fill(user.password);
      await next.click();
      if (!user.totpSecret) return;
      const authenticator = page.locator('[aria-label="Select Google Authenticator."]');
      await code.or(authenticator).first().waitFor();
      if (await authenticator.isVisible()) await authenticator.click();
      await code.fill(await freshCode(user.totpSecret));
      await next.click();
    },
  };
};
