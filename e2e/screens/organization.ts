import type { Page } from '@playwright/test';

/** An organization's pages: members, invitations, activity. */
export const organization = (page: Page) => {
  const member = (name: string) => page.getByRole('listitem').filter({ hasText: name });
  const said = (text: string | RegExp) => page.getByRole('status').filter({ hasText: text });
  return {
    open: (id: string, tab: '' | 'invitations' | 'activity' = '', appUrl = '') =>
      page.goto(`${appUrl}/organizations/${id}${tab && `/${tab}`}`),
    heading: page.getByRole('heading', { level: 1 }),
    menu: page.getByRole('button', { name: 'Organizations', exact: true }),
    menuEntry: (name: string | RegExp) =>
      page.locator('#organization-menu').getByRole('link', { name }),
    tabs: page.getByRole('navigation', { name: 'Sections of this organization' }).getByRole('link'),
    members: page.getByRole('region', { name: 'Members' }).getByRole('listitem'),
    member,
    nextPage: page.getByRole('link', { name: 'Next', exact: true }),
    /** What an action answered, wherever on the page. */
    said,
    alert: page.locator('main').getByRole('alert'),
    email: page.getByLabel('E-mail address'),
    role: page.getByRole('region', { name: 'Invite a person' }).getByLabel('Role'),
    inviteButton: page.getByRole('button', { name: 'Invite', exact: true }),
    invitationLink: page.getByRole('textbox', { name: /^Link for/ }),
    openInvitation: (email: string) =>
      page
        .getByRole('region', { name: 'Open invitations' })
        .getByRole('listitem')
        .filter({ hasText: email }),
    /** Each has its time; the tabs above are list items too. */
    events: page.locator('main li:has(time)'),

    async search(text: string) {
      await page.getByRole('search').getByRole('searchbox').fill(text);
      await page.getByRole('search').getByRole('button', { name: 'Search' }).click();
    },

    async invite(email: string, role?: 'admin' | 'member') {
      await page.getByLabel('E-mail address').fill(email);
      if (role) {
        await page
          .getByRole('region', { name: 'Invite a person' })
          .getByLabel('Role')
          .selectOption(role);
      }
      await page.getByRole('button', { name: 'Invite', exact: true }).click();
    },

    async chooseRole(name: string, role: 'admin' | 'member') {
      const row = member(name);
      if (!(await row.locator('select').isVisible())) {
        await row.locator('summary', { hasText: 'Change role' }).click();
      }
      await row.locator('select').selectOption(role);
      await row.getByRole('button', { name: 'Change role' }).click();
    },

    async remove(name: string) {
      const row = member(name);
      if (!(await row.getByRole('checkbox').isVisible())) {
        await row.locator('summary', { hasText: 'Remove' }).click();
      }
      await row.getByRole('checkbox').check();
      await row.getByRole('button', { name: 'Remove', exact: true }).click();
    },
  };
};

/** The page that an invitation's link opens. */
export const invitation = (page: Page) => ({
  heading: page.getByRole('heading', { level: 1 }),
  accept: page.getByRole('button', { name: 'Accept' }),
  /** Signs in with the invited address. */
  continueAs: page.getByRole('button', { name: /^Continue as / }),
  tryAgain: page.getByRole('link', { name: 'Try again' }),
  openOrganization: page.getByRole('button', { name: 'Open the organization' }),
  signOut: page.getByRole('button', { name: 'Sign out' }),
});
