/** Runs one of the project's programs to its end, for a limited time. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';

const isWindows = process.platform === 'win32';

/** With everything that it started: test runners have workers, specs have servers and browsers. */
function kill(child: ChildProcess) {
  try {
    if (isWindows) child.kill();
    else if (child.pid) process.kill(-child.pid, 'SIGKILL');
  } catch {
    // It has ended meanwhile.
  }
}

/** Of whatever started this: each program has its own idea of it. */
const isForeign = (name: string) => name === 'NODE_ENV' || /^(VITEST|E2E_|PLAYWRIGHT_)/.test(name);

export type Finished = { status: number | null; output: string; isLate: boolean };

/** @param name of a program in `node_modules/.bin`. */
export async function runProgram(
  folder: string,
  [name = '', ...args]: string[],
  limitMs: number,
  { env = {}, signal }: { env?: Record<string, string>; signal: AbortSignal },
): Promise<Finished> {
  signal.throwIfAborted();
  const own = Object.fromEntries(
    Object.entries(process.env).filter(([key]) => !isForeign(key)),
  ) as NodeJS.ProcessEnv;
  const child = spawn(join(folder, 'node_modules/.bin', name), args, {
    cwd: folder,
    env: { ...own, NEXT_TELEMETRY_DISABLED: '1', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
    // A group of its own, to be ended as one.
    detached: !isWindows,
    shell: isWindows,
  });
  const chunks: Buffer[] = [];
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (chunk: Buffer) => chunks.push(chunk));
  }
  let isLate = false;
  const timer = setTimeout(() => {
    isLate = true;
    kill(child);
  }, limitMs);
  const stop = () => kill(child);
  signal.addEventListener('abort', stop);
  try {
    const [status] = (await once(child, 'close')) as [number | null];
    signal.throwIfAborted();
    return { status, output: Buffer.concat(chunks).toString('utf8'), isLate };
  } finally {
    clearTimeout(timer);
    signal.removeEventListener('abort', stop);
  }
}
