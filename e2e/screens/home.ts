import type { Page } from '@playwright/test';

/** The app's home page. Its English names stay: other people's tests rely on them. */
export const home = (page: Page) => ({
  open: () => page.goto('/'),
  signIn: page.getByRole('button', { name: 'Sign in', exact: true }),
  createAccount: page.getByRole('button', { name: 'Create account' }),
  continueWithSso: page.getByRole('button', { name: 'Continue with SSO' }),
  email: page.getByLabel('Work e-mail'),
  signOut: page.getByRole('button', { name: 'Sign out' }),
  openDashboard: page.getByRole('link', { name: 'Open dashboard' }),
  heading: page.getByRole('heading', { level: 1 }),
  notice: page.getByRole('status'),
});
