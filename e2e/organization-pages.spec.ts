/** Pages of organizations with something on them, unfolded. */
import { expectCleanEverywhere } from './appearance.ts';
import { signIn, test } from './organizations.ts';

test.beforeEach(() => test.slow());

test('members with every form open, and the menu', async ({ page, baseURL, tenant }) => {
  const id = await tenant.organization();
  const alice = await tenant.person('Alice Able', id, 'admin');
  await tenant.person('Bartholomew Featherstonehaugh-Cholmondeley-Vandeleur', id);
  await signIn(page, alice, '/dashboard');
  const path = `/organizations/${id}?done=removed`;
  await expectCleanEverywhere(page, baseURL, 'members unfolded', path, () => {
    for (const one of document.querySelectorAll('details')) one.open = true;
  });
  await expectCleanEverywhere(page, baseURL, 'menu', path, () => {
    document.querySelector<HTMLElement>('#organization-menu')?.showPopover();
  });
});

test('open invitations, and the page that one opens', async ({ page, baseURL, tenant }) => {
  const id = await tenant.organization();
  const alice = await tenant.person('Alice Able', id, 'admin');
  await tenant.invite(id, 'a.rather.long.address.of.somebody@a-long-domain.people.test');
  await signIn(page, alice, '/dashboard');
  await expectCleanEverywhere(
    page,
    baseURL,
    'invitations open',
    `/organizations/${id}/invitations`,
  );
  const own = await tenant.invite(await tenant.organization('Umbrella'), alice.email);
  await expectCleanEverywhere(page, baseURL, 'invitation', `/invitations/${own}`);
  const foreign = await tenant.invite(id, 'somebody@people.test');
  await expectCleanEverywhere(page, baseURL, 'invitation of another', `/invitations/${foreign}`);
});

test('an invitation, before anybody has signed in', async ({ page, baseURL, tenant }) => {
  const id = await tenant.organization('Bartholomew Featherstonehaugh & Cholmondeley');
  const alice = await tenant.person('Alice Able', id, 'admin');
  const invitee = 'a.rather.long.address.of.somebody@a-long-domain.of.many.words.people.test';
  const invited = await tenant.invite(id, invitee, { inviterId: alice.id });
  await expectCleanEverywhere(page, baseURL, 'invitation signed out', `/invitations/${invited}`);
  await expectCleanEverywhere(page, baseURL, 'invitation gone', '/invitations/nosuchinvitation');
});

test('an account without an e-mail address', async ({ page, baseURL, tenant }) => {
  const noah = await tenant.person('Noah Noone', undefined, 'member', { withoutEmail: true });
  const invited = await tenant.invite(await tenant.organization(), 'noah.noone@people.test');
  await signIn(page, noah, '/dashboard');
  await expectCleanEverywhere(page, baseURL, 'no e-mail dashboard', '/dashboard');
  await expectCleanEverywhere(page, baseURL, 'no e-mail organizations', '/organizations');
  await expectCleanEverywhere(page, baseURL, 'no e-mail invitation', `/invitations/${invited}`);
});

test('the page that covers another after a sign-out', async ({ page, baseURL, signInAsAlex }) => {
  await signInAsAlex();
  await expectCleanEverywhere(page, baseURL, 'signed out elsewhere', '/dashboard', () =>
    document.querySelector('dialog')?.showModal(),
  );
});
