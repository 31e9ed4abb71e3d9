import type { Page } from '@playwright/test';

/** *Connected: Okta*: what the person's company keeps of them. */
export const connectedOkta = (page: Page) => {
  const part = (name: string) => page.getByRole('region', { name });
  return {
    open: () => page.goto('/connected/okta'),
    heading: page.getByRole('heading', { level: 1 }),
    fact: (term: string) =>
      part('Your profile')
        .locator('dl > div')
        .filter({ has: page.getByText(term, { exact: true }) })
        .locator('dd'),
    groups: part('Your groups').getByRole('listitem'),
    profileRefusal: part('Your profile').getByRole('alert'),
    groupsRefusal: part('Your groups').getByRole('alert'),
    /** Why nothing at all can be shown. */
    why: page.locator('main').getByRole('alert'),
    signInAgain: page.getByRole('link', { name: 'Sign in through your company again' }),
  };
};
