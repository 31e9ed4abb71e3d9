import type { Page } from '@playwright/test';

/** The page that a failed sign-in ends on. */
export const problem = (page: Page) => ({
  heading: page.getByRole('heading', { level: 1 }),
  reference: page.locator('main code'),
  /** In place of trying again where a company's sign-in is the only way. */
  continueWith: page.getByRole('main').getByRole('link', { name: /^Continue with / }),
  tryAgain: page.getByRole('link', { name: 'Try again' }),
  code: () => new URL(page.url()).searchParams.get('code'),
});
