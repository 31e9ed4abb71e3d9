import type { Page } from '@playwright/test';

type Named = { name: string };

/** Asks before a sign-in puts somebody else in the place of whoever is signed in. */
export const anotherPerson = (page: Page) => ({
  heading: page.getByRole('heading', { level: 1 }),
  text: page.getByRole('main'),
  continueAs: ({ name }: Named) => page.getByRole('button', { name: `Continue as ${name}` }),
  /** Logto may have told the app by now that the session before is over. */
  backTo: ({ name }: Named) =>
    page.getByRole('link', { name: new RegExp(`^(Stay signed|Sign) in as ${name}$`) }),
});
