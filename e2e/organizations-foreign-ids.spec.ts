/**
 * Every action and page of organizations with somebody else's ids (CWE-639), sent as a browser
 * without JavaScript sends a form and as Next's client calls an action. Whatever the answer is: the
 * tenant must be afterwards what it was.
 */

import type { Answer, PlainBrowser } from '@logto-okta/sandbox/tools/plain-browser';
import { expect, type Someone, type Tenant, test } from './organizations.ts';
import { plainBrowser } from './plain-browser.ts';
import { logged } from './sessions.ts';
import type { World } from './world.ts';

type Fields = [name: string, value: string][];

const decoded = (text: string) =>
  text.replace(/&(quot|amp|#x27|lt|gt);/g, (_, name: string) => {
    const known: Record<string, string> = { quot: '"', amp: '&', '#x27': "'", lt: '<', gt: '>' };
    return known[name] ?? '';
  });

/** The fields of the form around these words, as the page has them. */
async function formOn(browser: PlainBrowser, path: string, ...words: string[]): Promise<Fields> {
  const { text: html } = await browser.open(path);
  const forms = [...html.matchAll(/<form[\s\S]*?<\/form>/g)].map(([form]) => form);
  const form = forms.find((one) => words.every((word) => one.includes(word)));
  if (!form) throw new Error(`no form with ${words.join()} on ${path}`);
  return [...form.matchAll(/<input[^>]*type="hidden"[^>]*>/g)].map(([input]) => {
    const attribute = (name: string) => new RegExp(` ${name}="([^"]*)"`).exec(input)?.[1] ?? '';
    return [decoded(attribute('name')), decoded(attribute('value'))];
  });
}

const isOurs = ([name]: [string, string]) => !name.startsWith('$ACTION');

async function post(
  browser: PlainBrowser,
  path: string,
  fields: Fields,
  headers = {},
): Promise<Answer> {
  const form = new FormData();
  for (const [name, value] of fields) form.append(name, value);
  const encoded = new Response(form);
  return browser.open(path, {
    method: 'POST',
    headers: { 'content-type': encoded.headers.get('content-type') ?? '', ...headers },
    body: Buffer.from(await encoded.arrayBuffer()),
  });
}

/** Both ways in which a browser runs an action. */
async function send(browser: PlainBrowser, appUrl: string, path: string, fields: Fields) {
  const plain = await post(browser, path, fields, { origin: appUrl });
  const [, bound = '{}'] = fields.find(([name]) => /^\$ACTION_\d+:0$/.test(name)) ?? [];
  const { id } = JSON.parse(bound) as { id?: string };
  if (!id) throw new Error('the form names no action');
  const called = await post(
    browser,
    path,
    [
      ...fields.filter(isOurs).map(([name, value]): [string, string] => [`_1_${name}`, value]),
      // Last: it is read as soon as it comes, and refers to the fields.
      ['0', '["$undefined","$K1"]'],
    ],
    { origin: appUrl, 'next-action': id, accept: 'text/x-component', 'sec-fetch-mode': 'cors' },
  );
  return [plain, called];
}

type Action = { path: string; fields: Fields };

/** What the administrator's pages would send, filled in. */
async function everyAction(browser: PlainBrowser, organizationId: string, memberId: string) {
  const members = `/organizations/${organizationId}`;
  const invitations = `${members}/invitations`;
  const about = `value="${memberId}"`;
  const action = async (path: string, words: string[], more: Fields = []): Promise<Action> => ({
    path,
    fields: [...(await formOn(browser, path, ...words)), ...more],
  });
  const newcomer: Fields = [
    ['email', 'eve@people.test'],
    ['role', 'admin'],
  ];
  return {
    changeRole: await action(members, ['name="role"', about], [['role', 'admin']]),
    remove: await action(members, ['name="sure"', about], [['sure', 'yes']]),
    invite: await action(invitations, ['name="email"'], newcomer),
    withdraw: await action(invitations, ['name="invitation"']),
  };
}

async function scene(world: World, tenant: Tenant) {
  const [own, foreign] = [
    await tenant.organization('Initech'),
    await tenant.organization('Umbrella'),
  ];
  const person = async (name: string, organizationId?: string, role?: 'admin' | 'member') => {
    const someone = await tenant.person(name, organizationId, role);
    const browser = plainBrowser(world.app.url);
    return { ...someone, browser };
  };
  const admin = await person('Alice Able', own, 'admin');
  const member = await person('Bob Burns', own);
  const outsider = await person('Mallory Vane', foreign, 'admin');
  const victim = await person('Vic Vale', foreign);
  const invitations = {
    own: await tenant.invite(own, 'open@people.test'),
    foreign: await tenant.invite(foreign, 'open@people.test'),
  };
  for (const { browser, username } of [admin, member, outsider]) {
    await browser.signIn(world.logtoUrl, username);
  }
  return { own, foreign, admin, member, outsider, victim, invitations };
}

/** Replaces what the page had by what an attacker writes there. */
const withIds = (fields: Fields, ids: Record<string, string>): Fields =>
  fields.map(([name, value]) => [name, ids[name] ?? value]);

test('the forms, untouched, do what they say: what is refused below would work', async ({
  world,
  tenant,
}) => {
  const { own, admin, member } = await scene(world, tenant);
  const actions = await everyAction(admin.browser, own, member.id);
  await send(admin.browser, world.app.url, actions.changeRole.path, actions.changeRole.fields);
  expect((await tenant.rolesIn(own))[member.username]).toEqual(['admin']);
  const before = await tenant.snapshot([own]);
  const [plain, called] = await send(
    admin.browser,
    world.app.url,
    actions.invite.path,
    actions.invite.fields,
  );
  expect(plain?.text).toContain('eve@people.test');
  expect(called?.text).toContain('has an open invitation already');
  expect(await tenant.snapshot([own])).not.toBe(before);
});

const callers = ['member', 'outsider', 'signed out'] as const;
const leadsTo = (organizationId: string) => ({
  member: `/organizations/${organizationId}?done=not_permitted`,
  outsider: `/organizations/${organizationId}`,
  'signed out': `/sign-in?returnTo=${encodeURIComponent(`/organizations/${organizationId}`)}`,
});
for (const caller of callers) {
  test(`as ${caller}: no action of an organization that isn’t one’s own to manage`, async ({
    world,
    tenant,
  }) => {
    const { own, foreign, admin, member, outsider } = await scene(world, tenant);
    const actions = await everyAction(admin.browser, own, member.id);
    const browser =
      caller === 'member'
        ? member.browser
        : caller === 'outsider'
          ? outsider.browser
          : plainBrowser(world.app.url);
    const before = await tenant.snapshot([own, foreign]);
    for (const [name, { path, fields }] of Object.entries(actions)) {
      for (const sentTo of [path, '/organizations', '/']) {
        const [plain, called] = await send(browser, world.app.url, sentTo, fields);
        // A page that hasn't this form may not know the action at all: only what it does counts.
        if (sentTo !== path) continue;
        // To the page that says why, with its status: below, and in organizations.spec.ts.
        const [to] = String(called?.headers['x-action-redirect']).split(';');
        const where = `${name} to ${sentTo}: ${plain?.location}, ${to}`;
        expect(plain?.status, where).toBe(303);
        expect(plain?.location, where).toContain(leadsTo(own)[caller]);
        expect(to, where).toContain(leadsTo(own)[caller]);
      }
    }
    expect(await tenant.snapshot([own, foreign])).toBe(before);
  });
}

test('as administrator of one: no id of another organization is reached through it', async ({
  world,
  tenant,
}) => {
  const { own, foreign, admin, member, victim, outsider, invitations } = await scene(world, tenant);
  const actions = await everyAction(admin.browser, own, member.id);
  const before = await tenant.snapshot([own, foreign]);
  const attempts: Record<string, string>[] = [
    // Another organization, with its own ids.
    {
      organization: foreign,
      member: victim.id,
      shownRoles: 'member',
      invitation: invitations.foreign,
    },
    // One's own, with the other's member and invitation.
    { member: victim.id, shownRoles: 'member', invitation: invitations.foreign },
    { member: outsider.id, shownRoles: 'admin', invitation: invitations.foreign },
    // Ways out of the address that the id becomes a part of.
    {
      organization: `${own}/../${foreign}`,
      member: victim.id,
      invitation: `../${invitations.foreign}`,
    },
    { organization: '..', member: `../../${foreign}/users/${victim.id}`, invitation: '..' },
    { organization: '', member: '', invitation: '' },
  ];
  for (const ids of attempts) {
    for (const [name, { path, fields }] of Object.entries(actions)) {
      // An invitation into one's own organization is no attack.
      if (name === 'invite' && !('organization' in ids)) continue;
      const answers = await send(admin.browser, world.app.url, path, withIds(fields, ids));
      for (const { status, text } of answers) {
        expect([200, 303, 404], `${name} ${JSON.stringify(ids)}`).toContain(status);
        expect(text.includes('Umbrella') || text.includes('Vic Vale')).toBe(false);
      }
    }
  }
  expect(await tenant.snapshot([own, foreign])).toBe(before);
  expect(
    logged(world.app, 'member_removed').filter(({ organization }) => organization === foreign),
  ).toEqual([]);
});

test('an invitation is accepted by nobody but the person invited', async ({ world, tenant }) => {
  const { own, foreign, outsider, member } = await scene(world, tenant);
  const dora: Someone = await tenant.person('Dora Dale');
  const invited = await tenant.invite(own, dora.email);
  const herBrowser = plainBrowser(world.app.url);
  await herBrowser.signIn(world.logtoUrl, dora.username);
  const fields = await formOn(herBrowser, `/invitations/${invited}`, 'name="invitation"');
  const other = await tenant.invite(foreign, 'somebody@people.test');
  const before = await tenant.snapshot([own, foreign]);
  for (const browser of [outsider.browser, member.browser, plainBrowser(world.app.url)]) {
    for (const { status, text } of await send(
      browser,
      world.app.url,
      `/invitations/${invited}`,
      fields,
    )) {
      expect([200, 303, 307, 401]).toContain(status);
      // Its page is public; whose it is stays masked.
      expect(text.includes(dora.email)).toBe(false);
    }
  }
  for (const id of [other, '..', `../organization-invitations/${other}`, '']) {
    await send(
      herBrowser,
      world.app.url,
      `/invitations/${invited}`,
      withIds(fields, { invitation: id }),
    );
  }
  expect(await tenant.snapshot([own, foreign])).toBe(before);
});

test('an action without the site’s own Origin is refused', async ({ world, tenant }) => {
  const { own, admin, member } = await scene(world, tenant);
  const { remove } = await everyAction(admin.browser, own, member.id);
  const before = await tenant.snapshot([own]);
  for (const headers of [{ origin: 'https://evil.example' }, { origin: 'null' }]) {
    expect(
      (await post(admin.browser, remove.path, remove.fields, headers)).status,
    ).toBeGreaterThanOrEqual(400);
  }
  expect(await tenant.snapshot([own])).toBe(before);
});
