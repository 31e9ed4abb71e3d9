/** What a company's Okta says of somebody, read with the token that Logto keeps; and every refusal. */

import { answers, dropped, limited, silent } from '@logto-okta/sandbox/engine/faults';
import type { Page } from '@playwright/test';
import { expectCleanEverywhere } from './appearance.ts';
import { connectedOkta } from './screens/connected-okta.ts';
import { okta as oktaScreen } from './screens/okta.ts';
import { test as base, expect, people } from './sessions.ts';
import { target } from './target.ts';
import { sandboxOf } from './tenant-settings.ts';
import type { World } from './world.ts';

const PATH = '/connected/okta';

const test = base.extend<{
  connected: ReturnType<typeof connectedOkta>;
  sandbox: ReturnType<typeof sandboxOf>;
}>({
  connected: async ({ page }, use) => use(connectedOkta(page)),
  /** Put back after each test: what an administrator of either side may have changed. */
  sandbox: async ({ world }, use) => {
    test.skip(!world.sandbox, 'changes what Logto and Okta keep, or lets them fail');
    const sandbox = sandboxOf(world);
    const { logto, okta } = sandbox;
    const center = logto.tenant.accountCenter.enabled;
    const connector = connectorOf(world);
    const { enableTokenStorage } = connector;
    const config = structuredClone(connector.config);
    const client = okta.apps.all()[0];
    const granted = client?.grantedScopes;
    await use(sandbox);
    for (const { faults } of [logto, okta]) {
      delete faults.request;
      delete faults.response;
    }
    logto.tenant.accountCenter.enabled = center;
    Object.assign(connector, { enableTokenStorage, config });
    if (client) Object.assign(client, { grantedScopes: granted });
  },
});

// All of a live run share one connector, which is changed here: not by two at a time.
test.describe.configure({ mode: target() ? 'default' : 'parallel' });

function connectorOf(world: World) {
  const connector = sandboxOf(world).logto.tenant.connectors.get(world.connectorId);
  if (!connector) throw new Error('no connector');
  return connector;
}

async function signInThroughCompany(
  page: Page,
  world: World,
  person = people.employee,
  returnTo = PATH,
  appUrl = '',
) {
  await page.goto(
    `${appUrl}/sign-in?${new URLSearchParams({ connector: world.connectorId, returnTo })}`,
  );
  await oktaScreen(page).signIn(person);
  await page.waitForURL((url) => url.pathname === returnTo);
}

/** The tokens that Logto keeps, and those that the app keeps. */
const storedTokens = (world: World) =>
  [...sandboxOf(world).logto.tenant.secrets.values()].flatMap((one) => [
    one.accessToken,
    ...(one.refreshToken ? [one.refreshToken] : []),
  ]);

test('profile and groups, for anybody in the company; the token stays on the server', async ({
  page,
  connected,
  world,
}) => {
  const { employee } = people;
  const seen: string[] = [];
  page.on('response', async (response) => {
    seen.push(JSON.stringify(response.headers()), await response.text().catch(() => ''));
  });
  const asked: string[] = [];
  const faults = world.sandbox?.okta.faults;
  if (faults) {
    faults.request = (req) => {
      asked.push(`${req.method} ${req.url}`);
      return false;
    };
  }
  await signInThroughCompany(page, world);
  await expect(connected.heading).toHaveText('Connected: Okta');
  await expect(
    page.getByText(`What ${world.companyName} has on file about you in Okta`),
  ).toBeVisible();
  await expect(connected.fact('Name')).toHaveText(employee.name);
  await expect(connected.fact('Okta username')).toHaveText(employee.login);
  await expect(connected.fact('E-mail')).toHaveText(employee.email ?? '');
  if (employee.groups) {
    const sorted = employee.groups.toSorted((one, other) => one.localeCompare(other));
    await expect(connected.groups).toHaveText(sorted);
  }

  // Also when Next fetches the page as data.
  const data = await page.evaluate(async (path) => {
    const answer = await fetch(path, { headers: { rsc: '1' } });
    return answer.text();
  }, PATH);
  expect(data).toContain(employee.groups?.[1] ?? 'Everyone');
  // A real Logto tells nobody the tokens that it keeps; Okta's and Logto's are JWTs.
  const jwt = /eyJ[\w-]+\.eyJ[\w-]+\./;
  for (const text of [data, await page.content(), world.app.log()]) expect(text).not.toMatch(jwt);
  if (!faults) return;
  expect(asked).toContain('GET /api/v1/users/me');
  delete faults.request;
  const tokens = storedTokens(world);
  expect(tokens.length).toBeGreaterThan(0);
  for (const token of tokens) {
    expect([...seen, data, await page.content()].some((text) => text.includes(token))).toBe(false);
    expect(world.app.log()).not.toContain(token);
  }
});

test('an expired token is renewed by Logto, unseen', async ({
  connected,
  world,
  sandbox,
  signedInAs,
}) => {
  await signedInAs('employee');
  const before = storedTokens(world);
  for (const stored of sandbox.logto.tenant.secrets.values()) stored.expiresAt = 1;
  await connected.open();
  await expect(connected.fact('Name')).toHaveText('Emma Stone');
  await expect(connected.fact('Department')).toHaveText('Engineering');
  expect(storedTokens(world)).not.toEqual(before);
});

test('is accessible with something on it', async ({ page, baseURL, world }) => {
  test.slow();
  await page.goto(`/sign-in?connector=${world.connectorId}&returnTo=/connected/okta`);
  await oktaScreen(page).signIn(people.employee);
  await page.waitForURL('**/connected/okta');
  await expectCleanEverywhere(page, baseURL, 'connected', '/connected/okta');
});

test('two hundred groups fit', async ({ page, connected, world }) => {
  test.skip(!world.sandbox, 'the person with two hundred groups is in the seed only');
  await signInThroughCompany(page, world, people.newcomer);
  await expect(connected.groups).toHaveCount(201);
});

test('somebody with a password of their own is told why there is nothing', async ({
  page,
  connected,
  signInAsAlex,
}) => {
  await signInAsAlex();
  await connected.open();
  await expect(connected.why).toContainText('You are signed in with your own account');
  await expect(connected.signInAgain).toHaveCount(0);
  await expect(page.getByText('for people who sign in through their company')).toBeVisible();
});

test.describe('refused by Logto', () => {
  test('the account center is off', async ({ connected, sandbox, signedInAs }) => {
    await signedInAs('employee');
    sandbox.logto.tenant.accountCenter.enabled = false;
    await connected.open();
    await expect(connected.why).toContainText('account center is switched off');
    await expect(connected.signInAgain).toHaveCount(0);
  });

  test('nothing was kept; signing in through the company again helps', async ({
    connected,
    okta,
    signedInAs,
    tenant,
    world,
  }) => {
    await signedInAs('employee');
    await tenant.storeTokens(world.connectorId, false);
    await tenant.storeTokens(world.connectorId, true);
    await connected.open();
    await expect(connected.why).toContainText('gave this site no permission to read from Okta');
    await connected.signInAgain.click();
    if (await okta.identifier.isVisible()) await okta.signIn(people.employee);
    await expect(connected.fact('Name')).toHaveText(people.employee.name);
  });

  test('token storage is off', async ({ page, connected, world, tenant }) => {
    await tenant.storeTokens(world.connectorId, false);
    // Its list of connectors is up to a minute old: this app has none yet.
    const app = await world.startApp();
    await signInThroughCompany(page, world, people.employee, PATH, app.url);
    await expect(connected.why).toContainText('isn’t set up to read from Okta');
    await app.stop();
  });

  test('the session is from before the app asked for `identities`', async ({
    connected,
    sandbox,
    signedInAs,
  }) => {
    await signedInAs('employee');
    const body =
      '{"code":"auth.forbidden","message":"Forbidden. Please check your user roles and permissions."}';
    const headers = { 'content-type': 'application/json' };
    const refusal = { request: answers(403, body, headers) };
    Object.assign(
      sandbox.logto.faults,
      limited(refusal, { path: '/api/my-account/sso-identities' }),
    );
    await connected.open();
    await expect(connected.why).toContainText(
      'You signed in before this site could read from Okta',
    );
    await expect(connected.signInAgain).toBeVisible();
  });

  test('expired, and nothing to renew it with', async ({ connected, sandbox, signedInAs }) => {
    await signedInAs('employee');
    for (const stored of sandbox.logto.tenant.secrets.values()) {
      stored.expiresAt = 1;
      delete stored.refreshToken;
    }
    await connected.open();
    await expect(connected.why).toContainText('has expired and can’t be renewed');
    await expect(connected.signInAgain).toBeVisible();
  });

  test('Okta refuses to renew it', async ({ connected, sandbox, signedInAs }) => {
    await signedInAs('employee');
    for (const stored of sandbox.logto.tenant.secrets.values()) {
      Object.assign(stored, { expiresAt: 1, refreshToken: 'revoked-by-an-administrator' });
    }
    await connected.open();
    await expect(connected.why).toContainText('Okta did not renew');
    await expect(connected.signInAgain).toBeVisible();
  });

  for (const [name, fault] of Object.entries({
    fails: answers(500, ''),
    'breaks off': dropped,
    'is silent': silent,
  })) {
    test(`Logto ${name}`, async ({ connected, sandbox, signedInAs }) => {
      await signedInAs('employee');
      Object.assign(sandbox.logto.faults, limited({ request: fault }, { path: '/api/my-account' }));
      await connected.open();
      await expect(connected.why).toContainText('The sign-in service didn’t answer.');
    });
  }
});

test.describe('refused by Okta', () => {
  test('the scope is neither granted nor asked for; the groups claim neither', async ({
    connected,
    world,
    sandbox: _restoresTheConnector,
    signedInAs,
  }) => {
    const { config } = connectorOf(world);
    Object.assign(config, { scope: 'openid profile email offline_access' });
    await signedInAs('employee');
    await connected.open();
    await expect(connected.profileRefusal).toContainText('okta.users.read.self');
    await expect(connected.groupsRefusal).toContainText('groups claim');
  });

  test('silent downscoping: the scope is there and serves administrators only', async ({
    connected,
    world,
    sandbox,
    signedInAs,
  }) => {
    const { config } = connectorOf(world);
    Object.assign(config, { scope: 'openid profile email offline_access okta.users.read' });
    Object.assign(sandbox.okta.apps.all()[0] ?? {}, { grantedScopes: ['okta.users.read'] });
    await signedInAs('employee');
    await connected.open();
    await expect(connected.profileRefusal).toContainText('only administrators of your company');
    await expect(connected.groupsRefusal).toContainText('only administrators of your company');
  });

  test('and an administrator sees their groups by it', async ({
    connected,
    world,
    sandbox,
    signedInAs,
  }) => {
    const { config } = connectorOf(world);
    Object.assign(config, { scope: 'openid profile email offline_access okta.users.read' });
    Object.assign(sandbox.okta.apps.all()[0] ?? {}, { grantedScopes: ['okta.users.read'] });
    await signedInAs('employeeWithCode');
    await connected.open();
    await expect(connected.groups).toHaveText(['Admins', 'Engineering', 'Everyone']);
  });

  test('the token was revoked', async ({ connected, sandbox, signedInAs }) => {
    await signedInAs('employee');
    for (const stored of sandbox.logto.tenant.secrets.values()) stored.accessToken = 'revoked';
    await connected.open();
    await expect(connected.profileRefusal).toContainText('no longer accepts');
    await expect(connected.groupsRefusal).toContainText('no longer accepts');
  });

  test('the rate limit is used up', async ({ connected, sandbox, signedInAs }) => {
    await signedInAs('employee');
    sandbox.okta.faults.request = answers(429, '{"errorCode":"E0000047"}', {
      'x-rate-limit-reset': '9999999999',
    });
    await connected.open();
    await expect(connected.profileRefusal).toContainText('too busy');
  });

  const failures = {
    fails: answers(503, ''),
    'answers with a page': answers(200, '<html></html>'),
    'breaks off': dropped,
    'is silent': silent,
    'leads elsewhere': answers(302, '', { location: 'https://evil.example/' }),
  };
  for (const [name, fault] of Object.entries(failures)) {
    test(`Okta ${name}`, async ({ connected, sandbox, signedInAs }) => {
      await signedInAs('employee');
      sandbox.okta.faults.request = fault;
      await connected.open();
      await expect(connected.profileRefusal).toContainText('Your company’s Okta didn’t answer.');
      await expect(connected.groupsRefusal).toContainText('Try again in a minute');
    });
  }

  test('one part fails and the other is shown', async ({ connected, sandbox, signedInAs }) => {
    await signedInAs('employee');
    Object.assign(
      sandbox.okta.faults,
      limited({ request: answers(500, '') }, { path: '/api/v1/' }),
    );
    await connected.open();
    await expect(connected.profileRefusal).toBeVisible();
    await expect(connected.groups).toHaveText(['Engineering', 'Everyone']);
  });

  test('nothing listens there', async ({ connected, sandbox, signedInAs }) => {
    await signedInAs('employee');
    await sandbox.okta.network.goAway();
    try {
      await connected.open();
      await expect(connected.profileRefusal).toContainText('didn’t answer');
    } finally {
      await sandbox.okta.network.comeBack();
    }
  });
});
