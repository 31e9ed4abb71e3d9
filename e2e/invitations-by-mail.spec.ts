/** Invitations that Logto sends by e-mail, and the link that is there whatever becomes of the e-mail. */
import { type Outbox, startOutbox } from '@logto-okta/sandbox/logto/test-outbox';
import { test as base, expect, people, screensOf, signIn } from './organizations.ts';
import { logged } from './sessions.ts';
import type { Someone } from './tenant.ts';

type Invited = { id: string; alice: Someone; dora: Someone };
const test = base.extend<{ outbox: Outbox; invited: Invited }>({
  /** The tenant has an e-mail connector, and this is where its messages arrive. */
  outbox: async ({ world, tenant }, use) => {
    test.skip(!world.sandbox, 'A connector of a real tenant would be replaced.');
    const outbox = await startOutbox('Bearer the-mailers-secret');
    await tenant.emailConnector(outbox.config);
    await use(outbox);
    await outbox.close();
  },
  /** An organization with Alice, who is on its page of invitations, and Dora, who isn't in it. */
  invited: async ({ page, tenant }, use) => {
    const id = await tenant.organization();
    const alice = await tenant.person('Alice Able', id, 'admin');
    await signIn(page, alice, `/organizations/${id}/invitations`);
    await use({ id, alice, dora: await tenant.person('Dora Dale') });
  },
});

test('the e-mail has the link, and whoever got it joins with the role', async ({
  browser,
  baseURL,
  organization,
  outbox,
  invited: { id, alice, dora },
  tenant,
}) => {
  await organization.invite(dora.email, 'admin');
  await expect(organization.said('An e-mail with the link is on its way')).toBeVisible();
  const shown = await organization.invitationLink.inputValue();
  expect(outbox.messages).toEqual([
    expect.objectContaining({
      to: dora.email,
      type: 'OrganizationInvitation',
      payload: expect.objectContaining({
        link: shown,
        organization: expect.objectContaining({ id, name: 'Initech' }),
        inviter: expect.objectContaining({ id: alice.id, name: 'Alice Able' }),
      }),
    }),
  ]);
  const context = await browser.newContext({ baseURL });
  const { page, logto, invitation, organization: hers } = await newPage(context);
  await page.goto(String(outbox.messages[0]?.payload.link));
  await invitation.continueAs.click();
  await logto.signIn(dora.username, people.alex.password);
  await invitation.accept.click();
  await expect(hers.said('You’ve joined this organization.')).toBeVisible();
  expect((await tenant.rolesIn(id))[dora.username]).toEqual(['admin']);
  await context.close();
});

for (const [what, fail] of Object.entries({
  'a mail service that refuses': async (outbox: Outbox) => {
    outbox.answers = 500;
  },
  'a mail service that is away': (outbox: Outbox) => outbox.close(),
})) {
  test(`${what}: the invitation is there, and its link`, async ({
    browser,
    baseURL,
    organization,
    outbox,
    invited: { id, dora },
    tenant,
    world,
  }) => {
    await fail(outbox);
    const before = logged(world.app, 'invitation_email_failed').length;
    await organization.invite(dora.email);
    await expect(organization.said('the e-mail may not have gone out')).toBeVisible();
    await expect(organization.openInvitation(dora.email)).toBeVisible();
    const link = await organization.invitationLink.inputValue();
    const context = await browser.newContext({ baseURL });
    const { page, invitation, organization: hers } = await newPage(context);
    await signIn(page, dora, new URL(link).pathname, new URL(link).origin);
    await invitation.accept.click();
    await expect(hers.said('You’ve joined this organization.')).toBeVisible();
    expect((await tenant.rolesIn(id))[dora.username]).toEqual(['member']);
    await context.close();

    expect(logged(world.app, 'invitation_email_failed').slice(before)).toEqual([
      expect.objectContaining({ level: 'warn', status: 400, logto: 'connector.general' }),
    ]);
    // Logto's answer has them, as the connector's failed request.
    for (const secret of ['the-mailers-secret', dora.email]) {
      expect(world.app.log()).not.toContain(secret);
    }
  });
}

test('an account without an e-mail address adds one at Logto, comes back, and accepts', async ({
  page,
  logto,
  outbox,
  tenant,
  world,
}) => {
  expect(outbox.messages).toEqual([]);
  // Another instance: this one may remember the tenant as it was without a connector.
  const app = await world.startApp();
  const noah = await tenant.person('Noah Noone', undefined, 'member', { withoutEmail: true });
  const email = `${noah.username}@people.test`;
  const invited = await tenant.invite(await tenant.organization(), email);
  await signIn(page, noah, '/dashboard', app.url);
  await expect(page.getByText('you can’t accept invitations')).toBeVisible();
  await page.goto(`${app.url}/invitations/${invited}`);
  await expect(page.getByText('Your account has no e-mail address')).toBeVisible();
  const link = page.getByRole('link', { name: 'Add an e-mail address' });
  const back = new URL((await link.getAttribute('href')) ?? '').searchParams.get('redirect') ?? '';
  await link.click();
  await page.locator('input[name="currentPassword"]').fill(noah.password);
  await logto.continueButton.click();
  await expect(page.locator('input[name="email"]')).toBeVisible();
  // The rest is Logto's own, which then leads back.
  await tenant.setEmail(noah, email);
  await page.goto(back);
  await expect(page).toHaveURL(`${app.url}/invitations/${invited}`);
  await screensOf(page).invitation.accept.click();
  await expect(screensOf(page).organization.heading).toHaveText('Initech');
  await app.stop();
});

test('where Logto has no such page, the account is told whom to ask', async ({
  page,
  tenant,
  invitation,
}) => {
  const noah = await tenant.person('Noah Noone', undefined, 'member', { withoutEmail: true });
  const invited = await tenant.invite(await tenant.organization(), `${noah.username}@people.test`);
  await signIn(page, noah, '/organizations');
  const told = page.getByText('Ask support to add it to your account.');
  await expect(told).toBeVisible();
  for (const path of ['/dashboard', `/invitations/${invited}`]) {
    await page.goto(path);
    await expect(told).toBeVisible();
  }
  await expect(invitation.accept).toHaveCount(0);
  await expect(page.getByRole('link', { name: 'Add an e-mail address' })).toHaveCount(0);
});

test('the link is copied by a button that says so', async ({
  page,
  context,
  organization,
  invited: { id, dora },
}) => {
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  await organization.invite(dora.email);
  await page.getByRole('button', { name: 'Copy link', exact: true }).click();
  await expect(page.getByText('Copied', { exact: true })).toBeVisible();
  const copied = () => page.evaluate(() => navigator.clipboard.readText());
  expect(await copied()).toBe(await organization.invitationLink.inputValue());
  const announced = page.locator('[aria-live="polite"]', { hasText: 'Copied' });
  await expect(announced).toHaveCount(1);

  // In the list there are several.
  await page.evaluate(() => navigator.clipboard.writeText(''));
  await page.reload();
  await page.getByRole('button', { name: `Copy link: ${dora.email}` }).click();
  await expect.poll(copied).toContain('/invitations/');

  await organization.menu.click();
  await expect(organization.menuEntry('Initech')).toHaveAttribute('aria-current', 'true');
  await organization.menuEntry('Initech').click();
  await expect(page).toHaveURL(new RegExp(`/organizations/${id}$`));
  await organization.menu.click();
  await expect(organization.menuEntry('Initech')).toHaveAttribute('aria-current', 'page');
});

test.describe('without JavaScript', () => {
  test.use({ javaScriptEnabled: false });

  test('the link is there to be selected', async ({ page, organization, invited: { dora } }) => {
    await organization.invite(dora.email);
    await expect(organization.said('No e-mail was sent')).toBeVisible();
    await expect(organization.invitationLink).toHaveValue(/\/invitations\/\w+$/);
    await expect(page.getByRole('button', { name: /Copy/ })).toHaveCount(0);
    await expect(organization.openInvitation(dora.email).locator('code')).toHaveCSS(
      'user-select',
      'all',
    );
  });
});

async function newPage(context: import('@playwright/test').BrowserContext) {
  const page = await context.newPage();
  return { page, ...screensOf(page) };
}
