import type { Page } from '@playwright/test';

export const dashboard = (page: Page) => ({
  heading: page.getByRole('heading', { level: 1 }),
  /** The value beside a term of the profile, e.g. `fact('E-mail')`. */
  fact: (term: string) =>
    page
      .locator('dl > div')
      .filter({ has: page.getByText(term, { exact: true }) })
      .locator('dd'),
  organization: (name: string) => page.getByRole('listitem').filter({ hasText: name }),
  rawClaims: page.locator('details summary'),
  claims: page.locator('details pre'),
});
