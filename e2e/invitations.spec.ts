/** From an invitation to membership, and every way in which it can be too late. */
import { answers, limited } from '@logto-okta/sandbox/engine/faults';
import { expect, people, screensOf, signIn, test } from './organizations.ts';
import { logged } from './sessions.ts';

test('invited by link: signed out, sign in, accept, and the organization is there', async ({
  page,
  anotherBrowser,
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

  const other = await anotherBrowser();
  const { logto, invitation, organization: hers } = screensOf(other);
  await other.goto(link);
  await expect(invitation.heading).toHaveText('Join Initech');
  await expect(other.getByText('Alice Able invited you as: admin')).toBeVisible();
  expect(await other.content()).not.toContain(dora.email);
  await invitation.continueAs.click();
  await expect(logto.identifier).toHaveValue(dora.email);
  await logto.signIn(dora.username, people.alex.password);
  await expect(invitation.heading).toHaveText('Join Initech');
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

test('for another address: it says which, and leads to a sign-in with it', async ({
  page,
  invitation,
  logto,
  tenant,
}) => {
  const id = await tenant.organization();
  const emma = await tenant.person('Emma Eve');
  const invited = await tenant.invite(id, emma.email);
  const dora = await tenant.person('Dora Dale');
  await signIn(page, dora, `/invitations/${invited}`);
  await expect(page.getByText(`You’re signed in as ${dora.email}`)).toBeVisible();
  await expect(invitation.accept).toHaveCount(0);
  expect(await page.content()).not.toContain(emma.email);
  await invitation.continueAs.click();
  await expect(logto.identifier).toHaveValue(emma.email);
  // Who turns back is still signed in.
  await page.goto(`/invitations/${invited}`);
  await invitation.signOut.click();
  await expect(screensOf(page).home.notice).toHaveText('You’re signed out.');
});

test('somebody new goes to Create account with the address filled in', async ({
  page,
  invitation,
  logto,
  tenant,
}) => {
  const invited = await tenant.invite(await tenant.organization(), 'new.person@people.test');
  await page.goto(`/invitations/${invited}`);
  await invitation.continueAs.click();
  await page.waitForURL(/\/register/);
  await expect(logto.identifier).toBeVisible();
});

test('an address of a company goes straight to its sign-in, and back to the invitation', async ({
  page,
  invitation,
  okta,
  tenant,
  world,
}) => {
  const id = await tenant.organization();
  const invited = await tenant.invite(id, people.employee.email ?? '');
  await page.goto(`/invitations/${invited}`);
  await expect(page.getByText(`•••@${world.companyDomain}`).first()).toBeVisible();
  await invitation.continueAs.click();
  await okta.signIn(people.employee);
  await expect(invitation.heading).toHaveText('Join Initech');
  await invitation.accept.click();
  await expect(screensOf(page).organization.heading).toHaveText('Initech');
});

test.describe('without JavaScript', () => {
  test.use({ javaScriptEnabled: false });

  test('the page says what it is for, and continues', async ({ page, invitation, tenant }) => {
    const dora = await tenant.person('Dora Dale');
    const invited = await tenant.invite(await tenant.organization(), dora.email);
    await page.goto(`/invitations/${invited}`);
    await expect(page.getByText('You’re invited as: member')).toBeVisible();
    await invitation.continueAs.click();
    await expect(page).toHaveURL(
      new RegExp(`/sign-in\\?app_id=.*${encodeURIComponent(dora.email)}`),
    );
  });
});

test('while Logto can’t be asked: 503, try again, and not called gone', async ({
  page,
  invitation,
  tenant,
  faults,
}) => {
  const invited = await tenant.invite(await tenant.organization(), 'dora@people.test');
  faults.request = limited(
    { request: answers(503, 'down') },
    { path: '/api/organization-invitations' },
  ).request;
  const answer = await page.goto(`/invitations/${invited}`);
  expect(answer?.status()).toBe(503);
  expect(answer?.headers()['retry-after']).toBe('5');
  await expect(invitation.heading).toHaveText('We can’t open the invitation right now');
  delete faults.request;
  await expect(async () => {
    await invitation.tryAgain.click();
    await expect(invitation.heading).toHaveText('Join Initech', { timeout: 1000 });
  }).toPass();
});

test('expired, withdrawn, used by somebody else, never there: all the same page, a 404', async ({
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
  const texts: string[] = [];
  async function look() {
    const ids = ['nosuchinvitation', '%2E%2E%2Fstatus', 'a'.repeat(400)];
    for (const gone of [expired, withdrawn, ...ids]) {
      expect((await page.goto(`/invitations/${gone}`))?.status(), gone).toBe(404);
      await expect(invitation.heading, gone).toHaveText('This invitation no longer works');
      texts.push((await page.locator('main').textContent()) ?? '');
    }
  }
  await look();
  await signIn(page, dora, '/dashboard');
  await look();
  expect(new Set(texts).size).toBe(1);
});

test('withdrawn while the page is open: the button says so; so does withdrawing twice', async ({
  page,
  anotherBrowser,
  invitation,
  tenant,
}) => {
  const id = await tenant.organization();
  const dora = await tenant.person('Dora Dale');
  const alice = await tenant.person('Alice Able', id, 'admin');
  const invited = await tenant.invite(id, dora.email);
  const admin = await anotherBrowser();
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

test('an invitation loses its worth with its inviter’s role: in the app, and in Logto’s console', async ({
  page,
  anotherBrowser,
  invitation,
  organization,
  tenant,
  world,
}) => {
  const id = await tenant.organization();
  const carol = await tenant.person('Carol Cole', id, 'admin');
  const mallory = await tenant.person('Mallory Vane', id, 'admin');
  const dora = await tenant.person('Dora Dale');
  const eve = await tenant.person('Eve Ellis');
  await signIn(page, mallory, `/organizations/${id}/invitations`);
  const links: string[] = [];
  for (const { email } of [dora, eve]) {
    await organization.invite(email, 'admin');
    await expect(organization.openInvitation(email)).toBeVisible();
    await expect(organization.invitationLink).toHaveValue(/invitations/);
    links.push(await organization.invitationLink.inputValue());
    await page.reload();
  }
  const [first = '', second = ''] = links.map((link) => new URL(link).pathname);

  const other = await anotherBrowser();
  const hers = screensOf(other).invitation;
  await signIn(other, dora, first);
  await expect(hers.accept).toBeVisible();
  // Where the app doesn't see it: the page is open, the button is there.
  await tenant.setRole(id, mallory, 'member');
  await hers.accept.click();
  await expect(
    screensOf(other).organization.said('can no longer invite people to this organization'),
  ).toBeVisible();
  await other.reload();
  await expect(hers.heading).toHaveText('This invitation no longer works');
  expect(await tenant.rolesIn(id)).not.toHaveProperty(dora.username);

  const carols = await anotherBrowser();
  await signIn(carols, carol, `/organizations/${id}`);
  await screensOf(carols).organization.remove('Mallory Vane');
  await expect(screensOf(carols).organization.said('The person is removed.')).toBeVisible();
  await carols.goto(`/organizations/${id}/invitations`);
  await expect(carols.getByText('Nobody has an open invitation.')).toBeVisible();
  await signIn(page, eve, second);
  await expect(invitation.heading).toHaveText('This invitation no longer works');

  const revoked = logged(world.app, 'invitation_revoked').filter(
    (line) => line.organization === id,
  );
  expect(revoked).toEqual([
    expect.objectContaining({ audit: true, user: mallory.id, invitation: first.split('/').at(-1) }),
    expect.objectContaining({
      audit: true,
      user: mallory.id,
      invitation: second.split('/').at(-1),
    }),
  ]);
});
