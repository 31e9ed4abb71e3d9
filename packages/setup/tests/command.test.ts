/** `npm run setup` as it is typed. */

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as seed from '@logto-okta/sandbox/seed';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { PRODUCT_NAME } from './product.ts';
import { destroy, emptyTenant, settingsOf, snapshot, startWorld, type World } from './world.ts';

let world: World;
let folder: string;
let envFile: string;
beforeAll(async () => {
  world = await startWorld();
  folder = await mkdtemp(join(tmpdir(), 'setup-'));
});
afterAll(async () => {
  await world.close();
  await rm(folder, { recursive: true });
});
beforeEach(async () => {
  await destroy(settingsOf(world));
  emptyTenant(world.logto);
  envFile = join(folder, `.env.${Math.random()}`);
});

const credentials = () => ({
  LOGTO_ENDPOINT: world.logto.url,
  LOGTO_M2M_APP_ID: seed.managementApplication.id,
  LOGTO_M2M_APP_SECRET: seed.managementApplication.secret,
});

async function run(args: string[], env: Record<string, string> = credentials()) {
  const child = spawn(
    'node',
    ['--', 'packages/setup/tests/setup-command.ts', '--env-file', envFile, ...args],
    {
      env: { PATH: process.env.PATH, NO_COLOR: '1', ...env } as unknown as NodeJS.ProcessEnv,
      stdio: ['ignore', 'pipe', 'pipe'],
    },
  );
  let out = '';
  child.stdout.on('data', (chunk) => {
    out += chunk;
  });
  child.stderr.on('data', (chunk) => {
    out += chunk;
  });
  const status = await new Promise<number | null>((done) => child.once('close', done));
  return { status, out };
}

const BASE = ['--base-url', 'http://localhost:3000'];

it('--dry-run shows the plan and touches nothing', async () => {
  const before = await snapshot(world);
  const { status, out } = await run([...BASE, '--dry-run']);
  expect(out).toContain(`+ Application "${PRODUCT_NAME}"`);
  expect(out).toContain('Nothing was changed.');
  expect(out).toContain(' 0 of them writes');
  expect(status).toBe(0);
  expect(await snapshot(world)).toEqual(before);
  await expect(stat(envFile)).rejects.toThrow();
});

it('reaches a Logto by a name under localhost, as compose.yaml gives it', async () => {
  const LOGTO_ENDPOINT = world.logto.url.replace('//localhost', '//logto.localhost');
  const { status, out } = await run([...BASE, '--dry-run'], { ...credentials(), LOGTO_ENDPOINT });
  expect(status, out).toBe(0);
  expect(out).toContain(`Logto  ${LOGTO_ENDPOINT}`);
});

it('does it, writes the settings, and has nothing to do the second time', async () => {
  await writeFile(envFile, '# mine\nCOOKIE_SECRET=one-that-is-there\nOTHER=1\n');
  const first = await run([...BASE, '--yes']);
  expect(first.status, first.out).toBe(0);
  const text = await readFile(envFile, 'utf8');
  expect(text).toMatch(/^# mine\nCOOKIE_SECRET=one-that-is-there\nOTHER=1\n/);
  const [application] = [...world.logto.tenant.applications.values()].filter(
    ({ name }) => name === PRODUCT_NAME,
  );
  expect(text).toContain(`LOGTO_APP_ID=${application?.id}\n`);
  const secret = application?.secrets[0]?.value ?? '';
  expect(text).toContain(`LOGTO_APP_SECRET=${secret}\n`);
  expect((await stat(envFile)).mode & 0o777).toBe(0o600);
  expect(first.out).not.toContain(secret);
  expect(first.out).not.toContain(seed.managementApplication.secret);

  const second = await run([...BASE, '--yes']);
  expect(second.out).toContain('Nothing to change.');
  expect(second.out).toContain(' 0 of them writes');
  expect(await readFile(envFile, 'utf8')).toBe(text);
}, 30_000);

it('an env file that cannot be read is told before anything is made', async () => {
  const before = await snapshot(world);
  const utf16 = Buffer.from('\ufeffBASE_URL=http://localhost:3000\r\n', 'utf16le');
  await writeFile(envFile, utf16);
  const unread = await run([...BASE, '--yes']);
  expect(unread.status).toBe(2);
  expect(unread.out).toContain(`${envFile} is saved as UTF-16`);
  expect(await readFile(envFile)).toEqual(utf16);
  expect(await snapshot(world)).toEqual(before);
});

it('without a terminal it needs --yes', async () => {
  const { status, out } = await run(BASE);
  expect(status).toBe(2);
  expect(out).toContain('--yes');
});

it('--json is one object, with nothing in it that should stay secret', async () => {
  const { status, out } = await run([...BASE, '--yes', '--json']);
  expect(status).toBe(0);
  const answer = JSON.parse(out);
  expect(answer).toMatchObject({ version: 1, result: 'changed', calls: { okta: 0 } });
  expect(answer.plan[0]).toMatchObject({ kind: 'create', key: 'application' });
  expect(answer.done).toContain('application');
  expect(out).not.toContain(seed.managementApplication.secret);
});

it('a wrong secret is one sentence and status 1', async () => {
  const { status, out } = await run([...BASE, '--yes'], {
    ...credentials(),
    LOGTO_M2M_APP_SECRET: 'wrong',
  });
  expect(status).toBe(1);
  expect(out.trim()).toMatch(/^Logto doesn't accept the machine-to-machine application.*\.$/);
});

it('says that it waits for a rate limit, and then goes on', async () => {
  let refused = 0;
  const busy = createServer(async (request, response) => {
    if (request.url?.startsWith('/api/roles') && refused === 0) {
      refused += 1;
      response.writeHead(429, { 'retry-after': '2' }).end();
      return;
    }
    const chunks = await Array.fromAsync(request);
    const answer = await fetch(world.logto.url + request.url, {
      method: request.method ?? 'GET',
      headers: {
        authorization: request.headers.authorization ?? '',
        'content-type': request.headers['content-type'] ?? 'text/plain',
      },
      ...(chunks.length > 0 && { body: Buffer.concat(chunks) }),
    });
    response.writeHead(answer.status, { 'content-type': 'application/json' });
    response.end(await answer.text());
  }).listen(0, 'localhost');
  await once(busy, 'listening');
  const LOGTO_ENDPOINT = `http://localhost:${(busy.address() as AddressInfo).port}`;
  const { status, out } = await run([...BASE, '--dry-run'], { ...credentials(), LOGTO_ENDPOINT });
  busy.closeAllConnections();
  busy.close();
  expect(out).toMatch(/^Logto limits requests: trying again in [23] s\. Ctrl-C stops\.$/m);
  expect(status, out).toBe(0);
});

it('what is missing is listed, with status 2', async () => {
  const { status, out } = await run([], {});
  expect(status).toBe(2);
  expect(out).toMatch(/LOGTO_ENDPOINT[\s\S]*LOGTO_M2M_APP_ID[\s\S]*--base-url/);
});

it('an env file that cannot be written is told before anything is made', async () => {
  const before = await snapshot(world);
  envFile = join(folder, 'nowhere', '.env.local');
  const { status, out } = await run([...BASE, '--yes']);
  expect(status).toBe(2);
  expect(out).toContain('there is no folder');
  expect(await snapshot(world)).toEqual(before);
});

it('an option that does not exist, too', async () => {
  const { status, out } = await run(['--bas-url', 'x']);
  expect(status).toBe(2);
  expect(out).toContain('--bas-url');
});

it('--help fits eighty columns', async () => {
  const { status, out } = await run(['--help']);
  expect(status).toBe(0);
  expect(out.split('\n').filter((line) => line.length > 80)).toEqual([]);
});

it('--destroy needs the name, and then leaves nothing', async () => {
  const before = await snapshot(world);
  await run([...BASE, '--yes']);
  const refused = await run(['--destroy', '--yes']);
  expect(refused.status).toBe(2);
  const done = await run(['--destroy', '--confirm', PRODUCT_NAME]);
  expect(done.status, done.out).toBe(0);
  const { tenant } = world.logto;
  tenant.signInExperience.singleSignOnEnabled = false;
  tenant.accountCenter.enabled = false;
  tenant.accountCenter.fields = {};
  expect(await snapshot(world)).toEqual(before);
}, 30_000);

it('--audit-log appends a line a write; a second run, and a dry one, none', async () => {
  const file = join(folder, `audit-${Math.random()}.jsonl`);
  const read = async () => (await readFile(file, 'utf8')).split('\n').filter(Boolean);
  await run([...BASE, '--dry-run', '--audit-log', file]);
  await expect(stat(file)).rejects.toThrow();
  const first = await run([...BASE, '--yes', '--audit-log', file]);
  expect(first.status, first.out).toBe(0);
  const lines = await read();
  const [, writes] = / (\d+) of them writes/.exec(first.out) ?? [];
  expect(lines).toHaveLength(Number(writes));
  expect(JSON.parse(lines[0] ?? '')).toMatchObject({
    ...{ event: 'setup_changed', audit: true, outcome: 'done', change: 'created' },
    ...{ kind: 'application', name: PRODUCT_NAME, user: seed.managementApplication.id },
    endpoint: world.logto.url,
  });
  expect((await stat(file)).mode & 0o777).toBe(0o600);
  await run([...BASE, '--yes'], { ...credentials(), SETUP_AUDIT_LOG: file });
  expect(await read()).toEqual(lines);

  const removed = await run(['--destroy', '--confirm', PRODUCT_NAME], {
    ...credentials(),
    SETUP_AUDIT_LOG: file,
  });
  expect(removed.status, removed.out).toBe(0);
  const all = await read();
  expect(all.slice(0, lines.length)).toEqual(lines);
  const deletions = all.slice(lines.length).map((line) => JSON.parse(line));
  // The record goes with the application, its copy last of all.
  expect(deletions.slice(-2)).toMatchObject([
    { change: 'deleted', kind: 'application' },
    { change: 'changed', kind: 'application' },
  ]);
  for (const { secrets } of world.logto.tenant.applications.values()) {
    for (const { value } of secrets) expect(all.join()).not.toContain(value);
  }
}, 60_000);

it('--audit-log - is standard error, and leaves the JSON object alone', async () => {
  const { status, out } = await run([...BASE, '--yes', '--json', '--audit-log', '-']);
  expect(status, out).toBe(0);
  const lines = out.split('\n').filter((line) => line.includes('"setup_changed"'));
  expect(lines.length).toBeGreaterThan(10);
  const rest = out.split('\n').filter((line) => !line.includes('"setup_changed"'));
  expect(JSON.parse(rest.join('\n'))).toMatchObject({ result: 'changed' });
});

it.each(['--yes', '--destroy'])(
  'an audit log that cannot be written is told before anything is done: %s',
  async (flag) => {
    await run([...BASE, '--yes']);
    const before = await snapshot(world);
    const args = [...BASE, '--app-name', 'Another', flag, '--confirm', 'Another'];
    for (const [path, why] of [
      [join(folder, 'nowhere', 'audit.jsonl'), 'its folder is not there'],
      [folder, 'it is a folder'],
    ] as const) {
      const { status, out } = await run([...args, '--audit-log', path]);
      expect(status).toBe(2);
      expect(out).toContain(`--audit-log: ${path} can't be written: ${why}.`);
      const byVariable = await run(args, { ...credentials(), SETUP_AUDIT_LOG: path });
      expect(byVariable.out).toContain(`SETUP_AUDIT_LOG: ${path}`);
    }
    expect(await snapshot(world)).toEqual(before);
  },
  60_000,
);

it('--print-env prints secrets only when asked', async () => {
  await run([...BASE, '--base-url', 'https://app.example.com', '--yes']);
  const args = [...BASE, '--base-url', 'https://app.example.com', '--print-env', 'vercel', '--yes'];
  const plain = await run(args);
  expect(plain.out).toContain(
    "printf %s 'https://app.example.com' | vercel env add BASE_URL production",
  );
  expect(plain.out).toContain('vercel env add LOGTO_APP_SECRET production --sensitive\n');
  const shown = await run([...args, '--show-secrets']);
  expect(shown.out).toMatch(/printf %s '\w{32}' \| vercel env add LOGTO_APP_SECRET/);
}, 30_000);

it('--print-env prints no address of this machine, and makes production an API of its own', async () => {
  await run([...BASE, '--yes']);
  const here = 'http://localhost:3000';
  const env = { ...credentials(), BASE_URL: here, API_RESOURCE: `${here}/api` };
  const first = await run(['--print-env', 'vercel', '--yes'], env);
  expect(first.status, first.out).toBe(0);
  expect(first.out).not.toMatch(/^printf.*localhost/m);
  expect(first.out).toContain(`# BASE_URL is left out: ${here} is this machine.`);
  const url = 'https://shop.example.com';
  const deployed = ['--base-url', url, '--preview-url', 'https://shop-*-acme.vercel.app'];
  const { out } = await run([...deployed, '--print-env', 'vercel', '--yes'], env);
  expect(out).toContain(`printf %s '${url}/api' | vercel env add API_RESOURCE production`);
  expect(out).toContain("vercel env add COOKIE_SECRET preview '' --sensitive");
  const indicators = [...world.logto.tenant.resources.values()].map(({ indicator }) => indicator);
  expect(indicators).toContain(`${here}/api`);
  expect(indicators).toContain(`${url}/api`);
}, 60_000);
