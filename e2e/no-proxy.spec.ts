/**
 * The app with its proxy taken out, as when a hole in Next lets requests past it (CVE-2025-29927,
 * CVE-2026-44573 to 44575, CVE-2026-41248): what every page, route and action does by itself.
 */
import { readFileSync } from 'node:fs';
import type { PlainBrowser } from '@logto-okta/sandbox/tools/plain-browser';
import { test as base, expect, type Someone } from './organizations.ts';
import { plainBrowser } from './plain-browser.ts';
import { hasStandalone, startContainer, WHY_NO_STANDALONE } from './standalone.ts';

type Scene = {
  url: string;
  organization: string;
  invitation: string;
  /** Of another organization, signed in. */
  outsider: PlainBrowser;
};

const test = base.extend<{ scene: Scene }>({
  scene: async ({ world, tenant }, use) => {
    test.skip(!hasStandalone(), WHY_NO_STANDALONE);
    const container = await startContainer(world, {}, { withoutProxy: true });
    const { url } = container;
    const organization = await tenant.organization('Initech');
    const elsewhere = await tenant.organization('Umbrella');
    await tenant.person('Vic Vale', organization, 'admin');
    const invitation = await tenant.invite(organization, 'open@people.test');
    const mallory: Someone = await tenant.person('Mallory Vane', elsewhere, 'admin');
    const outsider = plainBrowser(url);
    await outsider.signIn(world.logtoUrl, mallory.username);
    await use({ url, organization, invitation, outsider });
    await container.remove();
  },
});

/** What each of the build's routes says to whoever isn't signed in; one that isn't here fails the test. */
const ANSWERS: Record<string, 'signs in' | 'refuses' | 'is open'> = {
  '/dashboard': 'signs in',
  '/account/sessions': 'signs in',
  '/connected/okta': 'signs in',
  '/organizations': 'signs in',
  '/organizations/[id]': 'signs in',
  '/organizations/[id]/activity': 'signs in',
  '/organizations/[id]/invitations': 'signs in',
  '/api/me': 'refuses',
  '/api/organizations': 'refuses',
  '/api/organizations/[id]/members': 'refuses',
  '/api/organizations/[id]/members/[memberId]': 'refuses',
  // Hold nothing of anybody's.
  '/': 'is open',
  '/_global-error': 'is open',
  '/_not-found': 'is open',
  '/.well-known/oauth-protected-resource/[[...path]]': 'is open',
  '/api/[...rest]': 'is open',
  '/api/backchannel-logout': 'is open',
  '/api/health': 'is open',
  '/api/openapi.json': 'is open',
  '/api/ready': 'is open',
  '/api/session': 'is open',
  '/apple-icon.png': 'is open',
  '/callback': 'is open',
  '/favicon.ico': 'is open',
  '/icon.svg': 'is open',
  // The link is the secret; the address stays masked (`own-invitation.test.ts`).
  '/invitations/[id]': 'is open',
  // Asks for the person itself, to lead to the page that was wanted.
  '/session/renew': 'is open',
  '/sign-in': 'is open',
  // Shows what this browser keeps sealed, or nothing.
  '/sign-in/another-person': 'is open',
  '/sign-in/prefetched': 'is open',
  '/sign-in/problem': 'is open',
  '/sso/[company]': 'is open',
  '/sso/start': 'is open',
  '/outdated': 'is open',
  '/sign-out': 'is open',
  '/unavailable': 'is open',
  '/unavailable/company': 'is open',
  '/invitations/unavailable': 'is open',
};
const manifest = (name: string) => JSON.parse(readFileSync(`.next/${name}`, 'utf8'));
const METHODS: Record<string, string> = {
  '/api/organizations/[id]/members/[memberId]': 'DELETE',
};

const CLAIMS_TO_BE_VIC = {
  ...{ 'x-user-id': 'vic', 'x-forwarded-user': 'vic', 'x-remote-user': 'vic' },
  ...{ 'x-session-handover': 'vic', 'x-ms-client-principal-name': 'vic' },
};

test('every page and route checks for itself', async ({ scene, tenant }) => {
  const routes: string[] = Object.values(manifest('app-path-routes-manifest.json'));
  expect([...new Set(routes)].sort()).toEqual(Object.keys(ANSWERS).sort());
  const { url, organization, outsider } = scene;
  const home = await plainBrowser(url).open('/');
  expect(home.headers['content-security-policy'], 'which the proxy sets').toBeUndefined();
  const before = await tenant.snapshot([organization]);
  const cookie = `session-${new URL(url).port}`;
  const strangers: Record<string, string>[] = [
    {},
    // Past a proxy that looks for a cookie and not into it.
    { cookie: `${cookie}=Fe26.2**not-a-seal` },
    CLAIMS_TO_BE_VIC,
  ];
  for (const [route, answer] of Object.entries(ANSWERS).filter(([, kind]) => kind !== 'is open')) {
    const path = route.replace('[id]', organization).replace('[memberId]', 'somebody');
    for (const headers of strangers) {
      const about = `${path} ${JSON.stringify(headers)}`;
      const method = METHODS[route] ?? 'GET';
      const said = await plainBrowser(url).open(path, { method, headers });
      expect(said.status, about).toBe(answer === 'signs in' ? 307 : 401);
      if (answer === 'signs in') {
        expect(said.location, about).toBe(`/sign-in?returnTo=${encodeURIComponent(path)}`);
      }
      expect(said.text, about).not.toMatch(/Initech|Vic Vale|open@people/);
    }
    const seen = await outsider.open(path, {
      method: METHODS[route] ?? 'GET',
      headers: CLAIMS_TO_BE_VIC,
    });
    expect(seen.text, `${path} by somebody else`).not.toMatch(/Initech|Vic Vale|open@people/);
  }
  // It isn't that nothing works: who is signed in sees their own.
  const own = await outsider.open('/organizations', { headers: CLAIMS_TO_BE_VIC });
  expect(own.text).toContain('Umbrella');
  expect(await tenant.snapshot([organization])).toBe(before);
});

/** What each action does for whoever isn't signed in. */
const ACTIONS: Record<string, 'signs in' | 'is open'> = {
  accept: 'signs in',
  changeMemberRole: 'signs in',
  inviteMember: 'signs in',
  removeOrganizationMember: 'signs in',
  withdraw: 'signs in',
  // Does what this browser keeps sealed, or nothing.
  continueAsAnotherPerson: 'is open',
  // Starts a sign-in, with an address that only the invitation says.
  continueToSignIn: 'is open',
  setLocale: 'is open',
  signIn: 'is open',
  signInWithSso: 'is open',
  signOut: 'is open',
  signOutEverywhere: 'is open',
  signUp: 'is open',
};

test('every server action authorizes itself', async ({ scene, tenant }) => {
  const { url, organization, invitation, outsider } = scene;
  const listed: { id: string; name: string; page: string }[] = Object.entries<{
    exportedName: string;
    workers: object;
  }>(manifest('server/server-reference-manifest.json').node).map(
    ([id, { exportedName: name, workers }]) => ({
      ...{ id, name },
      page: Object.keys(workers)[0] ?? '',
    }),
  );
  expect(listed.map(({ name }) => name).sort()).toEqual(Object.keys(ACTIONS).sort());
  const before = await tenant.snapshot([organization]);
  const [member = ''] = Object.keys(await tenant.rolesIn(organization));
  const fields = {
    ...{ organization, invitation, member, shownRoles: 'admin', sure: 'yes' },
    ...{ role: 'member', email: 'eve@people.test' },
  };
  for (const { id, name, page } of listed.filter(({ name }) => ACTIONS[name] === 'signs in')) {
    const path = page
      .replace(/^app|\/page$/g, '')
      .replace('[id]', page.includes('invitations/[id]') ? invitation : organization);
    const form = new FormData();
    for (const [field, value] of Object.entries(fields)) form.append(`_1_${field}`, value);
    // Last: it is read as soon as it comes, and refers to the fields.
    form.append('0', '["$undefined","$K1"]');
    const encoded = new Response(form);
    const body = Buffer.from(await encoded.arrayBuffer());
    const call = (browser: PlainBrowser) =>
      browser.open(path, {
        method: 'POST',
        body,
        headers: {
          'content-type': encoded.headers.get('content-type') ?? '',
          ...{ origin: url, 'next-action': id, accept: 'text/x-component' },
        },
      });
    const said = await call(plainBrowser(url));
    expect(said.headers['x-action-redirect'], name).toMatch(/^\/sign-in\?returnTo=/);
    // Somebody of another organization: their own session is no use here.
    const { text, headers } = await call(outsider);
    expect(text + String(headers['x-action-redirect']), name).not.toMatch(/Initech|eve@|done=/);
  }
  expect(await tenant.snapshot([organization])).toBe(before);
});
