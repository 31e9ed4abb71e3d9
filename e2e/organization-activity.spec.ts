/** What an organization's administrators see of its people's coming and going. */
import { expect, signIn, test } from './organizations.ts';
import { plainBrowser } from './plain-browser.ts';
import { organization as organizationScreen } from './screens/organization.ts';
import { sandboxOf } from './tenant-settings.ts';

/** Every text in the tenant's log that only Logto and this app's server should ever see. */
function secretsIn(value: unknown, name = ''): string[] {
  if (Array.isArray(value)) return value.flatMap((one) => secretsIn(one, name));
  if (typeof value === 'object' && value) {
    return Object.entries(value).flatMap(([key, one]) => secretsIn(one, key));
  }
  const isSecret = /code|verifier|token|state|nonce|session|interaction|jti|challenge/i.test(name);
  return isSecret && typeof value === 'string' && value.length > 15 ? [value] : [];
}

test('sign-ins and invitations, newest first, and none of the secrets of Logto’s log', async ({
  page,
  browser,
  baseURL,
  organization,
  tenant,
  world,
}) => {
  test.skip(!world.sandbox, 'searches for everything in Logto’s own log');
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
  const context = await browser.newContext({ baseURL });
  const other = await context.newPage();
  await signIn(other, dora, new URL(link ?? '').pathname);
  await other.getByRole('button', { name: 'Accept' }).click();
  await expect(organizationScreen(other).heading).toHaveText('Initech');
  await context.close();

  await organization.open(id, 'activity');
  const lines = (await organization.events.allInnerTexts()).map((line) => line.split('\n')[0]);
  expect(lines).toEqual([
    'Dora Dale accepted the invitation',
    'Dora Dale signed in with a password',
    'The invitation of eve@people.test was withdrawn',
    'Alice Able invited eve@people.test',
    `Alice Able invited ${dora.email}`,
    'Alice Able signed in with a password',
    'Bob Burns signed in with a password',
  ]);
  const shown = await page.content();
  const data = await page.evaluate(async (path) => {
    return (await fetch(path, { headers: { rsc: '1' } })).text();
  }, `/organizations/${id}/activity`);
  expect(data).toContain('Dora Dale accepted');
  const secrets = new Set(
    sandboxOf(world).logto.tenant.logs.flatMap((log) => secretsIn(log.payload)),
  );
  expect(secrets.size).toBeGreaterThan(10);
  for (const secret of secrets) expect(shown.includes(secret) || data.includes(secret)).toBe(false);
  expect(world.app.log()).not.toMatch(/code_verifier|eve@people\.test/);
});
