/** `npm run bench`: what being signed in costs a page. */
import { randomBytes } from 'node:crypto';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { arch, cpus, platform } from 'node:os';
import {
  type OrganizationTemplate,
  setOrganizationTemplate,
} from '@logto-okta/sandbox/organization-template';
import { sandboxApplication, startSandbox } from '@logto-okta/sandbox/sandbox';
import { fail, readOptions } from '@logto-okta/sandbox/tools/options';
import { plainBrowser } from '@logto-okta/sandbox/tools/plain-browser';
import { createClient } from '@redis/client';
import getPort from 'get-port';
import { buildCopy, NO_AUTH_PATH, PROBE_PATH, SIGNED_IN_PATH } from './bench/copy.ts';
import { type Extras, guardSettings, timeExtras } from './bench/extras.ts';
import { canPin, load, type Running, startRedis, startServer } from './bench/processes.ts';
import { heading, median, type Side, table } from './bench/report.ts';
import { timeSignIns } from './bench/sign-ins.ts';

const HELP = `npm run bench -- [options]

Builds a copy of the app in a temporary folder, with the dashboard once more as
a page that knows no session, and loads both in turn.

  --mode <mode>          cookie, redis or both. Default both
  --rounds <n>           rounds of each page. Default 7
  --seconds <n>          length of a round. Default 8
  --connections <n>      default 20
  --user <name>          alex, or fifty: fifty organizations. Default alex
  --profile <folder>     writes a CPU profile of each server there; the numbers
                         of such a run are too low to be compared
  --json <file>          writes the numbers there as well
  --help

It takes about (rounds × seconds × 2 + 40 seconds) a mode. Close other programs:
server and load each want a core of their own.`;

const options = readOptions(HELP, {
  mode: { type: 'string', default: 'both' },
  rounds: { type: 'string', default: '7' },
  seconds: { type: 'string', default: '8' },
  connections: { type: 'string', default: '20' },
  user: { type: 'string', default: 'alex' },
  profile: { type: 'string' },
  json: { type: 'string' },
});
const positive = (name: 'rounds' | 'seconds' | 'connections') => {
  const value = Number(options[name]);
  return Number.isInteger(value) && value > 0 ? value : fail(`--${name} is a number above 0.`);
};
const [rounds, seconds, connections] = [
  positive('rounds'),
  positive('seconds'),
  positive('connections'),
];
if (!['cookie', 'redis', 'both'].includes(options.mode)) fail('--mode is cookie, redis or both.');

const WARM_UP_SECONDS = 4;

async function probe(server: Running, cookie: string) {
  const response = await fetch(server.url + PROBE_PATH, { headers: { cookie } });
  return (await response.json()) as { user?: string; cpuMicroseconds: number; rss: number };
}

async function redisCalls(url: string): Promise<number> {
  const client = createClient({ url });
  await client.connect();
  const info = await client.info('commandstats');
  await client.close();
  // What this very question takes is not the app's.
  return [...info.matchAll(/cmdstat_(\w+):calls=(\d+)/g)]
    .filter(([, name]) => !/^(info|hello|client)/.test(name ?? ''))
    .reduce((sum, [, , calls]) => sum + Number(calls), 0);
}

/** Nonces differ from answer to answer, and addresses between the two pages. */
const bytesOf = (html: string) => html.replaceAll(NO_AUTH_PATH, SIGNED_IN_PATH).length;

async function measure(
  folder: string,
  template: OrganizationTemplate,
  mode: 'cookie' | 'redis',
  redis: Running | undefined,
) {
  const port = await getPort();
  const sandbox = await startSandbox({ appUrls: [`http://localhost:${port}`] });
  setOrganizationTemplate(sandbox.logto.tenant, template);
  const settings: Record<string, string> = {
    LOGTO_ENDPOINT: sandbox.logto.url,
    LOGTO_APP_ID: sandboxApplication.id,
    LOGTO_APP_SECRET: sandboxApplication.secret,
    LOGTO_SSO_CONNECTOR_ID: '',
    COOKIE_SECRET: randomBytes(32).toString('base64'),
    REDIS_URL: redis?.url ?? '',
    // A renewal in the middle of a round would be one request of a hundred thousand.
    SESSION_REVALIDATE_SECONDS: '300',
  };
  const server = await startServer(folder, port, settings, options.profile);
  try {
    const signIns = await timeSignIns(server.url, sandbox, options.user);
    const browser = plainBrowser(server.url);
    await browser.signIn(sandbox.logto.url, options.user);
    // The attempt's own cookie is gone after five minutes; it isn't the session's cost.
    const session = Object.entries(browser.values()).filter(([name]) =>
      name.startsWith('session-'),
    );
    const cookie = session.map((pair) => pair.join('=')).join('; ');
    if (!(await probe(server, cookie)).user) throw new Error('the probe sees nobody');

    const noAuth: Side = { name: 'no auth', path: NO_AUTH_PATH, results: [] };
    const signedIn: Side = { name: 'signed in', path: SIGNED_IN_PATH, cookie, results: [] };
    const sizes = [];
    for (const { path, cookie: own } of [noAuth, signedIn]) {
      const url = server.url + path;
      sizes.push(bytesOf(await (await fetch(url, { headers: own ? { cookie: own } : {} })).text()));
      await load({ url, cookie: own, connections, seconds: WARM_UP_SECONDS });
    }
    let logtoCalls = 0;
    sandbox.logto.faults.request = () => {
      logtoCalls += 1;
      return false;
    };
    const callsBefore = redis ? await redisCalls(redis.url) : 0;
    for (let round = 0; round < rounds; round++) {
      // Each goes first as often as the other: what the machine does meanwhile hits both.
      for (const side of round % 2 === 0 ? [noAuth, signedIn] : [signedIn, noAuth]) {
        const before = await probe(server, '');
        const result = await load({
          url: server.url + side.path,
          cookie: side.cookie,
          connections,
          seconds,
        });
        const after = await probe(server, '');
        const cpu = (after.cpuMicroseconds - before.cpuMicroseconds) / result.requests / 1000;
        side.results.push({ ...result, cpuMs: cpu, rss: after.rss });
      }
      process.stderr.write('.');
    }
    process.stderr.write('\n');
    const views = signedIn.results.reduce((sum, { requests }) => sum + requests, 0);
    const ratios = signedIn.results.map(
      ({ perSecond }, index) => perSecond / (noAuth.results[index]?.perSecond ?? Number.NaN),
    );
    const cpuRatios = signedIn.results.map(
      ({ cpuMs }, index) => (noAuth.results[index]?.cpuMs ?? Number.NaN) / cpuMs,
    );
    return {
      ...{ mode, cpuRatios, noAuth, signedIn, ratios, signIns, sizes, cookieBytes: cookie.length },
      logtoCallsAView: logtoCalls / views,
      redisCallsAView: redis ? ((await redisCalls(redis.url)) - callsBefore) / views : 0,
    };
  } finally {
    await server.stop();
    await sandbox.close();
  }
}

async function measureExtras(folder: string, template: OrganizationTemplate): Promise<Extras> {
  const port = await getPort();
  const sandbox = await startSandbox({ appUrls: [`http://localhost:${port}`] });
  setOrganizationTemplate(sandbox.logto.tenant, template);
  const settings = {
    LOGTO_ENDPOINT: sandbox.logto.url,
    LOGTO_APP_ID: sandboxApplication.id,
    LOGTO_APP_SECRET: sandboxApplication.secret,
    LOGTO_SSO_CONNECTOR_ID: '',
    COOKIE_SECRET: randomBytes(32).toString('base64'),
    ...guardSettings,
  };
  const server = await startServer(folder, port, settings, undefined);
  try {
    return await timeExtras(server, sandbox, options.user);
  } finally {
    await server.stop();
    await sandbox.close();
  }
}

/** @param template of the app that is measured. */
export async function runBench(template: OrganizationTemplate): Promise<void> {
  if (options.profile) mkdirSync(options.profile, { recursive: true });
  process.stderr.write('building a copy of the app…\n');
  const folder = buildCopy();
  const removeCopy = () => rmSync(folder, { recursive: true, force: true });
  // Listeners of `exit` end the processes.
  process.once('exit', removeCopy);
  for (const signal of ['SIGINT', 'SIGTERM'] as const)
    process.once(signal, () => process.exit(130));
  const redis = options.mode === 'cookie' ? undefined : await startRedis();
  const outcomes: Awaited<ReturnType<typeof measure>>[] = [];
  let extras: Extras;
  try {
    extras = await measureExtras(folder, template);
    if (options.mode !== 'redis')
      outcomes.push(await measure(folder, template, 'cookie', undefined));
    if (redis) outcomes.push(await measure(folder, template, 'redis', redis));
    else if (options.mode !== 'cookie')
      process.stderr.write('No redis-server here: nothing is said about Redis.\n');
  } finally {
    await redis?.stop();
    removeCopy();
  }
  const versionOf = (name: string) =>
    JSON.parse(readFileSync(`node_modules/${name}/package.json`, 'utf8')).version;
  const about = {
    machine: `${cpus().length} × ${cpus()[0]?.model.trim()}, ${platform()} ${arch()}`,
    versions: `Node ${process.versions.node}, Next ${versionOf('next')}, React ${versionOf('react')}`,
    load: `autocannon ${versionOf('autocannon')}, ${connections} connections, ${rounds} rounds of ${seconds} s each, interleaved`,
    cores: canPin
      ? 'server on one core, load on another'
      : 'not pinned to cores: taskset or a second core is missing',
    session: `of ${options.user}`,
  };
  const ms = (times: number[]) => `${median(times).toFixed(1)} ms`;
  console.log(`${heading(about)}

${table(outcomes)}

With the SSO guard on, \`/callback\` takes ${ms(extras.guardedCallback)} of its own and ${ms(extras.guardedProvider)} at Logto.
A call of the API with an access token takes ${ms(extras.tokenCall)}, one without any ${ms(extras.bareCall)}.`);
  if (options.json)
    writeFileSync(options.json, `${JSON.stringify({ about, outcomes, extras }, undefined, 2)}\n`);
  for (const { mode, ratios } of outcomes) {
    process.stderr.write(`${mode}: ${median(ratios).toFixed(3)} of the page without any auth\n`);
  }
}
