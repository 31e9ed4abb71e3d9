/** How pages look to people and to axe. */
import AxeBuilder from '@axe-core/playwright';
import { expect, type Page } from '@playwright/test';
import { LOCALES } from '#lib/i18n/locales.ts';

const SCHEMES = ['light', 'dark'] as const;
const SIZES = { phone: { width: 360, height: 740 }, desktop: { width: 1440, height: 900 } };

/** Every two of them together, which is where things go wrong: half of all. */
const LOOKS = LOCALES.flatMap((locale, index) => {
  const [phone, desktop] = index % 2 === 0 ? SCHEMES : [...SCHEMES].reverse();
  return [
    { locale, size: 'phone', colorScheme: phone },
    { locale, size: 'desktop', colorScheme: desktop },
  ] as const;
});

/** All of them, for people to look at. */
const ALL_LOOKS = LOOKS.flatMap((look) => SCHEMES.map((colorScheme) => ({ ...look, colorScheme })));

/**
 * axe finds nothing and nothing scrolls sideways, in every language and both colour schemes, on a phone and
 * on a desktop; `SCREENSHOTS=<folder>` keeps what it looked like, in each of them.
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
  for (const { locale, size, colorScheme } of process.env.SCREENSHOTS ? ALL_LOOKS : LOOKS) {
    const where = `${name} ${locale} ${colorScheme} ${size}`;
    await page.context().addCookies([{ name: 'locale', value: locale, url: baseURL ?? '' }]);
    await page.setViewportSize(SIZES[size]);
    // Colours on their way from one scheme to the other would have a contrast of their own.
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
    await page.goto(path);
    await page.evaluate(prepare);
    await expect(page.locator('html')).toHaveAttribute('lang', locale);
    // Legacy: all is one origin, so axe needs no second page to put its results together in.
    const { violations } = await new AxeBuilder({ page }).setLegacyMode().analyze();
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
