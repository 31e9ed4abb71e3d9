/** What reads the app's output goes away, or stops reading, as `head`, pagers and log shippers do. */
import { type ChildProcess, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { send } from '@logto-okta/sandbox/tools/plain-browser';
import { untilAnswers } from '@logto-okta/sandbox/tools/wait';
import { test as base, expect } from './fixtures.ts';

const nextCommand = createRequire(import.meta.url).resolve('next/dist/bin/next');

type Piped = { url: string; pid: number; hasEnded: () => boolean };
/** Starts the app with both of its streams in a pipe to this command. */
type Pipe = (reader: string) => Promise<Piped>;

const isRunning = (pid: number) => existsSync(`/proc/${pid}/stat`);
/** Clock ticks that the process has used, of which there are 100 a second. */
function ticksOf(pid: number): number {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8')
    .replace(/^.*\) /, '')
    .split(' ');
  return Number(fields[11]) + Number(fields[12]);
}

const test = base.extend<{ pipe: Pipe }>({
  pipe: async ({ world }, use) => {
    test.skip(process.platform !== 'linux', 'reads /proc');
    const folder = mkdtempSync(join(tmpdir(), 'piped-'));
    const started: { shell: ChildProcess; pid: number; giveBack: () => void }[] = [];
    await use(async (reader) => {
      const { port, giveBack } = await world.borrowPort();
      const url = `http://localhost:${port}`;
      const pidFile = join(folder, String(port));
      const app = `sh -c 'echo $$ > "${pidFile}"; exec "$0" "$1" start --port ${port} 2>&1'`;
      const shell = spawn(
        'sh',
        ['-c', `${app} "$0" "$1" | ${reader}`, process.execPath, nextCommand],
        {
          stdio: 'ignore',
          env: {
            ...process.env,
            ...{ NEXT_TELEMETRY_DISABLED: '1', BASE_URL: url },
            COOKIE_SECRET: randomBytes(32).toString('base64'),
            ...{ LOGTO_ENDPOINT: world.logtoUrl, LOGTO_SSO_CONNECTOR_ID: '' },
            ...{ LOGTO_APP_ID: world.application.id, LOGTO_APP_SECRET: world.application.secret },
            ...{ LOGTO_M2M_APP_ID: '', LOGTO_M2M_APP_SECRET: '', LOGTO_M2M_RESOURCE: '' },
          },
        },
      );
      await untilAnswers(`${url}/api/health`, 30_000);
      const pid = Number(readFileSync(pidFile, 'utf8'));
      started.push({ shell, pid, giveBack });
      return { url, pid, hasEnded: () => !isRunning(pid) };
    });
    for (const { shell, pid, giveBack } of started) {
      if (isRunning(pid)) process.kill(pid, 'SIGKILL');
      shell.kill('SIGKILL');
      giveBack();
    }
    rmSync(folder, { recursive: true, force: true });
  },
});

/** Each leaves a line in the log. */
const fail = (url: string) => send(url, { target: '/callback?code=x&state=nonsense' });

async function expectHealthAndEnd({ url, pid, hasEnded }: Piped) {
  const before = ticksOf(pid);
  await new Promise((resolve) => setTimeout(resolve, 1000));
  expect(ticksOf(pid) - before, 'CPU ticks in a second of doing nothing').toBeLessThan(50);
  expect((await send(url, { target: '/api/health' })).status).toBe(200);
  process.kill(pid, 'SIGTERM');
  await expect.poll(hasEnded, { timeout: 15_000 }).toBe(true);
}

/**
 * Next's start prints five lines before any code of ours runs. A reader that leaves among those ends
 * the process, as it ends any other program.
 */
const AFTER_START = 6;

test('a reader that goes away costs nothing (getsentry/sentry-mcp#1274)', async ({ pipe }) => {
  const app = await pipe(`head -n ${AFTER_START}`);
  for (let index = 0; index < 6; index++) {
    expect((await fail(app.url)).status).toBe(303);
    await send(app.url, { method: 'TRACE', target: '/' });
  }
  await expectHealthAndEnd(app);
});

test('a reader that stops reading blocks no request', async ({ pipe }) => {
  test.setTimeout(90_000);
  const app = await pipe('sleep 300');
  // More than the 64 KB that a pipe holds.
  for (let index = 0; index < 400; index++) expect((await fail(app.url)).status).toBe(303);
  await expectHealthAndEnd(app);
});
