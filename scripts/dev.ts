/**
 * `npm run dev`: the app, and beside it, when no Logto is configured, the sandbox. Waits until all
 * of it answers before it prints where to go.
 */
import { randomBytes } from 'node:crypto';
import { createRequire } from 'node:module';
import { formatProblems, LOGTO_SETTINGS, parseEnv } from '../lib/env.ts';
import { type Sandbox, sandboxApplication, startSandbox } from '../sandbox/sandbox.ts';
import { startNext } from './next-process.ts';
import { fail, readOptions } from './options.ts';
import { peopleTable } from './people.ts';
import { portFrom, toPort } from './ports.ts';
import { untilAnswers } from './wait.ts';

const HELP = `npm run dev -- [options]

  --port <port>   the app's port with the sandbox, default 3000 (the next free
                  one if it is busy)
  --help

With LOGTO_ENDPOINT, LOGTO_APP_ID or LOGTO_APP_SECRET set (in .env.local or the
environment) the app runs against that Logto; otherwise a sandbox is started.`;

const DEFAULT_PORTS = { app: 3000, logto: 3010, okta: 3020 };

const { port: wantedPort } = readOptions(HELP, { port: { type: 'string' } });

// Next's own reader of .env files, so that both see the same settings. CommonJS only.
const { loadEnvConfig } = createRequire(import.meta.url)('@next/env') as typeof import('@next/env');
loadEnvConfig(process.cwd(), true, { info: () => {}, error: console.error });

async function chosenPort(wanted: number, what: string): Promise<number> {
  const port = await portFrom(wanted);
  if (port !== wanted) console.log(`Port ${wanted} is busy: ${what} uses ${port}.`);
  return port;
}

type Plan = { url: string; port: number; env: Record<string, string>; sandbox?: Sandbox };

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
  const sandbox = await startSandbox({ appUrls: [url], ports }).catch((error: Error) =>
    fail(error.message),
  );
  const env = {
    SANDBOX: '1',
    LOGTO_ENDPOINT: sandbox.logto.url,
    LOGTO_APP_ID: sandboxApplication.id,
    LOGTO_APP_SECRET: sandboxApplication.secret,
    LOGTO_SSO_CONNECTOR_ID: '',
    BASE_URL: url,
    // The sandbox forgets its sessions when it ends, so ours need not outlive it either.
    COOKIE_SECRET: randomBytes(32).toString('base64'),
  };
  return { url, port, env, sandbox };
}

const usesSandbox = LOGTO_SETTINGS.every((name) => !process.env[name]);
console.log('Starting…');
const plan = usesSandbox ? await sandboxPlan() : await livePlan();
const next = startNext('dev', plan.port, plan.env);

let ending = false;
async function end(status: number) {
  if (ending) return;
  ending = true;
  await Promise.all([next.stop(), plan.sandbox?.close()]);
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
    running ? `npm run dev runs in this folder already${at ? `, at ${at}` : ''}.` : next.output(),
  );
  end(status ?? 1);
});

const answering = [`http://localhost:${plan.port}/`];
if (plan.sandbox) {
  answering.push(
    `${plan.sandbox.logto.url}/api/status`,
    `${plan.sandbox.okta.url}/.well-known/okta-organization`,
  );
}
await Promise.all(answering.map((url) => untilAnswers(url))).catch((error: Error) => {
  console.error(next.output());
  console.error(error.message);
  return end(1);
});
next.passThrough();

console.log(`\nThe app is at ${plan.url}\n`);
if (plan.sandbox) {
  console.log(`No Logto is configured, so a sandbox runs beside it, in memory and on this machine only:
  Logto  ${plan.sandbox.logto.url}
  Okta   ${plan.sandbox.okta.url}

${peopleTable()}
  To be somebody else at the Okta, end its session first: ${plan.sandbox.okta.url}/login/signout

To use a real Logto and Okta: docs/connect-logto.md`);
} else {
  console.log(`It signs in at ${process.env.LOGTO_ENDPOINT}.`);
}
console.log('Ctrl-C ends everything.\n');
