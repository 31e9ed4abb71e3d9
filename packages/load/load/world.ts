/** Everything a run needs, on loopback, each in a process of its own and on a port that was free. */
import { randomBytes } from 'node:crypto';
import { sandboxApplication } from '@logto-okta/sandbox/sandbox';
import { managementApplication } from '@logto-okta/sandbox/seed';
import { type RedisServer, startRedis } from '@logto-okta/sandbox/tools/redis';
import { createClient } from '@redis/client';
import getPort from 'get-port';
import { type Nginx, startNginx } from './nginx.ts';
import { answersAt, type Program, startInstance, startProgram, untilReady } from './programs.ts';

/** Settings that a developer's `.env.local` may hold and a run must not see. */
const UNSET = Object.fromEntries(
  [
    ...['LOGTO_SSO_CONNECTOR_ID', 'SSO_COMPANIES', 'API_RESOURCE', 'LOGTO_M2M_RESOURCE'],
    ...['SESSION_IDLE_SECONDS', 'SESSION_MAX_SECONDS', 'SESSION_SSO_MAX_SECONDS'],
    ...['OTEL_EXPORTER_OTLP_ENDPOINT', 'OTEL_TRACES_EXPORTER', 'OTEL_METRICS_EXPORTER'],
    ...['SANDBOX', 'OTHER_HOSTS', 'SHUTDOWN_DRAIN_SECONDS', 'SSO_GUARD_WAIT_SECONDS', 'VERCEL'],
  ].map((name) => [name, '']),
);

export type World = Awaited<ReturnType<typeof startWorld>>;

/** @throws when a program is missing or doesn't start; what had started ends with this process. */
export async function startWorld(count: number, revalidateSeconds: number) {
  const ports = await Promise.all(Array.from({ length: 5 + count }, () => getPort()));
  const [front = 0, logtoPort = 0, oktaPort = 0, controlPort = 0, apart = 0, ...behind] = ports;
  const url = `http://localhost:${front}`;
  /** Of an instance with sessions in cookies: another address, and so other names of cookies. */
  const cookieUrl = `http://localhost:${apart}`;
  const logtoUrl = `http://localhost:${logtoPort}`;
  const controlUrl = `http://localhost:${controlPort}`;

  const sandbox = startProgram(process.execPath, [
    ...['scripts/sandbox.ts', '--logto-port', String(logtoPort), '--okta-port', String(oktaPort)],
    ...['--control-port', String(controlPort), '--app-url', url, '--app-url', cookieUrl],
  ]);
  const redis: RedisServer = await startRedis();
  await untilReady('The sandbox', sandbox, answersAt(controlUrl));

  const settings = {
    ...UNSET,
    BASE_URL: url,
    COOKIE_SECRET: randomBytes(32).toString('base64'),
    REDIS_URL: redis.url,
    SESSION_REVALIDATE_SECONDS: String(revalidateSeconds),
    LOGTO_ENDPOINT: logtoUrl,
    LOGTO_APP_ID: sandboxApplication.id,
    LOGTO_APP_SECRET: sandboxApplication.secret,
    LOGTO_M2M_APP_ID: managementApplication.id,
    LOGTO_M2M_APP_SECRET: managementApplication.secret,
  };
  const start = (port: number, more: Record<string, string> = {}) =>
    startInstance(port, { ...settings, ...more });
  const instances: Program[] = await Promise.all(behind.map((port) => start(port)));
  let nginx: Nginx = await startNginx(front, behind);
  /** What instances said that are gone by now. */
  const lastWords: string[] = [];

  return {
    ...{ url, cookieUrl, logtoUrl, controlUrl, redis, sandbox, instances, settings },
    site: { url, port: front },
    nginx: () => nginx,
    /** One instance more, behind nothing, with other settings. */
    startApart: async (more: Record<string, string>) => ({
      site: { url: more.BASE_URL ?? url, port: apart },
      program: await start(apart, more),
    }),
    async killInstance() {
      const [first] = instances;
      await first?.kill();
      lastWords.push(first?.log() ?? '');
    },
    async restartInstance() {
      instances[0] = await start(behind[0] ?? 0);
    },
    /** nginx again, with as many of the instances. */
    async balance(among: number) {
      await nginx.stop();
      nginx.remove();
      nginx = await startNginx(front, behind.slice(0, among));
    },
    logs: () => [...lastWords, ...instances.map((one) => one.log())],
    async redisInfo() {
      const client = createClient({ url: redis.url });
      // Without a listener a lost connection ends this process; the command fails all the same.
      client.on('error', () => {});
      await client.connect();
      const info = await client.info('everything');
      client.destroy();
      const number = (name: string) => Number(new RegExp(`${name}:([\\d.]+)`).exec(info)?.[1]);
      // What this very question takes is not the app's.
      const calls = [...info.matchAll(/cmdstat_(\w+):calls=(\d+)/g)]
        .filter(([, name]) => !/^(info|hello|client|ping|command)/.test(name ?? ''))
        .reduce((sum, [, , times]) => sum + Number(times), 0);
      const cpuMs = (number('used_cpu_user') + number('used_cpu_sys')) * 1000;
      return { bytes: number('used_memory'), calls, cpuMs };
    },
    async stop() {
      await nginx.stop();
      nginx.remove();
      await Promise.all([...instances, sandbox].map((one) => one.stop()));
      await redis.close();
    },
  };
}
