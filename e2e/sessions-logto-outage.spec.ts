/** Logto fails, refuses or ends a session: only the last of these concerns the person. */
import { setTimeout as sleep } from 'node:timers/promises';
import { answers } from '@logto-okta/sandbox/engine/faults';
import { people } from './people.ts';
import {
  aSecond,
  type Client,
  countTokenRequests,
  expect,
  logged,
  screensOf,
  test,
} from './sessions.ts';

const views = async (client: Client, count = 8) => {
  const pages = await Promise.all(Array.from({ length: count }, () => client.get('/dashboard')));
  return [...new Set(pages.map((page) => page.status()))];
};

for (const [status, name] of [
  [503, 'fails'],
  [429, 'is busy'],
] as const) {
  test(`Logto that ${name} (${status}) signs nobody out, is left alone as long as it says, and asked again`, async ({
    eagerClient: client,
    eager,
    faults,
  }) => {
    const failing = countTokenRequests(
      faults,
      answers(status, 'try later', { 'retry-after': '2' }),
    );
    await aSecond();
    expect(await views(client)).toEqual([200]);
    expect(await views(client)).toEqual([200]);
    expect(failing()).toBe(1);
    expect(logged(eager, 'refresh_failed').at(-1)).toMatchObject({ status });

    const working = countTokenRequests(faults);
    await aSecond();
    await aSecond();
    expect(await views(client)).toEqual([200]);
    expect(working()).toBe(1);
  });
}

test('Logto that rotates a token slowly holds no page for long, and its answer is not lost (nextauthjs/next-auth#8897)', async ({
  eagerClient: client,
  faults,
  logtoServer,
}) => {
  logtoServer.clock.advance(10 * 24 * 3600);
  await aSecond();
  // The old token is used up, and the answer with the new one doesn't come.
  let arrive = () => {};
  const arrived = new Promise<void>((resolve) => {
    arrive = resolve;
  });
  faults.response = async (route) => {
    if (route === 'token') await arrived;
  };
  const tokenRequests = countTokenRequests(faults);
  expect(await views(client)).toEqual([200]);
  arrive();
  delete faults.response;
  await sleep(500);
  expect(await views(client)).toEqual([200]);
  expect(tokenRequests()).toBe(1);
  // Longer than Logto forgives a second use of the old token.
  await sleep(3000);
  expect(await views(client)).toEqual([200]);
  expect(tokenRequests()).toBe(2);
});

test('a client secret that became wrong, or no Logto at all, signs nobody out (vvo/iron-session#709)', async ({
  clientOf,
  world,
  faults,
  logtoServer,
}) => {
  for (const kind of ['secret', 'unreachable'] as const) {
    const app = await world.startApp({ SESSION_REVALIDATE_SECONDS: '1' });
    const client = await clientOf(app);
    await client.signIn('alex');
    const tokenRequests = countTokenRequests(faults);
    const secrets = [...logtoServer.tenant.applications.values()].flatMap((one) => one.secrets);
    const values = secrets.map(({ value }) => value);
    if (kind === 'unreachable') await logtoServer.network.goAway();
    else for (const secret of secrets) secret.value = 'changed-at-logto-but-not-in-the-app';
    await aSecond();
    expect(await views(client), kind).toEqual([200]);
    expect(await views(client), kind).toEqual([200]);
    if (kind === 'unreachable') await logtoServer.network.comeBack();
    for (const [index, secret] of secrets.entries()) secret.value = values[index] ?? '';
    expect(tokenRequests(), kind).toBe(kind === 'secret' ? 1 : 0);
    expect(logged(app, 'refresh_failed'), kind).toHaveLength(1);
    await app.stop();
  }
});

test('a session that Logto ended asks to sign in, keeps the page and says why (workos/authkit-nextjs#28)', async ({
  page,
  logto,
  eager,
  logtoServer,
}) => {
  const { dashboard, problem, home } = screensOf(page);
  await page.goto(`${eager.url}/sign-in?returnTo=/dashboard?tab=2`);
  await logto.signIn(people.alex.login, people.alex.password);
  await page.waitForURL(`${eager.url}/dashboard?tab=2`);
  logtoServer.endUserSessions('alexpassword');
  await aSecond();
  await page.reload();
  expect(problem.code()).toBe('session_ended');
  await expect(problem.heading).toHaveText('Your session has ended');
  await problem.tryAgain.click();
  await logto.signIn(people.alex.login, people.alex.password);
  await page.waitForURL(`${eager.url}/dashboard?tab=2`);
  await expect(dashboard.heading).toHaveText(people.alex.name);

  logtoServer.endUserSessions('alexpassword');
  await aSecond();
  await page.goto(eager.url);
  await expect(home.signIn).toBeVisible();
  await expect(home.notice).toContainText('Your session has ended');
});

test('a form of a session that Logto ended is answered, and its session stays over', async ({
  eagerClient: client,
  logtoServer,
}) => {
  const copy = await client.copy();
  const send = await client.openForm('/dashboard');
  logtoServer.endUserSessions('alexpassword');
  await aSecond();
  expect((await send()).status()).toBeLessThan(400);
  for (const one of [client, copy]) {
    const answer = await one.get('/dashboard');
    expect(answer.headers().location).toMatch(/\/sign-in(\?|\/problem\?code=session_ended)/);
  }
});
