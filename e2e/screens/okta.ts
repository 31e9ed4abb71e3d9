import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Page } from '@playwright/test';
import { Secret, TOTP } from 'otpauth';
import { target } from '../target.ts';
import { untilShown } from './okta-obstacles.ts';

const PERIOD_MS = 30_000;
const usedPeriods = new Map<string, number>();

/** At a real org a worker that starts anew has to know what the one before it has used. */
function usedFile(secret: string): string | undefined {
  const folder = target()?.stateFolder;
  const name = createHash('sha256').update(secret).digest('hex').slice(0, 16);
  return folder && join(folder, `code-${name}`);
}
function lastUsed(secret: string): number | undefined {
  const file = usedFile(secret);
  return file && existsSync(file) ? Number(readFileSync(file, 'utf8')) : usedPeriods.get(secret);
}
function noteUsed(secret: string, period: number) {
  usedPeriods.set(secret, period);
  const file = usedFile(secret);
  if (file) writeFileSync(file, String(period));
}

/** A code works once (RFC 6238 §5.2): when this period's was used, the next one is waited for. */
export async function freshCode(secret: string): Promise<string> {
  const period = () => Math.floor(Date.now() / PERIOD_MS);
  if (lastUsed(secret) === period()) await sleep(PERIOD_MS - (Date.now() % PERIOD_MS) + 100);
  noteUsed(secret, period());
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
      await untilShown(page, next, 'its sign-in page');
      await identifier.fill(user.login);
      if (!(await password.isVisible())) {
        await next.click();
        await untilShown(page, password, 'the password field');
      }
      await password.fill(user.password);
      await next.click();
      if (!user.totpSecret) return;
      const authenticator = page.locator('[aria-label="Select Google Authenticator."]');
      await untilShown(page, code.or(authenticator), 'the field for a one-time code');
      if (await authenticator.isVisible()) await authenticator.click();
      await code.fill(await freshCode(user.totpSecret));
      await next.click();
    },
  };
};
