/** Next's own command as a child process that ends with us. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createRequire } from 'node:module';

const KILL_AFTER_MS = 5000;
const LAST_LINES = 12;
const LAST_CHARACTERS = 4000;
const nextCommand = createRequire(import.meta.url).resolve('next/dist/bin/next');

export type NextProcess = {
  child: ChildProcess;
  /** Everything it has printed so far. */
  output: () => string;
  /** From now on, prints go to this terminal. */
  passThrough: () => void;
  /** Why it ended by itself, with what it printed last. */
  ending: () => string;
  stop: () => Promise<void>;
};

/** On Windows a signal ends the wrapper alone and leaves Next's worker. */
function endTree(child: ChildProcess) {
  if (process.platform !== 'win32') child.kill('SIGTERM');
  else spawn('taskkill', ['/pid', String(child.pid), '/t', '/f'], { stdio: 'ignore' });
}

export function startNext(
  command: 'dev' | 'start',
  port: number,
  env: Record<string, string | undefined>,
): NextProcess {
  const child = spawn(process.execPath, [nextCommand, command, '--port', String(port)], {
    env: { ...process.env, NEXT_TELEMETRY_DISABLED: '1', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const chunks: Buffer[] = [];
  let forwards = false;
  let last = '';
  const take = (to: NodeJS.WriteStream) => (chunk: Buffer) => {
    last = (last + chunk.toString('utf8')).slice(-LAST_CHARACTERS);
    if (forwards) to.write(chunk);
    else chunks.push(chunk);
  };
  child.stdout?.on('data', take(process.stdout));
  child.stderr?.on('data', take(process.stderr));
  // However we end, short of being killed outright, the child ends too.
  const kill = () => child.kill('SIGKILL');
  process.once('exit', kill);
  const exited = once(child, 'exit').then(() => process.off('exit', kill));
  return {
    child,
    output: () => Buffer.concat(chunks).toString('utf8'),
    passThrough: () => {
      forwards = true;
    },
    ending() {
      const { exitCode, signalCode } = child;
      const how = signalCode
        ? `by ${signalCode}${signalCode === 'SIGKILL' ? ', which the system sends when memory runs out' : ''}`
        : `with status ${exitCode}`;
      const lines = last.trim().split('\n').slice(-LAST_LINES).join('\n');
      return `The app's process ended by itself, ${how}. ${lines ? `It said last:\n\n${lines}` : 'It said nothing.'}`;
    },
    async stop() {
      if (child.exitCode !== null || child.signalCode !== null) return;
      endTree(child);
      const timer = setTimeout(kill, KILL_AFTER_MS);
      await exited;
      clearTimeout(timer);
    },
  };
}
