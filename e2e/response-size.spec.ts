/** Headers of responses, by the number of a person's organizations, and behind nginx as it comes. */
import { spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Answer } from '@logto-okta/sandbox/tools/plain-browser';
import { untilAnswers } from '@logto-okta/sandbox/tools/wait';
import { plainBrowser } from './plain-browser.ts';
import { freePort } from './ports.ts';
import { aSecond, expect, logged, STORE_MODES, test } from './sessions.ts';
import type { World } from './world.ts';

/** As `lib/http/server.ts` has it. */
const BUDGET = 3500;
const ORGANIZATIONS = [0, 2, 3, 10, 20];
const PICTURE = `https://pictures.example.test/${'people/'.repeat(10)}7f3a9c1e5b8d2046.jpg?size=256`;

/** Bytes as they go over the wire, without the first line. */
const bytesOf = ({ headers, setCookies }: Answer) =>
  Object.entries({ ...headers, 'set-cookie': undefined }).reduce(
    (sum, [name, value]) =>
      sum + (value === undefined ? 0 : name.length + String(value).length + 4),
    setCookies.reduce((sum, line) => sum + 'set-cookie'.length + line.length + 4, 0),
  );

for (const mode of STORE_MODES) {
  test(`with sessions in ${mode}, headers stay within what proxies accept (auth0/nextjs-auth0#772)`, async ({
    world,
    tenant,
    storeIn,
  }) => {
    test.setTimeout(180_000);
    const app = await world.startApp({
      ...(await storeIn(mode)),
      SESSION_REVALIDATE_SECONDS: '1',
    });
    const measured: Record<string, number>[] = [];
    for (const count of mode === 'cookies' ? ORGANIZATIONS : [0, 50]) {
      const person = await tenant.memberOf(count, 'Fiona Fifty');
      await tenant.setAvatar(person, PICTURE);
      const browser = plainBrowser(app.url);
      const callback = await browser.open(
        await browser.answerOfLogto(world.logtoUrl, person.username),
      );
      expect(callback.location).toBe(`${app.url}/dashboard`);
      await aSecond();
      const renewing = await browser.open('/dashboard');
      expect(renewing.status).toBe(200);
      if (mode === 'cookies') expect(renewing.setCookies.length, 'renewed').toBeGreaterThan(0);
      expect(renewing.text).toContain('Fiona Fifty');
      measured.push({ organizations: count, callback: bytesOf(callback), page: bytesOf(renewing) });
      expect(callback.headers['content-security-policy'], 'of a redirect').toBeUndefined();
    }
    test.info().annotations.push({ type: 'bytes', description: JSON.stringify(measured) });
    process.stdout.write(`${mode}: ${JSON.stringify(measured)}\n`);
    for (const { callback, page } of measured) {
      expect(callback).toBeLessThan(BUDGET);
      expect(page).toBeLessThan(BUDGET);
    }
    expect(logged(app, 'response_headers_long')).toEqual([]);
    await app.stop();
  });
}

const hasNginx = () => spawnSync('nginx', ['-v']).status === 0;

/** As a distribution sets it up: nothing said of buffers. */
async function startNginx(world: World) {
  const { port, giveBack } = await world.borrowPort();
  const inner = await freePort();
  const folder = mkdtempSync(join(tmpdir(), 'nginx-'));
  const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi']
    .map((name) => `${name}_temp_path ${folder}/${name};`)
    .join(' ');
  writeFileSync(
    join(folder, 'nginx.conf'),
    `daemon off; pid ${folder}/pid; error_log stderr; events {}
    http { access_log off; ${temporary}
      server { listen 127.0.0.1:${port};
        location / { proxy_pass http://127.0.0.1:${inner}; proxy_set_header Host $http_host; } } }`,
  );
  const child = spawn('nginx', ['-c', join(folder, 'nginx.conf')], { stdio: 'ignore' });
  return {
    ...{ url: `http://localhost:${port}`, inner },
    stop() {
      child.kill('SIGTERM');
      giveBack();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

test('behind nginx with its defaults, a member of twenty organizations signs in and stays', async ({
  world,
  tenant,
}) => {
  test.skip(!hasNginx(), 'nginx isn’t installed');
  test.setTimeout(90_000);
  const nginx = await startNginx(world);
  const app = await world.startApp(
    { BASE_URL: nginx.url, SESSION_REVALIDATE_SECONDS: '1' },
    nginx.inner,
  );
  await untilAnswers(`${nginx.url}/api/health`, 10_000);
  const person = await tenant.memberOf(20, 'Fiona Fifty');
  await tenant.setAvatar(person, PICTURE);
  const browser = plainBrowser(nginx.url);
  await browser.signIn(world.logtoUrl, person.username);
  await aSecond();
  const page = await browser.open('/dashboard');
  expect(page.status).toBe(200);
  expect(page.text).toContain('Fiona Fifty');
  await app.stop();
  nginx.stop();
});
