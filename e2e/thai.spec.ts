/** Thai: how it is chosen, that Logto speaks it too, and that its letters have a face. */
import { PRODUCT_NAME } from '#lib/brand.ts';
import { expect, test } from './fixtures.ts';

test.describe('without JavaScript', () => {
  test.use({ javaScriptEnabled: false });

  test('the forms lead to Logto, and the language can be switched', async ({ page, home }) => {
    await home.open();
    await page.getByRole('button', { name: 'ไทย' }).click();
    await expect(page.locator('html')).toHaveAttribute('lang', 'th');
    await expect(home.heading).toHaveText(`เข้าสู่ระบบ ${PRODUCT_NAME}`);
    await page.getByRole('button', { name: 'สร้างบัญชี' }).click();
    await expect(page).toHaveURL(/\/register\?app_id=.*ui_locales=th/);
  });
});

test('the language follows the browser, can be switched, and Logto speaks it too', async ({
  browser,
  baseURL,
}) => {
  const context = await browser.newContext({ locale: 'th-TH', baseURL });
  const page = await context.newPage();
  await page.goto('/');
  await expect(page.locator('html')).toHaveAttribute('lang', 'th');
  // Logto's page removes the parameter from its address once it has read it.
  const asked = page.waitForRequest(/\/oidc\/auth\?.*ui_locales=th/);
  await page.getByRole('button', { name: 'เข้าสู่ระบบ', exact: true }).click();
  await asked;
  await expect(page.locator('button[name="submit"]')).toHaveText('เข้าสู่ระบบ');
  await page.goto('/');
  await page.getByRole('button', { name: 'English' }).click();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText(`Sign in to ${PRODUCT_NAME}`);
  await page.reload();
  await expect(page.locator('html')).toHaveAttribute('lang', 'en');
  await context.close();
});

test('its letters are the app’s own, not boxes where the system has no face for them', async ({
  page,
}) => {
  await page.goto('/');
  await expect(page.locator('body')).toHaveCSS('font-family', /Geist.*Noto Sans Thai/i);
  await page.getByRole('button', { name: 'ไทย' }).click();
  await expect(page.locator('html')).toHaveAttribute('lang', 'th');
  const faces = () => document.fonts.check('16px "Noto Sans Thai Variable"', 'ไทย');
  await expect.poll(() => page.evaluate(faces)).toBe(true);
});
