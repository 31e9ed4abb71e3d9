/** A real Redis for specs, on a free loopback port, that keeps nothing beyond its own restarts. */
import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { createClient } from '@redis/client';
import getPort from 'get-port';
import { redisProgram, WHY_NO_REDIS } from './redis-program.ts';

export type RedisServer = {
  url: string;
  /** For Node's `NODE_EXTRA_CA_CERTS`, when it speaks TLS. */
  authority: string | undefined;
  /** A connection of the spec's own, to look and to meddle. */
  command: (...parts: string[]) => Promise<unknown>;
  /** Every string it holds, by key. */
  values: () => Promise<Record<string, string>>;
  /** Ends the process. What it held is there again after `start`, on the same port. */
  stop: () => Promise<void>;
  start: () => Promise<void>;
  /** It keeps its connections and answers nobody until `thaw`. */
  freeze: () => void;
  thaw: () => void;
  close: () => Promise<void>;
};

function certificate(folder: string) {
  const [key, cert] = ['key.pem', 'cert.pem'].map((name) => join(folder, name)) as [string, string];
  const kind = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes'];
  const names = ['-subj', '/CN=localhost', '-addext', 'subjectAltName=DNS:localhost'];
  const files = ['-days', '2', '-keyout', key, '-out', cert];
  execFileSync('openssl', ['req', '-x509', ...kind, ...names, ...files], { stdio: 'ignore' });
  return { key, cert };
}

const START_LIMIT_MS = 10_000;

/** @throws when there is no `redis-server`, or, with `tls`, no `openssl`. */
export async function startRedis({
  tls = false,
  port: wanted,
}: {
  tls?: boolean;
  port?: number;
} = {}): Promise<RedisServer> {
  const program = redisProgram();
  if (!program) throw new Error(WHY_NO_REDIS);
  const folder = mkdtempSync(join(tmpdir(), 'redis-'));
  const port = String(wanted ?? (await getPort()));
  const { key, cert } = tls ? certificate(folder) : { key: '', cert: '' };
  const encryption = ['--tls-port', port, '--tls-cert-file', cert, '--tls-key-file', key];
  const options = [
    ...(tls
      ? ['--port', '0', ...encryption, '--tls-ca-cert-file', cert, '--tls-auth-clients', 'no']
      : ['--port', port]),
    ...['--bind', '127.0.0.1', '--save', '', '--appendonly', 'no', '--dir', folder],
  ];
  const url = `${tls ? 'rediss' : 'redis'}://localhost:${port}`;
  let child: ChildProcess | undefined;

  const connect = async () => {
    const socket = {
      reconnectStrategy: false as const,
      ...(tls && { tls, ca: [readFileSync(cert)] }),
    };
    const client = createClient({ url, socket });
    client.on('error', () => {});
    await client.connect();
    return client;
  };
  const kill = () => child?.kill('SIGKILL');
  process.once('exit', kill);

  async function command(...parts: string[]) {
    const client = await connect();
    try {
      return await client.sendCommand(parts);
    } finally {
      client.destroy();
    }
  }
  async function start() {
    child = spawn(program as string, options, { stdio: 'ignore' });
    const deadline = Date.now() + START_LIMIT_MS;
    for (;;) {
      try {
        // Loading what it saved, it takes connections and refuses to answer.
        if (String(await command('PING')) === 'PONG') return;
      } catch (error) {
        if (Date.now() > deadline) throw error;
      }
      await sleep(30);
    }
  }
  async function stop() {
    const ended = child && once(child, 'exit');
    await command('SHUTDOWN', 'SAVE').catch(() => {});
    await ended;
    child = undefined;
  }
  await start();
  return {
    ...{ url, command, start, stop },
    authority: tls ? cert : undefined,
    async values() {
      const client = await connect();
      const found: Record<string, string> = {};
      for (const name of await client.keys('*')) {
        if ((await client.type(name)) === 'string') found[name] = (await client.get(name)) ?? '';
        else found[name] = (await client.sMembers(name)).join(' ');
      }
      client.destroy();
      return found;
    },
    freeze: () => void child?.kill('SIGSTOP'),
    thaw: () => void child?.kill('SIGCONT'),
    async close() {
      const ended = child && once(child, 'exit');
      kill();
      await ended;
      process.off('exit', kill);
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
