/**
 * `npm run dev`: the app, and beside it, when no Logto is configured, the sandbox, set up for it.
 * Waits until all of it answers before it prints where to go.
 */
import { rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { envFileProblems } from '@logto-okta/clients/env-text';
import { fail, readOptions } from '@logto-okta/sandbox/tools/options';
import { peopleTable } from '@logto-okta/sandbox/tools/people';
import { portFrom, toPort } from '@logto-okta/sandbox/tools/ports';
import { untilAnswers } from '@logto-okta/sandbox/tools/wait';
import { withValues, writeEnvFile } from '@logto-okta/setup/env-file';
import { APPLICATION_SETTINGS } from '@logto-okta/setup/outcome';
import { formatProblems, parseEnv } from '#lib/env.ts';
import { type DevSandbox, startDevSandbox } from './dev-sandbox.ts';
import { startNext } from './next-process.ts';

const HELP = `npm run dev -- [options]

  --port <port>   the app's port with the sandbox, default 3000 (the next free
                  one if it is busy)
  --help

With LOGTO_ENDPOINT, LOGTO_APP_ID or LOGTO_APP_SECRET set (in .env.local or the
environment) the app runs against that Logto; otherwise a sandbox is started.`;

const DEFAULT_PORTS = { app: 3000, logto: 3010, okta: 3020 };
/** For other commands to find the running sandbox: `npm run setup -- --env-file .env.sandbox`. */
const SANDBOX_ENV_FILE = '.env.sandbox';

const { port: wantedPort } = readOptions(HELP, { port: { type: 'string' } });

// Next's own reader of .env files, so that both see the same settings. CommonJS only.
const { loadEnvConfig } = createRequire(import.meta.url)('@next/env') as typeof import('@next/env');
loadEnvConfig(process.cwd(), true, { info: () => {}, error: console.error });
// Its settings would seem to be missing, and a sandbox be started instead.
const unreadable = envFileProblems('development');
if (unreadable.length > 0) fail(unreadable.join('\n'));

async function chosenPort(wanted: number, what: string): Promise<number> {
  const port = await portFrom(wanted);
  if (port !== wanted) console.log(`Port ${wanted} is busy: ${what} uses ${port}.`);
  return port;
}

type Plan = { url: string; port: number; env: Record<string, string>; dev?: DevSandbox };

/** Against a configured Logto the port is not ours to choose: its redirect URI is registered. */
async function livePlan(): Promise<Plan> {
  const result = parseEnv(process.env);
  if ('problems' in result) {
    console.error(formatProblems(result.problems));
    console.error('Without any LOGTO_ setting, npm run dev starts a sandbox instead.');
    process.exit(1);
  }
  const { BASE_URL: url } = result.env;
  const { hostname, port: basePort } = new URL(url);
  const wanted = toPort(wantedPort);
  if (hostname === 'localhost' && wanted && String(wanted) !== basePort) {
    fail(
      `BASE_URL is ${url}: --port ${wanted} would listen elsewhere. Change BASE_URL and the redirect URI in Logto instead.`,
    );
  }
  const port =
    wanted ?? (hostname === 'localhost' && basePort ? Number(basePort) : DEFAULT_PORTS.app);
  if ((await portFrom(port)) !== port) {
    console.error(
      `Port ${port} is busy. End what uses it, or change BASE_URL together with the redirect URI in Logto.`,
    );
    process.exit(1);
  }
  return { url, port, env: {} };
}

async function sandboxPlan(): Promise<Plan> {
  const port = await chosenPort(toPort(wantedPort) ?? DEFAULT_PORTS.app, 'the app');
  const ports = {
    logto: await chosenPort(DEFAULT_PORTS.logto, "the sandbox's Logto"),
    okta: await chosenPort(DEFAULT_PORTS.okta, "the sandbox's Okta"),
    globexOkta: await portFrom(DEFAULT_PORTS.okta + 1),
  };
  const url = `http://localhost:${port}`;
  const dev = await startDevSandbox(url, ports).catch((error: Error) => fail(error.message));
  const env = {
    // Whatever .env.local says about another Logto's companies is not for this one.
    LOGTO_SSO_CONNECTOR_ID: '',
    SSO_COMPANIES: '',
    LOGTO_M2M_RESOURCE: '',
    ...dev.settings,
    SANDBOX: '1',
  };
  return { url, port, env, dev };
}

const usesSandbox = APPLICATION_SETTINGS.every((name) => !process.env[name]);
console.log('Starting…');
const plan = usesSandbox ? await sandboxPlan() : await livePlan();
const next = startNext('dev', plan.port, plan.env);

let ending = false;
let hasEnvFile = false;
async function end(status: number) {
  if (ending) return;
  ending = true;
  if (hasEnvFile) rmSync(SANDBOX_ENV_FILE, { force: true });
  await Promise.all([next.stop(), plan.dev?.sandbox.close()]);
  process.exit(status);
}
process.once('SIGINT', () => end(0));
process.once('SIGTERM', () => end(0));
process.once('SIGHUP', () => end(0));
// Not 'exit': what it printed last has been read only when its pipes are closed.
next.child.once('close', (status) => {
  if (ending) return;
  const running = /another next dev server is already running/i.test(next.output());
  const [, at] =
    /(http:\/\/localhost:\d+)/.exec(next.output().split(/already running/i)[1] ?? '') ?? [];
  console.error(
    running
      ? `npm run dev runs in this folder already${at ? `, at ${at}` : ''}.`
      : `\n${next.ending()}`,
  );
  end(status || 1);
});

const answering = [`http://localhost:${plan.port}/`];
if (plan.dev) {
  const { logto, okta } = plan.dev.sandbox;
  answering.push(`${logto.url}/api/status`, `${okta.url}/.well-known/okta-organization`);
}
await Promise.all(answering.map((url) => untilAnswers(url))).catch((error: Error) => {
  console.error(next.output());
  console.error(error.message);
  return end(1);
});
next.passThrough();
// Not before: a second npm run dev in this folder ends here, and must leave the first one's file.
if (plan.dev && !ending) {
  await writeEnvFile(
    SANDBOX_ENV_FILE,
    withValues(undefined, { ...plan.dev.settings, ...plan.dev.okta }),
  );
  hasEnvFile = true;
}

console.log(`\nThe app is at ${plan.url}\n`);
if (plan.dev) {
  const { logto, okta } = plan.dev.sandbox;
  console.log(`No Logto is configured, so a sandbox runs beside it, in memory and on this machine only:
  Logto  ${logto.url}
  Okta   ${okta.url}

${peopleTable()}
  To be somebody else at the Okta, end its session first: ${okta.url}/login/signout

To use a real Logto and Okta: docs/connect-logto.md`);
} else {
  console.log(`It signs in at ${process.env.LOGTO_ENDPOINT}.`);
}
console.log('Ctrl-C ends everything.\n');
