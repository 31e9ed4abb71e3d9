/**
 * Logto's pages as the sandbox shows them: texts, fields and surprises that were seen at the real
 * Logto 1.42. Nothing here is about the app; it is what the app's own specs rest on.
 */
import { expect, people, test } from './fixtures.ts';
import { change, restoreSettingsAfterEachTest, sandboxOf } from './tenant-settings.ts';

restoreSettingsAfterEachTest();

const TERMS = {
  termsOfUseUrl: 'https://example.test/terms',
  privacyPolicyUrl: 'https://example.test/privacy',
};

test('two companies claim the domain: the person chooses', async ({ logto, okta, page }) => {
  await page.goto('/sign-in');
  await logto.typeCompanyEmail('emma@shared.test');
  await expect(page).toHaveURL(/\/single-sign-on\/connectors\?app_id=/);
  await expect(page).toHaveTitle('Single Sign-On');
  const prompt =
    'Your enterprise has enabled Single Sign-On for the email account emma@shared.test. You can continue to sign in with the following SSO providers.';
  await expect(logto.text(prompt)).toBeVisible();
  await expect(logto.continueWith('Globex')).toBeVisible();
  await logto.continueWith('Acme').click();
  await expect(okta.identifier).toBeVisible();
});

test('a company’s address hides the other ways in, until it is gone', async ({ logto, page }) => {
  await page.goto('/sign-in');
  await logto.identifier.fill(people.employee.login);
  await expect(logto.ssoEnabled).toBeVisible();
  await expect(logto.submit).toHaveText('Single Sign-On');
  await expect(logto.createAccountLink).toBeHidden();
  await logto.identifier.fill('alex');
  await expect(logto.password).toBeVisible();
  await expect(logto.createAccountLink).toBeVisible();
});

test('the traps for selectors are there', async ({ logto, page }) => {
  await page.goto('/sign-in');
  await logto.identifier.waitFor();
  await expect(page.locator('[role=button]', { hasText: '+1' })).toBeHidden();
  await expect(page.locator('input[type=submit]')).toBeHidden();
  const link = page.locator('a', { hasText: 'Single Sign-On' });
  await expect(link).toHaveCount(1);
  expect(await link.getAttribute('href')).toBeNull();
  expect(await link.getAttribute('role')).toBeNull();
});

test('weak passwords are told, each in one sentence', async ({ logto, page }) => {
  await page.goto('/sign-in?screen=sign-up');
  await logto.identifier.fill('9lives');
  await logto.submit.click();
  await expect(logto.text('Username should not start with a number')).toBeVisible();
  await logto.identifier.fill('newcomer');
  await logto.submit.click();
  await expect(logto.heading).toHaveText('New password');
  await expect(logto.text('Password requires a minimum of 8 characters.')).toBeVisible();
  for (const [password, told] of [
    ['short1', 'Minimum length is 8.'],
    ['11112345', 'Avoid overusing repeated characters and sequential characters.'],
    ['newcomer1', 'Avoid overusing your personal information.'],
  ] as const) {
    await logto.newPassword.fill(password);
    await logto.confirmPassword.fill(password);
    await page.keyboard.press('Enter');
    await expect(logto.text(told)).toBeVisible();
  }
});

test('after "don’t match" the first click only moves the button', async ({ home, logto, page }) => {
  const username = `mismatch_${Date.now()}`;
  await page.goto('/sign-in?screen=sign-up&returnTo=/');
  await logto.identifier.fill(username);
  await logto.submit.click();
  await logto.newPassword.fill('Rather-long-9-phrase');
  await logto.confirmPassword.fill('Another-long-7-phrase');
  await logto.submit.click();
  const mismatch = logto.text('Your passwords don’t match.');
  await expect(mismatch).toBeVisible();
  await logto.confirmPassword.fill('Rather-long-9-phrase');
  await expect(mismatch).toBeVisible();
  await logto.submit.click();
  await expect(mismatch).toBeHidden();
  await expect(page).toHaveURL(/\/register\/password/);
  await logto.submit.click();
  await expect(home.heading).toHaveText(`Hello, ${username}`);
});

test.describe('terms of use', () => {
  test('Manual: a checkbox, and a dialog for who leaves it unchecked', async ({
    home,
    logto,
    page,
    world,
  }) => {
    change(world, { ...TERMS, agreeToTermsPolicy: 'Manual' });
    await page.goto('/sign-in?returnTo=/');
    await logto.signIn(people.alex.login, people.alex.password);
    const reminder = 'To proceed, please agree to the Terms of Use and Privacy Policy.';
    await expect(page.getByRole('dialog').getByText('Reminder')).toBeVisible();
    await expect(page.getByRole('dialog')).toContainText(reminder);
    await logto.cancel.click();
    await expect(page.getByRole('dialog')).toBeHidden();
    await expect(logto.termsAgreement).not.toBeChecked();
    await logto.termsAgreement.check();
    await logto.submit.click();
    await expect(home.heading).toHaveText('Hello, Alex Morgan');
  });

  test('Automatic: a note that asks for nothing', async ({ logto, page, world }) => {
    change(world, TERMS);
    await page.goto('/sign-in');
    const note = 'By continuing, you agree to the Terms of Use and Privacy Policy.';
    await expect(logto.text(note)).toBeVisible();
    await expect(logto.termsAgreement).toHaveCount(0);
  });
});

test('with user names alone the first page knows no company by its address; the link does', async ({
  logto,
  okta,
  page,
  world,
}) => {
  const byUsername = { identifier: 'username', password: true } as const;
  change(world, {
    signIn: { methods: [{ ...byUsername, verificationCode: false, isPasswordPrimary: true }] },
  });
  await page.goto('/sign-in');
  await logto.identifier.fill(people.employee.login);
  // Longer than Logto's page waits before it looks an address up: nothing is to be seen of that here.
  await page.waitForTimeout(1000);
  await expect(logto.ssoEnabled).toHaveCount(0);
  await expect(logto.password).toBeVisible();
  await logto.followSsoLink();
  await logto.enterSsoEmail(people.employee.login);
  await expect(okta.password.or(okta.identifier).first()).toBeVisible();
});

test('sign-in only: new people of a company come back with a toast', async ({
  logto,
  okta,
  page,
  world,
}) => {
  change(world, { signInMode: 'SignIn' });
  const { users } = sandboxOf(world).logto.tenant;
  for (const [id, user] of users) {
    if (user.primaryEmail === people.newcomer.login) users.delete(id);
  }
  await page.goto('/sign-in');
  await expect(logto.identifier).toBeVisible();
  await expect(logto.createAccountLink).toHaveCount(0);
  await logto.typeCompanyEmail(people.newcomer.login);
  await okta.signIn(people.newcomer);
  await expect(page).toHaveURL(/\/sign-in\?app_id=/);
  await expect(logto.text('The enterprise SSO account has not been registered yet.')).toBeVisible();
});

test('without single sign-on: no link, and a connector asked for falls back without a word', async ({
  logto,
  page,
  world,
}) => {
  change(world, { singleSignOnEnabled: false });
  await page.goto(`/sign-in?connector=${world.connectorId}`);
  await expect(logto.password).toBeVisible();
  expect(new URL(page.url()).pathname).toBe('/sign-in');
  await expect(page.getByRole('alert')).toHaveCount(0);
  await expect(page.locator('a', { hasText: 'Single Sign-On' })).toHaveCount(0);
});

test('suspended, and nothing going on', async ({ logto, page, world }) => {
  await page.goto('/sign-in');
  await logto.signIn(people.suspended.login, people.suspended.password);
  await expect(logto.heading).toHaveText('Account suspended');
  await expect(page.getByRole('button', { name: 'Back to sign in' })).toBeVisible();

  await page.context().clearCookies();
  await page.goto(`${world.logtoUrl}/sign-in`);
  await expect(page).toHaveURL(/\/unknown-session$/);
  await expect(page).toHaveTitle('404 Not Found');
  const text = 'Session not found. Please go back and sign in again.';
  await expect(logto.text(text)).toBeVisible();
  await expect(logto.back).toBeVisible();
});

test.describe('in Thai', () => {
  test.use({ locale: 'th-TH' });
  /** Names of people, products and the language-free "SSO" stay; every other word is Thai. */
  const LATIN = /(?!SSO|Single|Sign|On\b|TOTP|MFA|Authenticator|QR|OTP)\b[A-Za-z]{3,}/;

  test('whole pages, and what the API says', async ({ logto, page }) => {
    await page.goto('/sign-in');
    await expect(logto.submit).toHaveText('เข้าสู่ระบบ');
    await logto.submit.click();
    await expect(logto.text('ต้องระบุรหัสผ่าน')).toBeVisible();
    await logto.signIn('alex', 'wrong');
    await expect(logto.text('บัญชีหรือรหัสผ่านไม่ถูกต้อง')).toBeVisible();
    await expect(page.locator('main')).not.toContainText(LATIN);
    await logto.createAccountLink.click();
    await logto.identifier.fill('newcomer');
    await logto.submit.click();
    await logto.newPassword.fill('12345678');
    await logto.confirmPassword.fill('12345678');
    await logto.submit.click();
    await expect(logto.text('อักขระที่เรียงตามลำดับ')).toBeVisible();
    await expect(page.locator('main')).not.toContainText(LATIN);
  });
});

test('a connector deleted meanwhile: back on the first page, without a word', async ({
  logto,
  okta,
  page,
  world,
}) => {
  const { connectors } = sandboxOf(world).logto.tenant;
  const connector = connectors.get(world.connectorId);
  if (!connector) throw new Error('no connector in the seed');
  await page.goto(`/sign-in?connector=${world.connectorId}`);
  await expect(okta.identifier).toBeVisible();
  connectors.delete(connector.id);
  try {
    await okta.signIn(people.employee);
    await expect(logto.password).toBeVisible();
    await expect(page).toHaveURL(`${world.logtoUrl}/sign-in`);
    await expect(page.getByRole('alert')).toHaveCount(0);
  } finally {
    connectors.set(connector.id, connector);
  }
});

test.describe('what goes wrong between Logto and Okta ends on the first page', () => {
  test('an answer that nobody asked for', async ({ logto, page, world }) => {
    await page.goto('/sign-in');
    await logto.identifier.waitFor();
    await page.goto(`${world.logtoUrl}/callback/${world.connectorId}?code=x&state=unknown`);
    await expect(page).toHaveURL(/\/sign-in\?app_id=/);
    await expect(page.getByRole('alert')).toHaveText('The authorization is invalid');
  });

  test('a wrong secret in the connector, or no Okta at all', async ({
    logto,
    okta,
    page,
    world,
  }) => {
    const config = sandboxOf(world).logto.tenant.connectors.get(world.connectorId)?.config;
    if (!config) throw new Error('no connector in the seed');
    const before = { ...config };
    try {
      config.clientSecret = 'wrong';
      await page.goto(`/sign-in?connector=${world.connectorId}`);
      await okta.signIn(people.employee);
      await expect(page).toHaveURL(/\/sign-in\?app_id=/);
      const refused = "The user's authorization process is unsuccessful.";
      await expect(page.getByRole('alert')).toHaveText(refused);
      await expect(logto.password).toBeVisible();

      config.issuer = 'http://localhost:1/none';
      await page.goto(`/sign-in?connector=${world.connectorId}`);
      await expect(logto.text("The connector's config is invalid.")).toBeVisible();
      expect(new URL(page.url()).pathname).toBe(`/direct/sso/${world.connectorId}`);
    } finally {
      Object.assign(config, before);
    }
  });
});
