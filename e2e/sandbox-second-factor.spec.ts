/** Second factors and the lock-out on the sandbox's Logto pages, as seen at the real Logto 1.42. */
import { Secret, TOTP } from 'otpauth';
import { expect, people, test } from './fixtures.ts';
import { accountFor, change, restoreSettingsAfterEachTest } from './tenant-settings.ts';

restoreSettingsAfterEachTest();

test('mandatory second factor: set up, then asked for', async ({ home, logto, page, world }) => {
  const person = { username: `mfa_${Date.now()}`, password: 'Rather-long-9-phrase' };
  const user = accountFor(world, person);
  change(world, { mfa: { factors: ['Totp', 'BackupCode'], policy: 'Mandatory' } });
  const secretAnswer = page.waitForResponse(/\/verification\/totp\/secret$/);
  await page.goto('/sign-in?returnTo=/');
  await logto.signIn(person.username, person.password);
  await expect(page).toHaveURL(/\/mfa-binding\/Totp\?app_id=/);
  await expect(page).toHaveTitle('Add authenticator app');
  await expect(logto.codeDigit(5)).toHaveAttribute('type', 'number');
  const { secret } = await (await secretAnswer).json();
  await logto.text('Can’t scan the QR code?').click();
  await expect(logto.text(secret)).toBeVisible();
  const totp = new TOTP({ secret: Secret.fromBase32(secret) });
  await logto.enterCode(totp.generate());
  await expect(page).toHaveURL(/\/mfa-binding\/BackupCode/);
  await expect(logto.heading).toHaveText('Save your backup code');
  await logto.continueButton.click();
  await expect(home.heading).toHaveText('Hello, Alex Morgan');
  expect(user.mfaVerifications).toHaveLength(2);

  await page.context().clearCookies();
  await page.goto('/sign-in?returnTo=/');
  await logto.signIn(person.username, person.password);
  await expect(page).toHaveURL(/\/mfa-verification\/Totp\?app_id=/);
  await expect(logto.text('Try another method to verify')).toBeVisible();
  // The set-up's code still counts as unused here: it proved the new secret, not the user.
  const valid = totp.generate();
  await logto.enterCode(valid === '000000' ? '111111' : '000000');
  await expect(logto.text('Invalid TOTP code.')).toBeVisible();
  await logto.enterCode(totp.generate());
  await expect(home.heading).toHaveText('Hello, Alex Morgan');
});

test('optional second factor: offered, and skipped', async ({ home, logto, page, world }) => {
  const person = { username: `skip_${Date.now()}`, password: 'Rather-long-9-phrase' };
  accountFor(world, person);
  change(world, { mfa: { factors: ['Totp', 'BackupCode'], policy: 'UserControlled' } });
  await page.goto('/sign-in?returnTo=/');
  await logto.signIn(person.username, person.password);
  await expect(page).toHaveURL(/\/mfa-onboarding\?app_id=/);
  await expect(page).toHaveTitle('Turn on 2-step verification');
  await logto.skip.click();
  await expect(home.heading).toHaveText('Hello, Alex Morgan');
});

test('mandatory second factor: not for who comes through Okta', async ({
  home,
  logto,
  okta,
  page,
  world,
}) => {
  change(world, { mfa: { factors: ['Totp'], policy: 'Mandatory' } });
  await page.goto('/sign-in?returnTo=/');
  await logto.typeCompanyEmail(people.employee.login);
  await okta.signIn(people.employee);
  await expect(home.heading).toHaveText('Hello, Emma Stone');
});

test('too many attempts: a toast, for the right password too', async ({ logto, page, world }) => {
  const person = { username: `locked_${Date.now()}`, password: 'Rather-long-9-phrase' };
  accountFor(world, person);
  change(world, { sentinelPolicy: { maxAttempts: 2, lockoutDuration: 1 } });
  await page.goto('/sign-in');
  await logto.signIn(person.username, 'wrong');
  await expect(logto.text('Incorrect account or password.')).toBeVisible();
  const locked = 'Too many attempts in a short time. Please try again in 1 minute.';
  await logto.signIn(person.username, 'wrong');
  await expect(logto.text(locked)).toBeVisible();
  await page.reload();
  await expect(logto.text(locked)).toHaveCount(0);
  await logto.signIn(person.username, person.password);
  await expect(logto.text(locked)).toBeVisible();
});
