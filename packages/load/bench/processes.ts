/** The server under test, Redis and the load, each on the core it is given. */
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { createRequire } from 'node:module';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { untilAnswers } from '@logto-okta/sandbox/tools/wait';
import getPort from 'get-port';

export const SERVER_CORE = 0;
export const LOAD_CORE = 1;
export const canPin =
  availableParallelism() >= 2 && spawnSync('taskset', ['--version']).status === 0;

type Command = [program: string, ...args: string[]];
const onCore = (core: number, command: Command): Command =>
  canPin ? ['taskset', '-c', String(core), ...command] : command;

export type Running = { url: string; pid: number; log: () => string; stop: () => Promise<void> };

async function stop(child: ChildProcess) {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const exited = once(child, 'exit');
  child.kill('SIGTERM');
  await exited;
}

function start(
  core: number,
  command: Command,
  options: { cwd?: string; env?: NodeJS.ProcessEnv } = {},
) {
  const [program, ...args] = onCore(core, command);
  const child = spawn(program, args, { ...options, stdio: ['ignore', 'pipe', 'pipe'] });
  const chunks: Buffer[] = [];
  child.stdout?.on('data', (chunk: Buffer) => chunks.push(chunk));
  child.stderr?.on('data', (chunk: Buffer) => chunks.push(chunk));
  const kill = () => child.kill('SIGKILL');
  process.once('exit', kill);
  child.once('exit', () => process.off('exit', kill));
  return { child, log: () => Buffer.concat(chunks).toString('utf8') };
}

/** @param profileTo a folder for a CPU profile, written when the server ends. */
export async function startServer(
  folder: string,
  port: number,
  env: Record<string, string>,
  profileTo?: string,
): Promise<Running> {
  const next = join(folder, 'node_modules/next/dist/bin/next');
  const profile = profileTo ? ['--cpu-prof', '--cpu-prof-dir', profileTo] : [];
  const url = `http://localhost:${port}`;
  const { child, log } = start(
    SERVER_CORE,
    [process.execPath, ...profile, next, 'start', '--port', String(port)],
    {
      cwd: folder,
      env: {
        ...process.env,
        NODE_ENV: 'production',
        NEXT_TELEMETRY_DISABLED: '1',
        BASE_URL: url,
        ...env,
      },
    },
  );
  await untilAnswers(`${url}/icon.svg`, 60_000).catch((error: Error) => {
    throw new Error(`${error.message}\n${log()}`);
  });
  return { url, pid: child.pid ?? 0, log, stop: () => stop(child) };
}

/** A Redis of our own, in memory; undefined where there is no `redis-server`. */
export async function startRedis(): Promise<Running | undefined> {
  if (spawnSync('redis-server', ['--version']).status !== 0) return undefined;
  const port = await getPort();
  const { child, log } = start(LOAD_CORE, [
    ...(['redis-server', '--port', String(port), '--bind', '127.0.0.1'] as Command),
    ...['--save', '', '--appendonly', 'no'],
  ]);
  while (!log().includes('Ready to accept connections')) {
    if (child.exitCode !== null) throw new Error(log());
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  return { url: `redis://127.0.0.1:${port}`, pid: child.pid ?? 0, log, stop: () => stop(child) };
}

export type Load = { url: string; cookie?: string; connections: number; seconds: number };
export type LoadResult = { perSecond: number; p50: number; p99: number; requests: number };
const autocannon = createRequire(import.meta.url).resolve('autocannon');

/** One round of load. @throws unless every answer was 200. Latencies in milliseconds. */
export async function load({ url, cookie, connections, seconds }: Load): Promise<LoadResult> {
  const header = cookie ? ['-H', `cookie: ${cookie}`] : [];
  const numbers = ['-c', String(connections), '-d', String(seconds)];
  const { child, log } = start(LOAD_CORE, [
    process.execPath,
    autocannon,
    '-j',
    '-n',
    ...numbers,
    ...header,
    url,
  ]);
  await once(child, 'close');
  const result = JSON.parse(log().slice(log().indexOf('{')));
  const { non2xx, errors, timeouts, requests, latency } = result;
  if (non2xx + errors + timeouts > 0 || result['2xx'] === 0) {
    throw new Error(`${url}: ${result['2xx']} answers of 200, ${non2xx} others, ${errors} errors`);
  }
  return {
    perSecond: result['2xx'] / result.duration,
    ...{ p50: latency.p50, p99: latency.p99, requests: requests.total },
  };
}
