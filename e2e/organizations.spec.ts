/** Organizations as their people see and change them. */

import { answers, limited, silent } from '@logto-okta/sandbox/engine/faults';
import type { Page } from '@playwright/test';
import { expect, people, signIn, type Tenant, test } from './organizations.ts';
import { organization as organizationScreen } from './screens/organization.ts';
import { aSecond, logged } from './sessions.ts';

test('somebody who comes through their company is in its organization, with its role', async ({
  page,
  okta,
  organization,
  world,
}) => {
  const { companyName } = world;
  await page.goto(`/sign-in?connector=${world.connectorId}&returnTo=/organizations`);
  await okta.signIn(people.employee);
  await page.getByRole('link', { name: companyName }).first().click();
  await expect(organization.heading).toHaveText(companyName);
  // Each worker of a live run has an Emma and an Alex.
  const own = organization.member('(you)');
  await expect(own).toContainText(people.employee.name);
  await expect(own).toContainText(`Joined by company sign-in (${companyName})`);
  await expect(own).toContainText('member');
  const alex = organization.member(people.alex.name).first();
  await expect(alex).toContainText('Added by an administrator');
  // A member manages nobody and sees no more than the members.
  await expect(organization.tabs).toHaveText(['Members']);
  await expect(page.locator('main summary')).toHaveCount(0);
});

test('the switcher leads to each organization, by keyboard too, and closes on Escape', async ({
  page,
  organization,
  tenant,
}) => {
  const first = await tenant.organization('Initech');
  const alice = await tenant.person('Alice Able', first, 'admin');
  await tenant.add(await tenant.organization('Umbrella'), alice, 'member');
  await signIn(page, alice, '/dashboard');
  await organization.menu.focus();
  await page.keyboard.press('Enter');
  await expect(organization.menuEntry('Umbrella')).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(organization.menuEntry('Umbrella')).toBeHidden();
  await expect(organization.menu).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(organization.menuEntry('Umbrella')).toBeVisible();
  await page.keyboard.press('Tab');
  // In Logto's order, which is none.
  const entry = organization.menuEntry(/Initech|Umbrella/).first();
  await expect(entry).toBeFocused();
  const name = ((await entry.textContent()) ?? '').trim();
  await page.keyboard.press('Enter');
  await expect(organization.heading).toHaveText(name);
  await organization.menu.click();
  await organization.menuEntry('All organizations').click();
  await expect(page.getByRole('main').getByRole('listitem')).toHaveCount(2);
});

test('a member’s picture loads from listed hosts only', async ({
  page,
  organization,
  tenant,
  world,
}) => {
  const id = await tenant.organization();
  const alice = await tenant.person('Alice Able', id, 'admin');
  const mallory = await tenant.person('Mallory Vane', id);
  const bob = await tenant.person('Bob Burns', id);
  await tenant.setAvatar(mallory, 'https://tracker.example/pixel.gif');
  await tenant.setAvatar(alice, 'https://tracker.example/own.gif');
  await tenant.setAvatar(bob, `${world.logtoUrl}/favicon.ico`);
  const requested: string[] = [];
  await page.route('https://tracker.example/**', (route) => {
    requested.push(route.request().url());
    return route.abort();
  });
  await signIn(page, alice, `/organizations/${id}`);
  await expect(organization.member('Mallory Vane')).toContainText('MV');
  await expect(organization.member('Bob Burns').locator('img')).toHaveCount(1);
  for (const path of ['/', '/dashboard', `/organizations/${id}`]) await page.goto(path);
  // What a page might draw after all, the browser doesn't load.
  await page.evaluate(() => {
    document.body.append(Object.assign(new Image(), { src: 'https://tracker.example/x.gif' }));
  });
  await page.waitForLoadState('networkidle');
  expect(requested).toEqual([]);
});

test('an administrator changes a role, and removes somebody', async ({
  page,
  organization,
  tenant,
  world,
}) => {
  const id = await tenant.organization();
  const alice = await tenant.person('Alice Able', id, 'admin');
  const bob = await tenant.person('Bob Burns', id);
  await signIn(page, alice, `/organizations/${id}`);
  await expect(organization.heading).toHaveText('Initech');
  await organization.chooseRole('Bob Burns', 'admin');
  await expect(organization.said('The role is changed.')).toBeVisible();
  await expect(organization.member('Bob Burns')).toContainText(/admin/);
  expect(await tenant.rolesIn(id)).toEqual({
    [alice.username]: ['admin'],
    [bob.username]: ['admin'],
  });

  // And again, without loading the page: the button is ready, and the list is today's.
  await organization.chooseRole('Bob Burns', 'member');
  await expect.poll(() => tenant.rolesIn(id)).toMatchObject({ [bob.username]: ['member'] });

  await organization.member('Bob Burns').locator('summary', { hasText: 'Remove' }).click();
  await organization
    .member('Bob Burns')
    .getByRole('button', { name: 'Remove', exact: true })
    .click();
  // Without the tick nothing is sent.
  expect(await tenant.rolesIn(id)).toHaveProperty(bob.username);
  await organization.remove('Bob Burns');
  await expect(organization.said('The person is removed.')).toBeVisible();
  await expect(organization.member('Bob Burns')).toHaveCount(0);
  expect(await tenant.rolesIn(id)).toEqual({ [alice.username]: ['admin'] });
  // Said once: the address forgets it.
  await expect(page).toHaveURL(/\/organizations\/\w+$/);

  const lines = ['member_role_changed', 'member_removed'].flatMap((event) =>
    logged(world.app, event),
  );
  const own = lines.filter((line) => line.organization === id);
  expect(own).toEqual([
    expect.objectContaining({ audit: true, user: alice.id, member: bob.id, role: 'admin' }),
    expect.objectContaining({ audit: true, user: alice.id, member: bob.id, role: 'member' }),
    expect.objectContaining({ audit: true, user: alice.id, member: bob.id }),
  ]);
  expect(JSON.stringify(own)).not.toContain('people.test');
});

test('who lost the role a moment ago changes nothing any more', async ({
  page,
  organization,
  tenant,
}) => {
  const id = await tenant.organization();
  const alice = await tenant.person('Alice Able', id, 'admin');
  const carol = await tenant.person('Carol Cole', id, 'admin');
  const bob = await tenant.person('Bob Burns', id);
  await signIn(page, alice, `/organizations/${id}`);
  // Allowed, so that nothing remembered from now may count later.
  await organization.chooseRole('Bob Burns', 'admin');
  await expect.poll(() => tenant.rolesIn(id)).toMatchObject({ [bob.username]: ['admin'] });
  // The page that follows has its forms by the role that she still has.
  await expect(organization.said('The role is changed.')).toBeVisible();
  await tenant.setRole(id, alice, 'member');
  await organization.chooseRole('Bob Burns', 'member');
  await expect(organization.said('so nothing was changed')).toBeVisible();
  expect(await tenant.rolesIn(id)).toEqual({
    [alice.username]: ['member'],
    [bob.username]: ['admin'],
    [carol.username]: ['admin'],
  });
});

test('the last administrator can be neither demoted nor removed', async ({
  page,
  organization,
  tenant,
}) => {
  const id = await tenant.organization();
  const alice = await tenant.person('Alice Able', id, 'admin');
  await signIn(page, alice, `/organizations/${id}`);
  await organization.chooseRole('Alice Able', 'member');
  await expect(organization.said('only administrator')).toBeVisible();
  await page.reload();
  await organization.remove('Alice Able');
  await expect(organization.said('only administrator')).toBeVisible();
  expect(await tenant.rolesIn(id)).toEqual({ [alice.username]: ['admin'] });
});

test('of two administrators at once, the second is told and sees how it is', async ({
  page,
  organization,
  tenant,
}) => {
  const id = await tenant.organization();
  const alice = await tenant.person('Alice Able', id, 'admin');
  const bob = await tenant.person('Bob Burns', id);
  await signIn(page, alice, `/organizations/${id}`);
  await organization.member('Bob Burns').locator('summary', { hasText: 'Change role' }).click();
  // Somebody else, meanwhile.
  await tenant.setRole(id, bob, 'admin');
  await organization.chooseRole('Bob Burns', 'member');
  await expect(organization.said('Another administrator changed this person’s role')).toBeVisible();
  expect(await tenant.rolesIn(id)).toMatchObject({ [bob.username]: ['admin'] });
  await expect(
    organization.member('Bob Burns').locator('p', { hasText: /^administrator$/ }),
  ).toBeVisible();
  await organization.chooseRole('Bob Burns', 'member');
  await expect(organization.said('The role is changed.')).toBeVisible();

  await tenant.remove(id, bob);
  await organization.chooseRole('Bob Burns', 'admin');
  await expect(organization.said('wasn’t in the organization any more')).toBeVisible();
  expect(await tenant.rolesIn(id)).not.toHaveProperty(bob.username);
});

test('many members come in pages, and a change comes back to its page', async ({
  page,
  organization,
  tenant,
}) => {
  const id = await tenant.organization();
  const alice = await tenant.person('Alice Able', id, 'admin');
  for (let index = 0; index < 52; index += 1) await tenant.person(`Member${index} M`, id);
  await signIn(page, alice, `/organizations/${id}`);
  await expect(page.getByText('53 members')).toBeVisible();
  await expect(organization.members).toHaveCount(20);
  await organization.nextPage.click();
  await organization.nextPage.click();
  await expect(page).toHaveURL(/page=3/);
  await expect(organization.members).toHaveCount(13);
  await expect(organization.nextPage).toHaveCount(0);
  const name = (await organization.members.locator('p').first().textContent()) ?? '';
  if (!name.includes('Alice')) {
    await organization.remove(name.trim());
    await expect(organization.members).toHaveCount(12);
    await expect(page).toHaveURL(/page=3/);
  }
  // Logto searches, over all pages; a change comes back to what was searched.
  await organization.open(id);
  await organization.search('member41');
  await expect(organization.members).toHaveCount(1);
  await expect(page.getByText('1 member found')).toBeVisible();
  await organization.remove('Member41 M');
  await expect(organization.said('The person is removed.')).toBeVisible();
  await expect(page).toHaveURL(/q=member41/);
  await expect(organization.members).toHaveCount(0);
  await page.getByRole('link', { name: 'Show all members' }).click();
  await expect(organization.members).toHaveCount(20);
  for (const odd of ['999', '-1', 'x', '1e9', '0.5']) {
    expect((await page.goto(`/organizations/${id}?page=${odd}`))?.status(), odd).toBe(200);
    expect(await organization.members.count(), odd).toBeGreaterThan(0);
  }
});

test('names that are empty, or would rewrite the words around them, do neither', async ({
  page,
  organization,
  home,
  tenant,
}) => {
  const id = await tenant.organization();
  const alice = await tenant.person('Alice Able', id, 'admin');
  const blank = await tenant.person('Blank', id);
  const mallory = await tenant.person('Mallory', id);
  await tenant.rename(blank, ' \u200b ');
  await tenant.rename(alice, '');
  await tenant.rename(mallory, 'Mallory\u202e moc.live \u2067');
  await signIn(page, alice, '/');
  await expect(home.heading).toHaveText(`Hello, ${alice.username}`);
  await organization.open(id);
  await expect(organization.member(blank.username).locator('p').first()).toHaveText(blank.username);
  await organization.chooseRole('Mallory', 'admin');
  await expect(organization.said('The role is changed.')).toBeVisible();
  await organization.open(id, 'activity');
  await expect(organization.events.first().locator('p').first()).toHaveText(
    `${alice.username} changed the role of Mallory moc.live from member to administrator`,
  );
  await expect(organization.events.first().locator('bdi', { hasText: 'Mallory' })).toHaveCount(1);
  expect(await page.content()).not.toMatch(/[\u202a-\u202e\u2066-\u2069]/);
});

test('one administrator sends so many invitations, and no more', async ({
  page,
  organization,
  tenant,
  world,
}) => {
  test.slow();
  const id = await tenant.organization();
  const alice = await tenant.person('Alice Able', id, 'admin');
  await signIn(page, alice, `/organizations/${id}/invitations`);
  for (let index = 0; index < 20; index += 1) {
    await organization.invite(`guest${index}@people.test`);
    await expect(organization.said(`guest${index}@people.test is invited`)).toBeVisible();
  }
  await organization.invite('guest20@people.test');
  await expect(organization.said('many times in a short time')).toBeVisible();
  await expect(organization.openInvitation('guest19@people.test')).toBeVisible();
  await expect(organization.openInvitation('guest20@people.test')).toHaveCount(0);
  expect(logged(world.app, 'limit_reached')).toContainEqual(
    expect.objectContaining({ limit: 'invitations', by: `${alice.id}:${id}` }),
  );
});

test('a lost role and a lost membership take effect within the re-validation time', async ({
  page,
  eager,
  tenant,
}) => {
  const screen = organizationScreen(page);
  const id = await tenant.organization();
  const alice = await tenant.person('Alice Able', id, 'admin');
  await tenant.person('Carol Cane', id, 'admin');
  await tenant.person('Bob Burns', id);
  await signIn(page, alice, `/organizations/${id}`, eager.url);
  await screen.member('Bob Burns').locator('summary', { hasText: 'Change role' }).click();
  await tenant.setRole(id, alice, 'member');
  await aSecond();
  // The page is still open, with its forms.
  const before = await tenant.snapshot([id]);
  await screen.chooseRole('Bob Burns', 'admin');
  await expect(screen.said('Your role doesn’t let you do that any more')).toBeVisible();
  await expect(page.locator('main summary')).toHaveCount(0);
  expect(await tenant.snapshot([id])).toBe(before);
  expect((await page.goto(`${eager.url}/organizations/${id}/invitations`))?.status()).toBe(403);
  expect((await page.goto(`${eager.url}/organizations/${id}`))?.status()).toBe(200);

  await tenant.setRole(id, alice, 'admin');
  await aSecond();
  await screen.open(id, '', eager.url);
  await screen.member('Bob Burns').locator('summary', { hasText: 'Change role' }).click();
  await tenant.remove(id, alice);
  await aSecond();
  await screen.chooseRole('Bob Burns', 'admin');
  await expect(screen.heading).toHaveText('This page doesn’t exist');
  expect((await page.goto(`${eager.url}/organizations/${id}`))?.status()).toBe(404);
  await expect(screen.heading).toHaveText('This page doesn’t exist');
  await expect(screen.menu).toHaveCount(0);
});

test('unknown and foreign organizations are the same 404; a page beyond one’s role is a 403', async ({
  page,
  tenant,
  organization,
  world,
}) => {
  const [own, foreign] = [await tenant.organization(), await tenant.organization('Umbrella')];
  const bob = await tenant.person('Bob Burns', own);
  await signIn(page, bob, '/dashboard');
  const texts: string[] = [];
  for (const id of [foreign, 'nosuchorganization', '..%2F', 'a'.repeat(300), '%00']) {
    for (const tab of ['', '/invitations', '/activity']) {
      const answer = await page.goto(`/organizations/${id}${tab}`);
      expect(answer?.status(), id + tab).toBe(404);
      texts.push((await page.locator('main').textContent()) ?? '');
    }
  }
  expect(new Set(texts).size).toBe(1);
  for (const tab of ['invitations', 'activity'] as const) {
    expect((await organization.open(own, tab))?.status()).toBe(403);
    await expect(organization.heading).toHaveText('You may not see this');
  }
  expect(logged(world.app, 'access_refused')).toContainEqual(
    expect.objectContaining({
      audit: true,
      user: bob.id,
      organization: own,
      permission: 'read:activity',
    }),
  );
});

/** An administrator looks at her organization, in which there is somebody to change. */
async function aliceAtHerMembers(page: Page, tenant: Tenant): Promise<string> {
  const id = await tenant.organization();
  const alice = await tenant.person('Alice Able', id, 'admin');
  await tenant.person('Bob Burns', id);
  await signIn(page, alice, `/organizations/${id}`);
  return id;
}

test.describe('when Logto fails', () => {
  test('the pages say so, and nothing is lost', async ({ page, organization, tenant, faults }) => {
    const id = await aliceAtHerMembers(page, tenant);
    const before = await tenant.snapshot([id]);
    const down = () =>
      Object.assign(faults, limited({ request: answers(503, 'down') }, { path: '/api/organi' }));
    down();
    await organization.chooseRole('Bob Burns', 'admin');
    await expect(organization.said('nothing was changed')).toBeVisible();
    for (const tab of ['', 'invitations', 'activity'] as const) {
      expect((await organization.open(id, tab))?.status()).toBe(200);
      await expect(organization.alert).toContainText('We can’t reach the place');
    }
    delete faults.request;
    await organization.open(id, 'invitations');
    down();
    await organization.invite('dora@people.test', 'admin');
    await expect(organization.said('nothing was changed')).toBeVisible();
    await expect(organization.email).toHaveValue('dora@people.test');
    await expect(organization.role).toHaveValue('admin');
    delete faults.request;
    expect(await tenant.snapshot([id])).toBe(before);
    await organization.inviteButton.click();
    await expect(organization.invitationLink).toBeVisible();
  });

  test('whoever can’t be asked about at Logto changes nothing, and loses no word', async ({
    page,
    organization,
    tenant,
    faults,
  }) => {
    const id = await aliceAtHerMembers(page, tenant);
    const before = await tenant.snapshot([id]);
    // The Management API would make the change, by the app's own credentials.
    Object.assign(faults, limited({ request: answers(429, 'busy') }, { path: '/oidc/token' }));
    await organization.chooseRole('Bob Burns', 'admin');
    await expect(organization.said('nothing was changed')).toBeVisible();
    await organization.open(id, 'invitations');
    await organization.invite('dora@people.test', 'admin');
    await expect(organization.said('nothing was changed')).toBeVisible();
    await expect(organization.email).toHaveValue('dora@people.test');
    expect(await tenant.snapshot([id])).toBe(before);
  });

  test('a change that isn’t confirmed in time is not called undone', async ({
    page,
    organization,
    tenant,
    faults,
  }) => {
    await aliceAtHerMembers(page, tenant);
    faults.request = (req, res) => (req.method === 'PUT' ? silent(req, res) : false);
    await organization.chooseRole('Bob Burns', 'admin');
    await expect(organization.said('we don’t know whether this was done')).toBeVisible({
      timeout: 20_000,
    });
  });
});

test.describe('without JavaScript', () => {
  test.use({ javaScriptEnabled: false });

  test('inviting, changing and removing work, and refusals are seen', async ({
    page,
    browser,
    baseURL,
    organization,
    tenant,
  }) => {
    const id = await tenant.organization();
    const alice = await tenant.person('Alice Able', id, 'admin');
    const bob = await tenant.person('Bob Burns', id);
    const context = await browser.newContext({ javaScriptEnabled: true, baseURL });
    await signIn(await context.newPage(), alice, '/dashboard');
    await page.context().addCookies(await context.cookies());
    await context.close();

    await organization.open(id);
    await organization.chooseRole('Alice Able', 'member');
    await expect(organization.said('only administrator')).toBeVisible();
    await organization.chooseRole('Bob Burns', 'admin');
    await expect(organization.said('The role is changed.')).toBeVisible();
    await organization.remove('Bob Burns');
    await expect(organization.said('The person is removed.')).toBeVisible();
    expect(await tenant.rolesIn(id)).not.toHaveProperty(bob.username);

    await organization.open(id, 'invitations');
    await organization.invite('nobody@localhost');
    await expect(organization.said('This isn’t an e-mail address')).toBeVisible();
    await expect(organization.email).toHaveValue('nobody@localhost');
    await organization.invite('dora@people.test');
    await expect(organization.invitationLink).toHaveValue(/\/invitations\/\w+$/);
    const open = organization.openInvitation('dora@people.test');
    await open.getByRole('button', { name: 'Withdraw' }).click();
    await expect(organization.said('The invitation is withdrawn.')).toBeVisible();
  });
});
