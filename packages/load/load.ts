/** `npm run load`: many signed-in people, several instances, and what breaks meanwhile. */

import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { cpus, loadavg, platform } from 'node:os';
import { fail, readOptions } from '@logto-okta/sandbox/tools/options';
import { redisProgram, WHY_NO_REDIS } from '@logto-okta/sandbox/tools/redis-program';
import { breakThings, LEAST_SECONDS } from './load/faults.ts';
import {
  cpuOf,
  measureInstances,
  measureOrganizations,
  measureRefreshes,
  type SessionsRow,
  sampleSessions,
} from './load/growth.ts';
import { nginxProgram } from './load/nginx.ts';
import { forAll, openTenant, type Person } from './load/people.ts';
import { machineCpuMs, residentBytes } from './load/programs.ts';
import { broken, overload, type Run, report } from './load/report.ts';
import { createTally } from './load/tally.ts';
import { browse, keepSigningIn, signInAll } from './load/traffic.ts';
import { createVisitor } from './load/visitor.ts';
import { startWorld, type World } from './load/world.ts';

const HELP = `npm run load -- [options]

Instances of the built app behind nginx, one Redis, the sandbox: people browse
and sign in while an instance is killed, Redis is restarted and Logto is away.
Ends with status 1 when anybody was signed out, saw somebody else's page, or
met an error that no fault explains.

  --people <n>       signed in and browsing. Default 1000
  --seconds <n>      of browsing, at least ${LEAST_SECONDS}. Default 100
  --instances <n>    at least 2. Default 2
  --sign-ins <n>     asked for a second; as many are done as the machine can.
                     Default 50
  --think <n>        seconds between two views of one person. Default 15
  --revalidate <n>   SESSION_REVALIDATE_SECONDS of the instances. Default 60
  --write            puts the report into docs/performance.md
  --help

Needs nginx and redis-server: on the PATH, or named by NGINX and REDIS_SERVER.
Everything listens on loopback alone and ends with the command.`;

const options = readOptions(HELP, {
  people: { type: 'string', default: '1000' },
  seconds: { type: 'string', default: '100' },
  instances: { type: 'string', default: '2' },
  'sign-ins': { type: 'string', default: '50' },
  think: { type: 'string', default: '15' },
  revalidate: { type: 'string', default: '60' },
  write: { type: 'boolean', default: false },
});
type Numbered = Exclude<keyof typeof options, 'write'>;
const LIMITS: Record<Numbered, [least: number, most: number]> = {
  people: [300, 20_000],
  seconds: [LEAST_SECONDS, 3600],
  instances: [2, 16],
  'sign-ins': [0, 1000],
  think: [1, 600],
  revalidate: [1, 3600],
};
const number = (name: Numbered): number => {
  const value = Number(options[name]);
  const [least, most] = LIMITS[name];
  if (Number.isInteger(value) && value >= least && value <= most) return value;
  return fail(`--${name} is a whole number from ${least} to ${most}.`);
};
const [count, seconds, instances] = [number('people'), number('seconds'), number('instances')];
const [wanted, thinkSeconds] = [number('sign-ins'), number('think')];
const revalidate = number('revalidate');
const THROUGHPUT_SECONDS = 8;

const tell = (line: string) => void process.stderr.write(`${line}\n`);

function eventsIn(logs: string[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const [, event, problem] of logs.flatMap((text) => [
    ...text.matchAll(/"event":"(\w+)"(?:[^\n]*"problem":"(\w+)")?/g),
  ])) {
    const name = problem ? `${event} ${problem}` : (event ?? '');
    if (event !== 'signed_in') counts[name] = (counts[name] ?? 0) + 1;
  }
  return counts;
}

async function run(world: World): Promise<Run> {
  const load = loadavg()[0] ?? 0;
  const tenant = await openTenant(world.logtoUrl);
  tell(`making ${count} people`);
  const people = await tenant.createPeople(count);
  const open = (person: Person) => createVisitor(person, world.site, world.logtoUrl);
  const visitors = people.map(open);

  tell('signing them in');
  const sessions: SessionsRow[] = [await sampleSessions(world, 0)];
  const samples = new Set([0.25, 0.5, 1].map((share) => Math.floor(count * share)));
  const mintedFrom = performance.now();
  const cpuBefore = [cpuOf(world.instances), cpuOf([world.sandbox])] as const;
  const sampling: Promise<unknown>[] = [];
  const failed = await signInAll(visitors, (done) => {
    if (samples.has(done))
      sampling.push(sampleSessions(world, done).then((row) => sessions.push(row)));
  });
  await Promise.all(sampling);
  if (failed.length > 0) throw new Error(`could not sign in: ${failed.slice(0, 5).join(', ')}`);
  const minted = {
    seconds: (performance.now() - mintedFrom) / 1000,
    appMs: (cpuOf(world.instances) - cpuBefore[0]) / count,
    logtoMs: (cpuOf([world.sandbox]) - cpuBefore[1]) / count,
  };
  tell(`signed in, ${(count / minted.seconds).toFixed(1)} a second; browsing`);

  const tally = createTally();
  const sum = { app: 0 };
  const started = {
    app: cpuOf(world.instances),
    sandbox: cpuOf([world.sandbox]),
    nginx: cpuOf([world.nginx()]),
    load: process.cpuUsage(),
    machine: machineCpuMs(),
  };
  const pace = { seconds, thinkSeconds };
  const [faults, , { begun, leftOut }] = await Promise.all([
    breakThings(
      {
        ...{ tally, seconds, redis: world.redis, controlUrl: world.controlUrl },
        killInstance: async () => {
          sum.app += cpuOf(world.instances.slice(0, 1));
          await world.killInstance();
        },
        restartInstance: world.restartInstance,
      },
      tell,
    ),
    browse(visitors, tally, pace),
    keepSigningIn(people, open, tally, { seconds, perSecond: wanted }),
  ]);
  const lasted = tally.now();
  const own = process.cpuUsage(started.load);
  const busy = {
    app: (cpuOf(world.instances) + sum.app - started.app) / lasted,
    sandbox: (cpuOf([world.sandbox]) - started.sandbox) / lasted,
    nginx: (cpuOf([world.nginx()]) - started.nginx) / lasted,
    'the people': (own.user + own.system) / 1000 / lasted,
  };
  const together = Object.values(busy).reduce((total, cores) => total + cores, 0);
  const others = (machineCpuMs() - started.machine) / lasted - together;
  tell('looking whether everybody is still there');
  let stillSignedIn = 0;
  await forAll(visitors, 16, async (visitor) => {
    const from = tally.now();
    const kind = await visitor.view('/dashboard');
    tally.add('last view', kind, from);
    if (kind === 'right page') stillSignedIn += 1;
  });
  // nginx writes its log once a second.
  await new Promise((resolve) => setTimeout(resolve, 1200));
  const retried = world.nginx().retried();
  const logged = eventsIn(world.logs());

  tell('measuring growth: instances');
  const instanceRows = await measureInstances(world, visitors, THROUGHPUT_SECONDS);
  tell('measuring growth: refreshes, organizations');
  const refreshMs = await measureRefreshes(world, visitors);
  const organizations = await measureOrganizations(world, tenant, count);

  const one = instanceRows[0];
  const grown = sessions.at(-1);
  const versionOf = (name: string) =>
    JSON.parse(readFileSync(`node_modules/${name}/package.json`, 'utf8')).version;
  const says = (program: string, pattern: RegExp) => {
    const { stdout, stderr } = spawnSync(program, ['-v'], { encoding: 'utf8' });
    return pattern.exec(stdout + stderr)?.[1] ?? '?';
  };
  return {
    about: `${cpus().length} × ${cpus()[0]?.model.trim()}, ${platform()}, load average ${load.toFixed(1)} before the start · Node ${process.versions.node}, Next ${versionOf('next')}, nginx ${says(nginxProgram() ?? '', /nginx\/([\d.]+)/)}, Redis ${says(redisProgram() ?? '', /v=([\d.]+)/)} · ${instances} instances, \`SESSION_REVALIDATE_SECONDS=${revalidate}\`; app, nginx, Redis, the sandbox and the people share these cores`,
    ...{ people: count, minted, logged, stillSignedIn, sessions, organizations, refreshMs },
    instances: instanceRows,
    traffic: {
      ...{ tally, seconds, thinkSeconds, faults, wanted, begun, leftOut, retried },
      busy: { ...busy, 'everything else': others },
    },
    costs: {
      viewMs: one?.appMs ?? Number.NaN,
      signInMs: minted.appMs,
      refreshMs,
      redisViewMs: one?.redisMs ?? Number.NaN,
      redisCallsAView: one?.redisCalls ?? Number.NaN,
      redisBytesASession:
        ((grown?.redisBytes ?? Number.NaN) - (sessions[0]?.redisBytes ?? 0)) / count,
      instanceBytes: Math.max(...world.instances.map(({ pid }) => residentBytes(pid))),
    },
  };
}

const FILE = 'docs/performance.md';
const [BEGIN, END] = ['<!-- npm run load: begin -->', '<!-- npm run load: end -->'];
function write(text: string) {
  const whole = readFileSync(FILE, 'utf8');
  const [before, after] = [whole.split(BEGIN)[0], whole.split(END)[1]];
  if (after === undefined) throw new Error(`${FILE} has no ${BEGIN} … ${END}`);
  writeFileSync(FILE, `${before}${BEGIN}\n${text}${END}${after}`);
}

if (!nginxProgram()) fail('needs nginx on the PATH, or named by NGINX');
if (!redisProgram()) fail(WHY_NO_REDIS);
if (!existsSync('.next/BUILD_ID')) fail('There is no build to load: npm run build');
// Whatever has started ends with this process; only the folders need time.
let world: World | undefined;
let interrupted = false;
const stop = async () => {
  const { stop: stopWorld } = world ?? {};
  world = undefined;
  await stopWorld?.();
};
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(signal, () => {
    tell('ending');
    interrupted = true;
    stop().finally(() => process.exit(130));
  });
}
try {
  world = await startWorld(instances, revalidate);
  const outcome = await run(world);
  const text = report(outcome);
  console.log(text);
  if (options.write) write(text);
  const problems = broken(outcome);
  for (const line of [...problems, overload(outcome)]) if (line) console.error(line);
  if (problems.length > 0) process.exitCode = 1;
} catch (error) {
  // What fails because everything is being ended is no news.
  if (interrupted) await new Promise(() => {});
  throw error;
} finally {
  await stop();
}
