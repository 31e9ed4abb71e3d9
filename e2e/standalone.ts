/** The app as the container image has it: the same files in the same places, as another user. */
import { type ChildProcess, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import {
  chmodSync,
  cpSync,
  existsSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { untilAnswers } from '@logto-okta/sandbox/tools/wait';
import type { World } from './world.ts';

const BUILT = '.next/standalone/server.js';
export const hasStandalone = () => existsSync(BUILT);
export const WHY_NO_STANDALONE =
  'the build has no standalone output: NEXT_OUTPUT=standalone npm run build';

/** The user of the image has no rights but to read; here whoever plays it, if we may choose. */
const NOBODY = 65534;
const isRoot = process.getuid?.() === 0;

/** What the image is given beside the settings: where it listens decides how Next takes rewrites. */
const [, HOSTNAME = ''] = /^ +HOSTNAME=(\S+)/m.exec(readFileSync('Dockerfile', 'utf8')) ?? [];

export type Container = {
  url: string;
  child: ChildProcess;
  log: () => string;
  /** Sends the signal of `docker stop`; the status with which the process ended. */
  stop: () => Promise<number | null>;
};

/** Next's own list of what stands before routes; without its entry no request meets `proxy.ts`. */
const PROXY_LIST = '.next/server/functions-config-manifest.json';

function takeOutProxy(folder: string) {
  const file = join(folder, PROXY_LIST);
  const list = JSON.parse(readFileSync(file, 'utf8'));
  if (!list.functions['/_middleware']) throw new Error(`no proxy in ${PROXY_LIST}`);
  delete list.functions['/_middleware'];
  writeFileSync(file, JSON.stringify(list));
}

/** The folders, as the Dockerfile's last stage lays them. */
function layOut(): string {
  const folder = mkdtempSync(join(tmpdir(), 'app-'));
  cpSync('.next/standalone', folder, { recursive: true });
  cpSync('.next/static', join(folder, '.next/static'), { recursive: true });
  cpSync('public', join(folder, 'public'), { recursive: true });
  chmodSync(folder, 0o755);
  return folder;
}

export async function startContainer(
  world: World,
  env: Record<string, string> = {},
  { withoutProxy = false } = {},
): Promise<Container & { remove: () => Promise<void> }> {
  const folder = layOut();
  if (withoutProxy) takeOutProxy(folder);
  const { port, giveBack } = await world.borrowPort();
  const url = `http://localhost:${port}`;
  const child = spawn(process.execPath, ['server.js'], {
    cwd: folder,
    stdio: ['ignore', 'pipe', 'pipe'],
    ...(isRoot && { uid: NOBODY, gid: NOBODY }),
    // Nothing of ours but the path: an image has only what it is given.
    env: {
      ...{ PATH: process.env.PATH, NODE_ENV: 'production', NEXT_TELEMETRY_DISABLED: '1' },
      ...{ PORT: String(port), HOSTNAME, BASE_URL: url },
      COOKIE_SECRET: randomBytes(32).toString('base64'),
      LOGTO_ENDPOINT: world.logtoUrl,
      LOGTO_APP_ID: world.application.id,
      LOGTO_APP_SECRET: world.application.secret,
      LOGTO_M2M_APP_ID: world.management.appId,
      LOGTO_M2M_APP_SECRET: world.management.appSecret,
      ...(world.management.resource && { LOGTO_M2M_RESOURCE: world.management.resource }),
      ...env,
    },
  });
  const chunks: Buffer[] = [];
  for (const stream of [child.stdout, child.stderr]) {
    stream?.on('data', (chunk: Buffer) => chunks.push(chunk));
  }
  const log = () => Buffer.concat(chunks).toString('utf8');
  const kill = () => child.kill('SIGKILL');
  process.once('exit', kill);
  const ended = once(child, 'exit');
  await untilAnswers(`${url}/api/health`, 30_000).catch((error: Error) => {
    kill();
    throw new Error(`${error.message}\n${log()}`);
  });
  return {
    ...{ url, child, log },
    async stop() {
      child.kill('SIGTERM');
      await ended;
      return child.exitCode;
    },
    async remove() {
      if (child.exitCode === null && child.signalCode === null) {
        kill();
        await ended;
      }
      process.off('exit', kill);
      giveBack();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
