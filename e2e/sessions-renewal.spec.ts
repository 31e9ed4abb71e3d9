/** A page that Logto has just told something else than the session says: it is renewed at once. */
import { answers, limited } from '@logto-okta/sandbox/engine/faults';
import { expect, signIn, test } from './organizations.ts';
import { organization as organizationScreen } from './screens/organization.ts';
import { STORE_MODES } from './sessions.ts';

for (const mode of STORE_MODES) {
  test(`promoted, demoted, removed, added: the page is true at once, with sessions in ${mode}`, async ({
    page,
    tenant,
    world,
    storeIn,
  }) => {
    test.slow();
    // Nothing is re-validated by the clock in this test.
    const app = await world.startApp({
      SESSION_REVALIDATE_SECONDS: '3600',
      ...(await storeIn(mode)),
    });
    const screen = organizationScreen(page);
    const id = await tenant.organization();
    await tenant.person('Carol Cole', id, 'admin');
    const alice = await tenant.person('Alice Able', id, 'member');
    const open = async (tab: '' | 'invitations' | 'activity' = '') => {
      // The browser was sent through the renewal: it isn't again for a while.
      await page.context().clearCookies({ name: /renewed/ });
      await page.waitForTimeout(5000);
      return (await screen.open(id, tab, app.url))?.status();
    };
    await signIn(page, alice, `/organizations/${id}`, app.url);
    await expect(page.getByText('Your role: member')).toBeVisible();

    await tenant.setRole(id, alice, 'admin');
    expect(await open()).toBe(200);
    await expect(page).toHaveURL(`${app.url}/organizations/${id}`);
    await expect(page.getByText('Your role: admin')).toBeVisible();
    await expect(screen.tabs).toHaveText(['Members', 'Invitations', 'Activity']);

    await tenant.setRole(id, alice, 'member');
    expect(await open('invitations')).toBe(403);
    expect((await screen.open(id, '', app.url))?.status()).toBe(200);
    await expect(page.getByText('Your role: member')).toBeVisible();

    // A page beyond the session's role is no 403 when the role has changed since.
    await tenant.setRole(id, alice, 'admin');
    expect(await open('activity')).toBe(200);

    await tenant.remove(id, alice);
    expect(await open()).toBe(404);
    await expect(screen.menu).toHaveCount(0);

    await tenant.add(id, alice, 'member');
    expect(await open()).toBe(200);
    await expect(page.getByText('Your role: member')).toBeVisible();
    await app.stop();
  });
}

test('while Logto doesn’t renew it, the page still shows what Logto says, and doesn’t loop', async ({
  page,
  tenant,
  organization,
  faults,
}) => {
  const id = await tenant.organization();
  await tenant.person('Carol Cole', id, 'admin');
  const alice = await tenant.person('Alice Able', id, 'member');
  await signIn(page, alice, `/organizations/${id}`);
  await tenant.setRole(id, alice, 'admin');
  Object.assign(faults, limited({ request: answers(503, 'down') }, { path: '/oidc/token' }));
  // Pages reuse what Logto said of an organization for five seconds.
  await expect(async () => {
    expect((await organization.open(id))?.status()).toBe(200);
    await expect(page.getByText('Your role: admin')).toBeVisible({ timeout: 500 });
  }).toPass({ timeout: 15_000 });
  await tenant.remove(id, alice);
  await expect(async () => {
    expect((await organization.open(id))?.status()).toBe(404);
  }).toPass({ timeout: 15_000 });
});

test('nobody is led elsewhere by it, and nothing is renewed for others', async ({
  page,
  baseURL,
  signedInAs,
}) => {
  await page.goto('/session/renew?returnTo=/dashboard');
  await expect(page).toHaveURL(/\/sign-in\?app_id/);
  await signedInAs('member');
  for (const elsewhere of [
    '//evil.example',
    'https://evil.example',
    '/session/renew?returnTo=/x',
  ]) {
    await page.goto(`/session/renew?returnTo=${encodeURIComponent(elsewhere)}`);
    await expect(page).toHaveURL(`${baseURL}/`);
  }
  await page.goto('/session/renew?returnTo=/dashboard');
  await expect(page).toHaveURL(`${baseURL}/dashboard`);
});
