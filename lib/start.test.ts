/** The check of settings as a process has it: whatever is wrong is said, and the process ends. */
import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterEach, beforeEach, expect, it } from 'vitest';

const GOOD = {
  LOGTO_ENDPOINT: 'https://acme.logto.app',
  LOGTO_APP_ID: 'app',
  LOGTO_APP_SECRET: 'app-secret-value',
  BASE_URL: 'http://localhost:3000',
  COOKIE_SECRET: 'Vb8mJr2QkT6yXe0Lw4Zs9Hd1Nf5Gc7Pa3Uo',
};
const fileOf = (path: string) => pathToFileURL(resolve(path)).href;
const program = `
  const { checkSettingsAtStart } = await import(${JSON.stringify(fileOf('lib/start.ts'))});
  checkSettingsAtStart();
`;

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'start-'));
});
afterEach(() => rm(folder, { recursive: true }));

function start(env: Record<string, string>, andThen = '') {
  const { promise, resolve: done } = Promise.withResolvers<{ status: number; out: string }>();
  execFile(
    process.execPath,
    ['--input-type=module', '--eval', program + andThen],
    { cwd: folder, env: { PATH: process.env.PATH, NODE_ENV: 'production', ...env } },
    (error, stdout, stderr) => done({ status: Number(error?.code ?? 0), out: stdout + stderr }),
  );
  return promise;
}

it('goes on when all is well, and says that the guard is off', async () => {
  await writeFile(join(folder, '.env.local'), '\ufeff# ünïcode\nOTHER=1\n');
  expect(await start(GOOD)).toMatchObject({
    status: 0,
    out: expect.stringContaining('sso_guard_off'),
  });
});

it('tells the log every secret, however Redis’s password is written', async () => {
  const settings = {
    ...GOOD,
    COOKIE_SECRET: `2:aB3+${GOOD.COOKIE_SECRET},1:${GOOD.COOKIE_SECRET}`,
    ...{ LOGTO_M2M_APP_ID: 'machine', LOGTO_M2M_APP_SECRET: 'machine-secret' },
    REDIS_URL: 'redis://user:p%40ss%2fword1@localhost:6379',
  };
  const secrets = [
    ...[`aB3+${GOOD.COOKIE_SECRET}`, GOOD.COOKIE_SECRET, GOOD.LOGTO_APP_SECRET, 'machine-secret'],
    ...['p%40ss%2fword1', 'p@ss/word1', 'p%40ss%2Fword1'],
    ...[btoa('app:app-secret-value'), btoa('machine:machine-secret')],
  ];
  const { out } = await start(
    settings,
    `const { log } = await import(${JSON.stringify(fileOf('lib/log/log.ts'))});
    for (const text of ${JSON.stringify(secrets)}) log.info('told', { text: 'by ' + text + '.' });`,
  );
  expect(out.match(/"text":"by \[redacted\]=*\."/g)).toHaveLength(secrets.length);
});

it.each(['.env.local', '.env', '.env.production', '.env.production.local'])(
  'names %s when it is UTF-16, even though the environment has everything',
  async (name) => {
    await writeFile(join(folder, name), Buffer.from('\ufeffLOGTO_APP_ID=x\r\n', 'utf16le'));
    const { status, out } = await start(GOOD);
    expect(status).toBe(1);
    expect(out).toContain(`- ${name} is saved as UTF-16`);
  },
);

it.each([
  ['5203', 'http://localhost:5200', true],
  ['3000', 'http://localhost:3000', false],
  ['3000', 'http://app.localhost', true],
  // A proxy is before it.
  ['3000', 'https://app.example.com', false],
])('listens on %s with BASE_URL %s: warns %s', async (PORT, BASE_URL, warns) => {
  const { status, out } = await start({ ...GOOD, PORT, BASE_URL });
  expect(status).toBe(0);
  expect(out.includes('base_url_port_differs')).toBe(warns);
  if (warns) expect(out).toContain(`the app listens on port ${PORT}`);
});

it('lists what is missing', async () => {
  const { status, out } = await start({});
  expect(status).toBe(1);
  expect(out).toContain('LOGTO_ENDPOINT is missing');
});
