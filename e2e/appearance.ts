/** How pages look to people and to axe. */
import AxeBuilder from '@axe-core/playwright';
import { expect, type Page } from '@playwright/test';

const LOCALES = ['en', 'th'] as const;
const SCHEMES = ['light', 'dark'] as const;
const SIZES = { phone: { width: 360, height: 740 }, desktop: { width: 1440, height: 900 } };

/** The others can't tell one scheme from the other. */
const RULES_OF_COLOURS = ['color-contrast', 'link-in-text-block'];

/**
 * axe finds nothing and nothing scrolls sideways, in both languages and colour schemes, on a phone and
 * on a desktop; `SCREENSHOTS=<folder>` keeps what it looked like.
 *
 * @param prepare opens what is folded; it runs in the page.
 */
export async function expectCleanEverywhere(
  page: Page,
  baseURL: string | undefined,
  name: string,
  path: string,
  prepare: () => void = () => {},
) {
  for (const locale of LOCALES) {
    await page.context().addCookies([{ name: 'locale', value: locale, url: baseURL ?? '' }]);
    for (const [size, viewport] of Object.entries(SIZES)) {
      await page.setViewportSize(viewport);
      await page.goto(path);
      await page.evaluate(prepare);
      await expect(page.locator('html')).toHaveAttribute('lang', locale);
      // The scheme is the style sheet's business alone, so that one page serves both.
      for (const colorScheme of SCHEMES) {
        // Colours on their way from one scheme to the other would have a contrast of their own.
        await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
        const where = `${name} ${locale} ${colorScheme} ${size}`;
        // Legacy: all is one origin, so axe needs no second page to put its results together in.
        const axe = new AxeBuilder({ page }).setLegacyMode();
        if (colorScheme !== SCHEMES[0]) axe.withRules(RULES_OF_COLOURS);
        const { violations } = await axe.analyze();
        expect(violations.map(({ id, help }) => `${where}: ${id}: ${help}`)).toEqual([]);
        const overflow = await page.evaluate(
          () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
        );
        expect(overflow, `${where} scrolls sideways`).toBe(0);
        if (process.env.SCREENSHOTS) {
          const file = `${process.env.SCREENSHOTS}/${where.replaceAll(' ', '-')}.png`;
          await page.screenshot({ path: file, fullPage: true });
        }
      }
    }
  }
}
