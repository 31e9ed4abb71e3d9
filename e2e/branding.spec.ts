/** Logto's page in the product's colours and with its logo, as `npm run setup` sets them. */
import { brandColors } from '@logto-okta/setup/branding';
import { brandCss } from '../scripts/brand-css.ts';
import { expect, test } from './fixtures.ts';

const colors = brandColors(brandCss());
const LOGO = 'data:image/svg+xml,<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>';

for (const scheme of ['light', 'dark'] as const) {
  test(`Logto's page has the product's ${scheme} colour, and its logo`, async ({
    page,
    home,
    world,
  }) => {
    test.skip(!world.sandbox, 'changes the look of the tenant');
    test.skip(!colors, '`--accent` is not two colours that Logto can take');
    const { signInExperience } = world.sandbox?.logto.tenant ?? {};
    if (!signInExperience || !colors) return;
    const before = { color: signInExperience.color, branding: signInExperience.branding };
    const [primaryColor, darkPrimaryColor] = [colors.light, colors.dark];
    Object.assign(signInExperience, {
      color: { primaryColor, darkPrimaryColor, isDarkModeEnabled: true },
      branding: { logoUrl: LOGO, favicon: LOGO },
    });
    try {
      await page.emulateMedia({ colorScheme: scheme });
      await home.open();
      await home.signIn.click();
      const button = page.locator('button[name=submit]');
      const channels = colors[scheme].match(/[\da-f]{2}/gi)?.map((hex) => Number.parseInt(hex, 16));
      await expect(button).toHaveCSS('background-color', `rgb(${channels?.join(', ')})`);
      await expect(page.getByAltText('app logo')).toHaveAttribute('src', LOGO);
      await expect(page.locator('link[rel=icon]')).toHaveAttribute('href', LOGO);
    } finally {
      Object.assign(signInExperience, before);
    }
  });
}
