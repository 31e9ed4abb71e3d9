/** What an organization's administrators see of its people's coming and going. */
import type { Locator } from '@playwright/test';
import { expect, signIn, test } from './organizations.ts';
import { plainBrowser } from './plain-browser.ts';
import { organization as organizationScreen } from './screens/organization.ts';

const sentencesOf = async (events: Locator) =>
  (await events.allInnerTexts()).map((line) => line.split('\n')[0] ?? '');

/** Every text in the tenant's log that only Logto and this app's server should ever see. */
function secretsIn(value: unknown, name = ''): string[] {
  if (Array.isArray(value)) return value.flatMap((one) => secretsIn(one, name));
  if (typeof value === 'object' && value) {
    return Object.entries(value).flatMap(([key, one]) => secretsIn(one, key));
  }
  const isSecret = /code|verifier|token|state|nonce|session|interaction|jti|challenge/i.test(name);
  return isSecret && typeof value === 'string' && value.length > 15 ? [value] : [];
}

test('invitations, newest first, nobody’s private sign-ins, and none of the secrets of Logto’s log', async ({
  page,
  anotherBrowser,
  organization,
  tenant,
  world,
}) => {
  const id = await tenant.organization();
  const alice = await tenant.person('Alice Able', id, 'admin');
  const bob = await tenant.person('Bob Burns', id);
  const dora = await tenant.person('Dora Dale');
  await plainBrowser(world.app.url).signIn(world.logtoUrl, bob.username);
  await signIn(page, alice, `/organizations/${id}/invitations`);
  await organization.invite(dora.email);
  await expect(organization.invitationLink).toBeVisible();
  await organization.invite('eve@people.test');
  await expect(organization.said('eve@people.test is invited')).toBeVisible();
  await organization
    .openInvitation('eve@people.test')
    .getByRole('button', { name: 'Withdraw' })
    .click();
  await expect(organization.said('The invitation is withdrawn.')).toBeVisible();
  const link = await organization.openInvitation(dora.email).locator('code').textContent();
  const other = await anotherBrowser();
  await signIn(other, dora, new URL(link ?? '').pathname);
  await other.getByRole('button', { name: 'Accept' }).click();
  await expect(organizationScreen(other).heading).toHaveText('Initech');

  await organization.open(id, 'activity');
  expect(await sentencesOf(organization.events)).toEqual([
    'Dora Dale accepted the invitation',
    'The invitation of eve@people.test was withdrawn',
    'Alice Able invited eve@people.test',
    `Alice Able invited ${dora.email}`,
  ]);
  const shown = await page.content();
  const data = await page.evaluate(async (path) => {
    return (await fetch(path, { headers: { rsc: '1' } })).text();
  }, `/organizations/${id}/activity`);
  expect(data).toContain(' accepted the invitation');
  const secrets = new Set(
    (await tenant.logsOf([alice, bob, dora])).flatMap((log) => secretsIn(log)),
  );
  expect(secrets.size).toBeGreaterThan(10);
  for (const secret of secrets) expect(shown.includes(secret) || data.includes(secret)).toBe(false);
  expect(world.app.log()).not.toMatch(/code_verifier|eve@people\.test/);
});

test('a company’s people who come through its own connection, and not by another way', async ({
  page,
  organization,
  signedInAs,
  tenant,
  world,
}) => {
  const id = await tenant.organization();
  await tenant.connect(id, world.connectorId);
  const alice = await tenant.person('Alice Able', id, 'admin');
  const { name, email = '' } = await signedInAs('employee');
  const emma = await tenant.personByEmail(email);
  if (!emma) throw new Error('the employee has no account');
  await tenant.add(id, emma, 'member');
  await page.context().clearCookies();
  // A password is a way of Alice's own.
  await signIn(page, alice, `/organizations/${id}/activity`);
  const ofCompany = organization.events.filter({ hasText: name });
  await expect(ofCompany.first()).toContainText(
    /signed in (through the company|for the first time)/,
  );
  await expect(organization.events.filter({ hasText: 'Alice Able' })).toHaveCount(0);
});

test('a changed role and a removal, by name, and for administrators only', async ({
  page,
  anotherBrowser,
  organization,
  tenant,
}) => {
  const id = await tenant.organization();
  const alice = await tenant.person('Alice Able', id, 'admin');
  await tenant.person('Bob Burns', id);
  const carol = await tenant.person('Carol Cane', id);
  await signIn(page, alice, `/organizations/${id}`);
  await organization.chooseRole('Bob Burns', 'admin');
  await expect(organization.said('The role is changed.')).toBeVisible();
  await organization.chooseRole('Carol Cane', 'admin');
  await expect(
    organization.member('Carol Cane').locator('p', { hasText: /^administrator$/ }),
  ).toBeVisible();
  await organization.chooseRole('Carol Cane', 'member');
  await expect(
    organization.member('Carol Cane').locator('p', { hasText: /^member$/ }),
  ).toBeVisible();
  await organization.remove('Bob Burns');
  await expect(organization.said('The person is removed.')).toBeVisible();

  await organization.open(id, 'activity');
  expect((await sentencesOf(organization.events)).slice(0, 4)).toEqual([
    'Alice Able removed Bob Burns from the organization',
    'Alice Able changed the role of Carol Cane from administrator to member',
    'Alice Able changed the role of Carol Cane from member to administrator',
    // He can't be looked up any more; the removal has his name.
    'Alice Able changed the role of Bob Burns from member to administrator',
  ]);
  const customData = await tenant.customData(id);
  expect(customData).toHaveProperty('madeBy');
  const kept = JSON.stringify(customData);
  expect(kept).toContain('Bob Burns');
  for (const secret of ['@people.test', 'Alice Able', 'Carol Cane'])
    expect(kept).not.toContain(secret);

  // Nothing of it reaches those who may not read it.
  const other = await anotherBrowser();
  await signIn(other, carol, '/organizations');
  for (const path of [
    ...['/organizations', `/organizations/${id}`, `/organizations/${id}/activity`, '/dashboard'],
    ...['/api/me', '/api/organizations', `/api/organizations/${id}/members`],
  ]) {
    for (const headers of [{}, { rsc: '1' }] as Record<string, string>[]) {
      const text = await (await other.request.get(path, { headers })).text();
      expect(text, path).not.toContain('Bob Burns');
      expect(text, path).not.toMatch(/memberChanges|role_changed/);
    }
  }
  expect((await other.request.get(`/organizations/${id}/activity`)).status()).toBe(403);

  // What somebody writes there by hand breaks nothing, and what else is there is no business of ours.
  const byClient = {
    ...{ id: 'e', at: new Date().toISOString(), by: 'machine', byClient: true },
    ...{ member: carol.id, what: 'role_changed', from: [], to: ['member'] },
  };
  const memberChanges = [{ id: 1 }, 'x', null, byClient, { ...byClient, id: 'f', at: 'now' }];
  await tenant.setCustomData(id, { ...customData, memberChanges });
  await organization.open(id, 'activity');
  const sentences = await sentencesOf(organization.events);
  expect(sentences.filter((one) => one.includes('API client'))).toEqual([
    'An API client gave Carol Cane the role member',
  ]);
  await organization.open(id);
  await organization.remove('Carol Cane');
  await expect(organization.said('The person is removed.')).toBeVisible();
  await organization.open(id, 'activity');
  await expect(organization.events.first()).toContainText('removed Carol Cane');
  expect(await tenant.customData(id)).toMatchObject({ madeBy: expect.any(String) });
});

test('two administrators on two instances at once: both changes are there in the end', async ({
  page,
  browser,
  organization,
  tenant,
  world,
  faults,
}) => {
  test.skip(!world.sandbox, 'makes Logto wait for both');
  const id = await tenant.organization();
  const alice = await tenant.person('Alice Able', id, 'admin');
  const dora = await tenant.person('Dora Dale', id, 'admin');
  await tenant.person('Bob Burns', id);
  await tenant.person('Carol Cane', id);
  // They share neither memory nor Redis: nothing but Logto.
  const second = await world.startApp();
  const context = await browser.newContext({ baseURL: second.url });
  const other = await context.newPage();
  await signIn(page, alice, `/organizations/${id}`);
  await signIn(other, dora, `/organizations/${id}`, second.url);

  // Each has read what is there before either writes, so that the later one overwrites the other.
  const waiting: (() => void)[] = [];
  faults.request = async (req) => {
    if (req.method !== 'PATCH') return false;
    await new Promise<void>((go) => {
      waiting.push(go);
      if (waiting.length === 2) for (const each of waiting) each();
      if (waiting.length > 2) go();
    });
    return undefined;
  };
  await Promise.all([
    organization.remove('Bob Burns'),
    organizationScreen(other).remove('Carol Cane'),
  ]);
  await expect(organization.said('The person is removed.')).toBeVisible();
  await expect(organizationScreen(other).said('The person is removed.')).toBeVisible();
  await expect(async () => {
    await organization.open(id, 'activity');
    const sentences = await sentencesOf(organization.events);
    expect(sentences).toContain('Alice Able removed Bob Burns from the organization');
    expect(sentences).toContain('Dora Dale removed Carol Cane from the organization');
  }).toPass({ timeout: 15_000 });
  const logs = world.app.log() + second.log();
  expect(logs).toContain('"event":"member_change_overwritten"');
  await context.close();
  await second.stop();
});
