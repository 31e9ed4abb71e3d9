/**
 * `npm run e2e:live`: the end-to-end suite against a real Logto and Okta. Makes what it needs in
 * the tenants, runs Playwright, and removes it again, however the run ends. Started as
 * `node -- e2e/live/run.ts`, so that Node leaves the options alone.
 */
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createManagementClient } from '@logto-okta/clients/logto/client';
import { createOktaClient } from '@logto-okta/clients/okta/client';
import { ApplyError } from '@logto-okta/setup/apply';
import { credentialsFrom } from '@logto-okta/setup/okta-settings';
import { ensureChromium } from '../../scripts/browser.ts';
import { TARGET_VARIABLE, type Target } from '../target.ts';
import { withheldFiles } from './artefacts.ts';
import { doctorErrors } from './check.ts';
import { passOn } from './clean-output.ts';
import { canFilm, WHY_NO_FILM } from './film.ts';
import { checkOkta } from './okta-check.ts';
import { type OktaDoor, openOkta } from './okta-door.ts';
import { ProvisionError, type Provisioned, provision } from './provision.ts';
import { redactor } from './redact.ts';
import { findLeftovers, removeAll } from './remove.ts';
import { companyName, newRunId } from './run-id.ts';
import { SECRETS_VARIABLE } from './secrets.ts';
import {
  inSettingsNames,
  type LiveSettings,
  readSettings,
  SETTINGS_FILE,
  secretsOf,
  settingsSource,
} from './settings.ts';
import { tenantProblems } from './tenant.ts';

const HELP = `npm run e2e:live [-- <files or options of "playwright test">]

Runs the end-to-end tests against the Logto and the Okta that ${SETTINGS_FILE} names
(see .env.e2e.local.example). Builds nothing: run "npm run build" first.
  npm run e2e:live -- sign-in.spec.ts sso.spec.ts
  npm run e2e:live -- --grep "one-time code"
  npm run e2e:live -- --keep        leaves what was made in the tenants, to look at
Reports: test-results/live/ (report/index.html, junit.xml, skipped.txt). Leftovers: npm run e2e:sweep`;

const FAILED = 1;
const WRONG_USAGE = 2;
const RESULTS = 'test-results/live';

const doorsOf = ({ logto }: LiveSettings, okta: OktaDoor) => {
  const { endpoint, appId, appSecret, resource } = logto;
  const credentials = credentialsFrom((name) => okta.credentials[name]);
  return {
    logto: createManagementClient({
      endpoint,
      ...(resource && { resource }),
      credentials: { appId, appSecret },
    }),
    ...(credentials && { okta: createOktaClient({ orgUrl: okta.orgUrl, credentials }) }),
  };
};

const explain = (error: unknown): string => {
  const message = error instanceof Error ? error.message : String(error);
  return inSettingsNames(
    error instanceof ApplyError ? `${error.failed.title}: ${message}` : message,
  );
};

let interrupted: NodeJS.Signals | undefined;
let playwright: ChildProcess | undefined;
/** The first signal ends the tests and cleans up; those after it are swallowed meanwhile. */
function onInterrupt(signal: NodeJS.Signals) {
  if (interrupted) {
    console.error('Cleaning up; this takes a few seconds. To be rid of it: npm run e2e:sweep');
    return;
  }
  interrupted = signal;
  console.error(`\n${signal}: stopping, then removing what the run has made.`);
  playwright?.kill('SIGINT');
}
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, onInterrupt);
const stopIfInterrupted = () => {
  if (interrupted) throw new ProvisionError('Interrupted.');
};

const playwrightCli = () => createRequire(import.meta.url).resolve('@playwright/test/cli');

/** @returns what Playwright says about the arguments when they name no test. */
function complaintAbout(args: string[]): string | undefined {
  // As in a run, whose project has another name where people sign in at an org beforehand.
  const target = { people: [{}], missing: {}, app: {}, oktaOrgUrl: 'https://org.example.com' };
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    [playwrightCli(), 'test', ...args, '--list', '--reporter=list'],
    { encoding: 'utf8', env: { ...process.env, [TARGET_VARIABLE]: JSON.stringify(target) } },
  );
  return status === 0 ? undefined : `${stdout}${stderr}`.trim();
}

async function runPlaywright(args: string[], target: Target, secrets: string[]): Promise<number> {
  const child = spawn(process.execPath, [playwrightCli(), 'test', ...args], {
    stdio: ['inherit', 'pipe', 'pipe'],
    // A Ctrl-C reaches a whole group at once: this one gets its signal from us, and only one.
    detached: process.platform !== 'win32',
    env: {
      ...process.env,
      NEXT_TELEMETRY_DISABLED: '1',
      CHROMIUM_PATH: ensureChromium(),
      ...(process.stdout.isTTY && { FORCE_COLOR: '1' }),
      [TARGET_VARIABLE]: JSON.stringify(target),
      [SECRETS_VARIABLE]: JSON.stringify(secrets),
    },
  });
  playwright = child;
  // However we end, short of being killed outright, it ends too.
  process.once('exit', () => child.kill('SIGKILL'));
  const cleaner = redactor(secrets);
  const printed = [
    passOn(child.stdout, process.stdout, cleaner),
    passOn(child.stderr, process.stderr, cleaner),
  ];
  const [code] = await once(child, 'exit');
  await Promise.all(printed);
  return typeof code === 'number' ? code : FAILED;
}

/** All that was made up for the run, and all that the settings file holds. */
const allSecrets = (live: LiveSettings, { target }: Provisioned) => [
  ...secretsOf(live),
  ...Object.entries(target.app)
    .filter(([name]) => name.endsWith('SECRET'))
    .map(([, value]) => value),
  ...target.people
    .flatMap((set) => Object.values(set))
    .flatMap(({ password, totpSecret }) => [password, totpSecret ?? []].flat()),
];

/** @throws with every reason why a run would fail, before anything is made for it. */
async function mustLetRun({ logto, okta }: ReturnType<typeof doorsOf>, live: LiveSettings) {
  const atOkta = okta ? await checkOkta(okta, live) : { problems: [], warnings: [] };
  for (const warning of atOkta.warnings) console.log(`! ${warning}`);
  const problems = [...(await tenantProblems(logto)), ...atOkta.problems];
  if (problems.length > 0) throw new ProvisionError(problems.join('\n'));
}

async function prepared(live: LiveSettings, okta: OktaDoor, runId: string, stateFolder: string) {
  console.log(`Run ${runId}: making its application, company and people.`);
  const made = await provision(live, okta, { runId, stateFolder }, (text) => {
    console.log(text);
    stopIfInterrupted();
  });
  const errors = await doctorErrors(made.settings, made.target.app, `${companyName(runId)} Okta`);
  if (errors.length > 0) {
    const lines = errors.map(
      ({ title, cause, fix }) => `- ${[title, cause, fix].filter(Boolean).join('\n  ')}`,
    );
    throw new ProvisionError(`What was made is not as it should be:\n${lines.join('\n')}`);
  }
  return made;
}

async function run(live: LiveSettings, args: string[], keeps: boolean): Promise<number> {
  const startedAt = Date.now();
  const runId = newRunId(startedAt);
  const okta = await openOkta(live);
  const doors = doorsOf(live, okta);
  const stateFolder = mkdtempSync(join(tmpdir(), `${runId}-`));
  console.log(`Logto  ${live.logto.endpoint}`);
  console.log(
    `Okta   ${okta.orgUrl}${okta.isSandbox ? '  (the sandbox’s: no org is named in the settings)' : ''}`,
  );
  let status = FAILED;
  try {
    await mustLetRun(doors, live);
    stopIfInterrupted();
    const made = await prepared(live, okta, runId, stateFolder);
    stopIfInterrupted();
    rmSync(RESULTS, { recursive: true, force: true });
    if (!canFilm()) console.log(WHY_NO_FILM);
    const secrets = allSecrets(live, made);
    const testsFrom = Date.now();
    status = await runPlaywright(args, made.target, secrets);
    console.log(`\nTests: ${((Date.now() - testsFrom) / 1000).toFixed(0)} s.`);
    const withheld = withheldFiles(RESULTS, secrets);
    for (const file of withheld) console.error(`Removed, because a secret was in it: ${file}`);
    if (withheld.length > 0) status = FAILED;
  } catch (error) {
    console.error(explain(error));
    if (okta.isSandbox && error instanceof ApplyError && /connector/i.test(error.failed.key)) {
      console.error(
        `Logto has to reach the sandbox's Okta at ${okta.orgUrl}. From a container it can't; name a test org by E2E_OKTA_ORG_URL instead.`,
      );
    }
    status = FAILED;
  } finally {
    rmSync(stateFolder, { recursive: true, force: true });
    if (!keeps && !(await cleanUp(doors, runId))) status = FAILED;
    if (keeps) console.log(`Left in the tenants: everything that has ${runId} in its name.`);
    await okta.close();
  }
  console.log(`${((Date.now() - startedAt) / 1000).toFixed(0)} s altogether.`);
  return interrupted ? 130 : status;
}

/** @returns whether nothing is left. */
async function cleanUp(doors: ReturnType<typeof doorsOf>, runId: string): Promise<boolean> {
  const isOurs = (one: { runId: string }) => one.runId === runId;
  try {
    const leftovers = await findLeftovers(doors, isOurs);
    const problems = await removeAll(leftovers);
    const left = await findLeftovers(doors, isOurs);
    console.log(`Removed ${leftovers.length - left.length} things; ${left.length} left.`);
    for (const { what } of left) console.error(`Left: ${what}`);
    for (const problem of problems) console.error(inSettingsNames(problem));
    return left.length === 0;
  } catch (error) {
    console.error(`${explain(error)}\nRemove the rest later: npm run e2e:sweep -- --yes`);
    return false;
  }
}

// Everything else is Playwright's to understand.
const given = process.argv.slice(2);
if (given.includes('--help')) console.log(HELP);
else process.exitCode = await main(given.filter((one) => one !== '--keep'));

async function main(args: string[]): Promise<number> {
  const result = readSettings(settingsSource());
  if ('problems' in result) {
    const where = existsSync(SETTINGS_FILE)
      ? SETTINGS_FILE
      : `${SETTINGS_FILE}, which doesn't exist; copy ${SETTINGS_FILE}.example`;
    console.error(`Settings (${where}):\n${result.problems.map((one) => `- ${one}`).join('\n')}`);
    return WRONG_USAGE;
  }
  if (!existsSync('.next/BUILD_ID')) {
    console.error('There is no build to test. First: npm run build');
    return WRONG_USAGE;
  }
  const complaint = args.length > 0 && complaintAbout(args);
  if (complaint) {
    console.error(`${complaint}\n\nNothing was made in the tenants.`);
    return WRONG_USAGE;
  }
  return run(result.settings, args, given.includes('--keep'));
}
