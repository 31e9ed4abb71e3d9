/** What the image runs, without an engine: standalone output, its folders, another user, signals. */
import { readFileSync } from 'node:fs';
import { Agent, get as httpGet, request as httpRequest, type IncomingMessage } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { redisProgram, WHY_NO_REDIS } from '@logto-okta/sandbox/tools/redis-program';
import { test as base, expect, people, redisNamed, screensOf } from './sessions.ts';
import { type Container, hasStandalone, startContainer, WHY_NO_STANDALONE } from './standalone.ts';

const test = base.extend<{ start: (env?: Record<string, string>) => Promise<Container> }>({
  start: async ({ world }, use) => {
    test.skip(!hasStandalone(), WHY_NO_STANDALONE);
    const started: { remove: () => Promise<void> }[] = [];
    await use(async (env) => {
      const container = await startContainer(world, env);
      started.push(container);
      return container;
    });
    await Promise.all(started.map((one) => one.remove()));
  },
});

test('a person signs in and out on the standalone server, which runs as nobody and writes nothing', async ({
  browser,
  start,
}) => {
  const container = await start();
  const page = await browser.newPage({ baseURL: container.url });
  const failed: string[] = [];
  page.on('response', (answer) => {
    if (answer.status() >= 400) failed.push(`${answer.status()} ${answer.url()}`);
  });
  const { home, logto, dashboard } = screensOf(page);
  await page.goto('/');
  await home.signIn.click();
  await logto.signIn(people.alex.login, people.alex.password);
  await expect(home.heading).toHaveText('Hello, Alex Morgan');
  await home.openDashboard.click();
  await expect(dashboard.heading).toHaveText('Alex Morgan');
  await page.goto('/');
  await home.signOut.click();
  await expect(home.notice).toHaveText('You’re signed out.');
  // Fonts, styles and scripts are there: the folders lie where the server looks.
  expect(failed).toEqual([]);
  await page.close();
  if (process.platform === 'linux' && process.getuid?.() === 0) {
    const status = readFileSync(`/proc/${container.child.pid}/status`, 'utf8');
    expect(status).toMatch(/^Uid:\s+65534/m);
  }
  expect(container.log()).not.toMatch(/EACCES|EROFS|Error:/);
});

test('while Redis is away its page comes with 503, as it would not at 127.0.0.1', async ({
  clientOf,
  start,
  world,
}) => {
  test.skip(!redisProgram(), WHY_NO_REDIS);
  const redis = await redisNamed(world, 'redis-to-break');
  const client = await clientOf(await start({ REDIS_URL: redis.url }));
  await client.signIn('alex');
  await redis.stop();
  for (const path of ['/', '/dashboard']) expect((await client.get(path)).status()).toBe(503);
  await redis.start();
});

/** A request that the server has begun and can't finish before `finish` is called. */
function slowRequest(url: string) {
  const sent = httpRequest(`${url}/api/backchannel-logout`, {
    method: 'POST',
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
  });
  const answer = new Promise<IncomingMessage>((resolve, reject) => {
    sent.on('response', resolve);
    sent.on('error', reject);
  });
  answer.catch(() => {});
  sent.write('logout_token=');
  return { answer, finish: () => sent.end('not-a-token') };
}

test('SIGTERM: a request on its way is answered, then the process ends; new ones are not taken', async ({
  start,
}) => {
  const container = await start({ SHUTDOWN_DRAIN_SECONDS: '0' });
  const slow = slowRequest(container.url);
  await sleep(300);
  const ended = container.stop();
  await expect
    .poll(() =>
      fetch(container.url, { headers: { connection: 'close' } }).then(
        () => 'taken',
        () => 'refused',
      ),
    )
    .toBe('refused');
  expect(container.child.exitCode).toBeNull();
  slow.finish();
  expect((await slow.answer).statusCode).toBe(400);
  expect(await ended).toBe(143);
});

/** Connections that are kept and used again at once, as a proxy's are. */
function load(url: string, connections: number) {
  const agent = new Agent({ keepAlive: true, maxSockets: connections });
  const answers: (number | string)[] = [];
  let isOver = false;
  const one = () =>
    new Promise<number | string>((resolve) => {
      const sent = httpGet(`${url}/api/session`, { agent }, (answer) => {
        answer.resume();
        answer.on('end', () => resolve(answer.statusCode ?? 0));
      });
      sent.on('error', (error: NodeJS.ErrnoException) => resolve(error.code ?? error.message));
    });
  const client = async () => {
    while (!isOver) answers.push(await one());
  };
  const clients = Promise.all(Array.from({ length: connections }, client));
  return {
    answers,
    end: async () => {
      isOver = true;
      await clients;
      agent.destroy();
    },
  };
}

test('SIGTERM under load: with a pause for the load balancer no request fails', async ({
  start,
}) => {
  const container = await start({ SHUTDOWN_DRAIN_SECONDS: '3' });
  const { answers, end } = load(container.url, 16);
  await expect.poll(() => answers.length).toBeGreaterThan(50);
  const ended = container.stop();
  // As a load balancer does: it notices, and sends no more.
  await expect
    .poll(async () => (await fetch(`${container.url}/api/ready`)).status, { intervals: [100] })
    .toBe(503);
  expect((await fetch(`${container.url}/api/health`)).status).toBe(200);
  await end();
  expect([...new Set(answers)]).toEqual([200]);
  expect(await ended).toBe(143);
});
