/** The programs of a run: each a child of ours, which ends with us however we end. */
import { type ChildProcess, spawn } from 'node:child_process';
import { lookup } from 'node:dns/promises';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { setTimeout as sleep } from 'node:timers/promises';

const STOP_LIMIT_MS = 8000;
const START_LIMIT_MS = 90_000;

export type Program = {
  pid: number;
  log: () => string;
  /** As a crash or a machine that is gone: nothing is finished, nobody is told. */
  kill: () => Promise<void>;
  /** Told to end, and killed when it doesn't. */
  stop: () => Promise<void>;
  hasEnded: () => boolean;
};

type Settings = Record<string, string>;

export function startProgram(name: string, args: string[], env: Settings = {}): Program {
  const child: ChildProcess = spawn(name, args, {
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const chunks: Buffer[] = [];
  child.stdout?.on('data', (chunk: Buffer) => chunks.push(chunk));
  child.stderr?.on('data', (chunk: Buffer) => chunks.push(chunk));
  const hasEnded = () => child.exitCode !== null || child.signalCode !== null;
  const endWithUs = () => void child.kill('SIGKILL');
  process.once('exit', endWithUs);
  child.once('exit', () => process.off('exit', endWithUs));
  // Without a listener a program that isn't there would end this one.
  child.on('error', (error) => chunks.push(Buffer.from(error.message)));

  async function end(signal: 'SIGKILL' | 'SIGTERM') {
    if (hasEnded() || child.pid === undefined) return;
    const exited = once(child, 'exit');
    child.kill(signal);
    const timer = setTimeout(endWithUs, STOP_LIMIT_MS);
    await exited;
    clearTimeout(timer);
  }
  return {
    pid: child.pid ?? 0,
    log: () => Buffer.concat(chunks).toString('utf8'),
    kill: () => end('SIGKILL'),
    stop: () => end('SIGTERM'),
    hasEnded,
  };
}

/** @throws with what the program has printed, when it ends or isn't ready in time. */
export async function untilReady(
  name: string,
  program: Program,
  isReady: () => Promise<boolean>,
): Promise<void> {
  const deadline = Date.now() + START_LIMIT_MS;
  while (!program.hasEnded() && Date.now() < deadline) {
    if (await isReady().catch(() => false)) return;
    await sleep(100);
  }
  throw new Error(`${name} did not start:\n${program.log().slice(-2000)}`);
}

export const answersAt = (url: string) => async () => {
  const response = await fetch(url, { redirect: 'manual', signal: AbortSignal.timeout(5000) });
  await response.body?.cancel();
  return response.status < 500;
};

const nextCommand = createRequire(import.meta.url).resolve('next/dist/bin/next');

/** Where `localhost` leads first, to which a server of that name listens. */
export const loopback = async (): Promise<string> => {
  const { address, family } = await lookup('localhost');
  return family === 6 ? `[${address}]` : address;
};

/**
 * An instance of the built app, on loopback alone. Resolves once it serves. By name: with
 * `--hostname 127.0.0.1` Next 16 takes a rewrite of `proxy.ts` for one to another site, and the
 * page that Redis doesn't answer loses its status 503.
 */
export async function startInstance(port: number, env: Settings): Promise<Program> {
  const args = [nextCommand, 'start', '--hostname', 'localhost', '--port', String(port)];
  const instance = startProgram(process.execPath, args, {
    NODE_ENV: 'production',
    NEXT_TELEMETRY_DISABLED: '1',
    ...env,
  });
  await untilReady(
    'An instance',
    instance,
    answersAt(`http://${await loopback()}:${port}/api/health`),
  );
  return instance;
}

const TICKS_A_SECOND = 100;

/** CPU milliseconds that the process has used so far; NaN where there is no /proc. */
export function cpuMs(pid: number): number {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // The name in parentheses may hold spaces; user and system time are fields 14 and 15.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return ((Number(fields[11]) + Number(fields[12])) * 1000) / TICKS_A_SECOND;
  } catch {
    return Number.NaN;
  }
}

/** CPU milliseconds that all programs of the machine have used so far; NaN where there is no /proc. */
export function machineCpuMs(): number {
  try {
    const [line = ''] = readFileSync('/proc/stat', 'utf8').split('\n');
    const [user = 0, nice = 0, system = 0, , , irq = 0, softIrq = 0] = line
      .split(/\s+/)
      .slice(1)
      .map(Number);
    return ((user + nice + system + irq + softIrq) * 1000) / TICKS_A_SECOND;
  } catch {
    return Number.NaN;
  }
}

/** Resident bytes of the process; NaN where there is no /proc. */
export function residentBytes(pid: number): number {
  try {
    const [, kilobytes] = /VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? [];
    return Number(kilobytes) * 1024;
  } catch {
    return Number.NaN;
  }
}
