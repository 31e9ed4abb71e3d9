/** From an invitation to membership, and every way in which it can be too late. */
import { expect, people, screensOf, signIn, test } from './organizations.ts';
import { logged } from './sessions.ts';

test('invited by link: signed out, sign in, accept, and the organization is there', async ({
  page,
  browser,
  baseURL,
  organization,
  tenant,
  world,
}) => {
  const id = await tenant.organization();
  const alice = await tenant.person('Alice Able', id, 'admin');
  const dora = await tenant.person('Dora Dale');
  await signIn(page, alice, `/organizations/${id}/invitations`);
  await organization.invite(dora.email.toUpperCase(), 'admin');
  await expect(organization.said('No e-mail was sent')).toBeVisible();
  const link = await organization.invitationLink.inputValue();
  expect(link).toMatch(new RegExp(`^${baseURL}/invitations/\\w+$`));
  await expect(organization.openInvitation(dora.email)).toContainText('admin');
  // The form is ready for the next one.
  await expect(organization.email).toHaveValue('');
  await organization.invite(dora.email);
  await expect(organization.said('has an open invitation already')).toBeVisible();
  await expect(organization.email).toHaveValue(dora.email);
  await organization.invite(alice.email);
  await expect(organization.said('belongs to a member already')).toBeVisible();

  const context = await browser.newContext({ baseURL });
  const other = await context.newPage();
  const { logto, invitation, organization: hers } = screensOf(other);
  await other.goto(link);
  await logto.signIn(dora.username, people.alex.password);
  await expect(invitation.heading).toHaveText('Join Initech');
  await expect(other.getByText('You’re invited as: admin')).toBeVisible();
  await invitation.accept.click();
  await expect(hers.heading).toHaveText('Initech');
  await expect(hers.said('You’ve joined this organization.')).toBeVisible();
  await expect(hers.member('Dora Dale')).toContainText('Joined by invitation');
  await expect(hers.tabs).toHaveText(['Members', 'Invitations', 'Activity']);
  await hers.menu.click();
  await expect(hers.menuEntry('Initech')).toBeVisible();

  // The link, opened again: it says that it was used, and by whom it was leads on.
  await other.goto(link);
  await expect(invitation.heading).toHaveText('You’ve joined Initech');
  await invitation.openOrganization.click();
  await expect(hers.heading).toHaveText('Initech');
  await context.close();

  const lines = [
    ...logged(world.app, 'invitation_created'),
    ...logged(world.app, 'invitation_accepted'),
  ];
  const own = lines.filter((line) => line.organization === id);
  expect(own).toEqual([
    expect.objectContaining({ audit: true, user: alice.id, role: 'admin' }),
    expect.objectContaining({ audit: true, user: dora.id }),
  ]);
  expect(world.app.log()).not.toContain(dora.email);
});

test('for another address: nothing is given away, and signing out leads to the right one', async ({
  page,
  invitation,
  tenant,
}) => {
  const id = await tenant.organization('Secret Mergers');
  const invited = await tenant.invite(id, 'somebody@people.test');
  const dora = await tenant.person('Dora Dale');
  await signIn(page, dora, `/invitations/${invited}`);
  await expect(invitation.heading).toHaveText('This invitation is for somebody else');
  await expect(page.getByText(`You are signed in with ${dora.email}`)).toBeVisible();
  expect(await page.content()).not.toContain('Secret Mergers');
  expect(await page.content()).not.toContain('somebody@people.test');
  await invitation.signOut.click();
  await expect(screensOf(page).home.notice).toHaveText('You’re signed out.');
});

test('expired, withdrawn, used by somebody else, never there: all the same page', async ({
  page,
  invitation,
  tenant,
}) => {
  const id = await tenant.organization();
  const dora = await tenant.person('Dora Dale');
  const expired = await tenant.invite(id, dora.email, { expiresInMs: 300 });
  await page.waitForTimeout(500);
  const withdrawn = await tenant.invite(await tenant.organization(), dora.email);
  await tenant.withdraw(withdrawn);
  await signIn(page, dora, '/dashboard');
  for (const gone of [
    expired,
    withdrawn,
    'nosuchinvitation',
    '..',
    '%2E%2E%2Fstatus',
    '%00',
    'a'.repeat(400),
  ]) {
    await page.goto(`/invitations/${gone}`);
    if (gone === '..') continue;
    await expect(invitation.heading, gone).toHaveText('This invitation no longer works');
  }
});

test('withdrawn while the page is open: the button says so; so does withdrawing twice', async ({
  page,
  browser,
  baseURL,
  invitation,
  tenant,
}) => {
  const id = await tenant.organization();
  const dora = await tenant.person('Dora Dale');
  const alice = await tenant.person('Alice Able', id, 'admin');
  const invited = await tenant.invite(id, dora.email);
  const context = await browser.newContext({ baseURL });
  const admin = await context.newPage();
  const { organization } = screensOf(admin);
  await signIn(admin, alice, `/organizations/${id}/invitations`);
  await signIn(page, dora, `/invitations/${invited}`);
  await expect(invitation.heading).toHaveText('Join Initech');
  await tenant.withdraw(invited);
  await invitation.accept.click();
  await expect(
    screensOf(page).organization.said('was withdrawn, used or has expired'),
  ).toBeVisible();
  expect(await tenant.rolesIn(id)).not.toHaveProperty(dora.username);
  await organization.openInvitation(dora.email).getByRole('button', { name: 'Withdraw' }).click();
  await expect(organization.said('no longer open')).toBeVisible();
  await expect(organization.openInvitation(dora.email)).toHaveCount(0);
  await context.close();
});

test('sent twice, it makes a member once and both end in the organization', async ({
  page,
  invitation,
  organization,
  tenant,
}) => {
  const id = await tenant.organization();
  const dora = await tenant.person('Dora Dale');
  const invited = await tenant.invite(id, dora.email);
  await signIn(page, dora, `/invitations/${invited}`);
  const second = await page.context().newPage();
  await second.goto(`/invitations/${invited}`);
  await invitation.accept.dblclick();
  await expect(organization.heading).toHaveText('Initech');
  // The other tab still shows the invitation.
  const late = screensOf(second);
  await late.invitation.accept.click();
  await expect(late.organization.heading).toHaveText('Initech');
  expect(await tenant.rolesIn(id)).toEqual({ [dora.username]: ['member'] });
});

test('somebody who was removed can’t come back by the old invitation', async ({
  page,
  invitation,
  tenant,
}) => {
  const id = await tenant.organization();
  const dora = await tenant.person('Dora Dale');
  const invited = await tenant.invite(id, dora.email);
  await signIn(page, dora, `/invitations/${invited}`);
  await invitation.accept.click();
  await expect(screensOf(page).organization.heading).toHaveText('Initech');
  await tenant.remove(id, dora);
  await page.goto(`/invitations/${invited}`);
  await expect(invitation.heading).toHaveText('This invitation no longer works');
});
