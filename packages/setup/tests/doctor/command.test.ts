/** `npm run doctor` as it is typed. */

import { spawn } from 'node:child_process';
import { chmod, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as seed from '@logto-okta/sandbox/seed';
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { PRODUCT_NAME } from '../product.ts';
import { destroy, emptyTenant, settingsOf, setUp, type World } from '../world.ts';
import { COOKIE_SECRET, envOf, FLAGS, OKTA_TOKEN, startHealthyWorld } from './world.ts';

/** Milliseconds: each of them starts a process or two. */
vi.setConfig({ testTimeout: 30_000 });

let world: World;
let folder: string;
let envFile: string;
beforeAll(async () => {
  world = await startHealthyWorld();
  folder = await mkdtemp(join(tmpdir(), 'doctor-'));
  envFile = join(folder, '.env.local');
});
afterAll(async () => {
  await world.close();
  await rm(folder, { recursive: true });
});

async function writeEnv(changed: Record<string, string> = {}) {
  const values = { ...envOf(world), OKTA_ORG_URL: world.okta.url, ...changed };
  const lines = Object.entries(values).map(([name, value]) => `${name}=${value}`);
  await writeFile(envFile, `# mine\n${lines.join('\n')}\n`, { mode: 0o600 });
  await chmod(envFile, 0o600);
}
beforeEach(async () => {
  await destroy(settingsOf(world, FLAGS)).catch(() => {});
  emptyTenant(world.logto);
  await setUp(settingsOf(world, FLAGS));
  await writeEnv();
});

async function run(
  args: string[] = [],
  env: Record<string, string> = { OKTA_API_TOKEN: OKTA_TOKEN },
) {
  const child = spawn(
    'node',
    ['--', 'packages/setup/tests/doctor/doctor-command.ts', '--env-file', envFile, ...args],
    {
      env: { PATH: process.env.PATH, ...env } as unknown as NodeJS.ProcessEnv,
      stdio: ['ignore', 'pipe', 'pipe'],
    },
  );
  let out = '';
  const collect = (chunk: Buffer) => {
    out += chunk;
  };
  child.stdout.on('data', collect);
  child.stderr.on('data', collect);
  const status = await new Promise<number | null>((done) => child.once('close', done));
  return { status, out };
}

const secrets = () => [
  COOKIE_SECRET,
  seed.managementApplication.secret,
  envOf(world).LOGTO_APP_SECRET ?? '',
  OKTA_TOKEN,
  String([...world.logto.tenant.connectors.values()][0]?.config?.clientSecret),
];

/** Of everything, one thing; setup fixes each. */
function breakByHand() {
  const { tenant } = world.logto;
  tenant.signInExperience.singleSignOnEnabled = false;
  for (const one of tenant.applications.values()) {
    if (one.name === PRODUCT_NAME) one.oidcClientMetadata.redirectUris = [];
  }
  const [connector] = tenant.connectors.values();
  if (connector) connector.config = { ...connector.config, clientSecret: 'an old one' };
  const [organization] = tenant.organizations.values();
  if (organization) organization.jit.roleIds = [];
  for (const { id } of world.okta.apps.all()) {
    const app = world.okta.apps.find(id);
    if (app) app.pkceRequired = true;
  }
}

it('all is well: status 0, a few calm lines, no colour where there is no terminal', async () => {
  const { status, out } = await run();
  expect(out).toMatch(/\n\d+ fine, 0 warnings, 0 errors, \d+ skipped\.\n$/);
  expect(status).toBe(0);
  expect(out).not.toContain('\u001b');
  expect(out.split('\n').length).toBeLessThan(40);
});

it('changed by hand → found → fixed → well', async () => {
  breakByHand();
  await chmod(envFile, 0o644);
  const found = await run();
  expect(found.status).toBe(2);
  for (const title of [
    'Enterprise SSO is off',
    'A redirect URI is missing',
    "Umbrella Okta refuses the connector's credentials",
    'joins without a role',
    'PKCE is required',
    'is readable by others',
  ]) {
    expect(found.out).toContain(title);
  }
  const tooLong = found.out
    .split('\n')
    .filter((line) => line.length > 80 && !line.includes(folder) && !/https?:/.test(line));
  expect(tooLong).toEqual([]);

  const fixed = await run(['--fix', '--yes']);
  expect(fixed.status, fixed.out).toBe(0);
  expect(fixed.out).toContain('~ Sign-in experience');
  expect(fixed.out.trimEnd()).toMatch(/0 warnings, 0 errors, \d+ skipped\.$/);
  expect((await stat(envFile)).mode & 0o777).toBe(0o600);
  for (const secret of secrets()) expect(found.out + fixed.out).not.toContain(secret);
});

it('--audit-log records what it fixed; one that cannot be written stops it', async () => {
  breakByHand();
  const nowhere = join(folder, 'nowhere', 'audit.jsonl');
  const refused = await run(['--fix', '--yes', '--audit-log', nowhere]);
  expect(refused.status).toBe(2);
  expect(refused.out).toContain(`--audit-log: ${nowhere} can't be written`);
  expect(world.logto.tenant.signInExperience.singleSignOnEnabled).toBe(false);

  const file = join(folder, 'audit.jsonl');
  const fixed = await run(['--fix', '--yes', '--json', '--audit-log', file]);
  expect(fixed.status, fixed.out).toBe(0);
  const text = await readFile(file, 'utf8');
  const events = text
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));
  const kinds = events.map(({ kind }) => kind);
  for (const kind of ['sign_in_experience', 'application', 'connector', 'okta_application']) {
    expect(kinds).toContain(kind);
  }
  expect(new Set(events.map(({ outcome }) => outcome))).toEqual(new Set(['done']));
  for (const secret of secrets()) expect(text).not.toContain(secret);
  expect((await run(['--audit-log', file])).status).toBe(2);
});

it('fixes the settings, and nothing else in the file', async () => {
  await writeEnv({ LOGTO_APP_SECRET: 'wrong', COOKIE_SECRET: 'abcdefghijkl'.repeat(4) });
  const { status, out } = await run(['--fix', '--yes']);
  expect(status, out).toBe(0);
  const text = await readFile(envFile, 'utf8');
  expect(text).toMatch(/^# mine\nLOGTO_ENDPOINT=/);
  expect(text).toContain(`LOGTO_APP_SECRET=${envOf(world).LOGTO_APP_SECRET}\n`);
  expect(text).not.toContain('abcdefghijkl');
});

it('a UTF-16 env file is named, and left as it is', async () => {
  const bytes = Buffer.from(`\ufeff${await readFile(envFile, 'utf8')}`, 'utf16le');
  await writeFile(envFile, bytes);
  const { status, out } = await run(['--fix', '--yes']);
  expect(status).toBe(2);
  expect(out).toContain("can't be read");
  expect(out).toContain('is saved as UTF-16');
  expect(await readFile(envFile)).toEqual(bytes);
});

it('a password with $ is read as the app reads it', async () => {
  await writeEnv({ LOGTO_APP_SECRET: `${envOf(world).LOGTO_APP_SECRET}$x` });
  const expanded = await run();
  expect(expanded.status, expanded.out).toBe(0);
});

it('an application that is gone is made anew, and the file knows it', async () => {
  const { LOGTO_APP_ID = '' } = envOf(world);
  world.logto.tenant.applications.delete(LOGTO_APP_ID);
  const { status, out } = await run(['--fix', '--yes']);
  expect(status, out).toBe(0);
  expect(envOf(world).LOGTO_APP_ID).not.toBe(LOGTO_APP_ID);
  expect(await readFile(envFile, 'utf8')).toContain(`LOGTO_APP_ID=${envOf(world).LOGTO_APP_ID}\n`);
});

it("fixes Logto's side also when Okta's API does not let us in", async () => {
  world.logto.tenant.signInExperience.singleSignOnEnabled = false;
  const { status, out } = await run(['--fix', '--yes'], { OKTA_API_TOKEN: 'wrong' });
  expect(status).toBe(2);
  expect(world.logto.tenant.signInExperience.singleSignOnEnabled).toBe(true);
  expect(out).toContain("Okta's API does not serve us");
});

it('without a terminal --fix needs --yes, and changes nothing', async () => {
  breakByHand();
  const { status, out } = await run(['--fix']);
  expect(status).toBe(2);
  expect(out).toContain('With --yes');
  expect(world.logto.tenant.signInExperience.singleSignOnEnabled).toBe(false);
});

it('what only a person can decide is left to one', async () => {
  const [application] = [...world.logto.tenant.applications.values()].filter(
    ({ name }) => name === PRODUCT_NAME,
  );
  if (!application) throw new Error('no application');
  for (const id of ['twin1', 'twin2']) {
    world.logto.tenant.applications.set(id, { ...structuredClone(application), id });
  }
  world.logto.tenant.applications.delete(application.id);
  await writeEnv({ LOGTO_APP_ID: application.id });
  const { status, out } = await run(['--fix', '--yes']);
  expect(status).toBe(2);
  expect(out).toContain('2 Traditional web applications');
  expect(out).toContain('Nothing was changed.');
});

describe('--json', () => {
  it('is one object with stable fields', async () => {
    breakByHand();
    const { status, out } = await run(['--json']);
    expect(status).toBe(2);
    const answer = JSON.parse(out);
    expect(answer.version).toBe(1);
    expect(answer.counts).toMatchObject({ warn: 1 });
    const found = answer.findings.find(({ id }: { id: string }) => id === 'tenant.sso-enabled');
    expect(Object.keys(found).sort()).toEqual(
      ['id', 'level', 'title', 'cause', 'consequence', 'fix', 'docs', 'fixable'].sort(),
    );
    for (const secret of secrets()) expect(out).not.toContain(secret);
  });

  it('says what was fixed, too', async () => {
    breakByHand();
    const { status, out } = await run(['--json', '--fix', '--yes']);
    expect(status, out).toBe(0);
    const answer = JSON.parse(out);
    expect(answer.fix.result).toBe('changed');
    expect(answer.fix.done).toContain('sign-in-experience');
    expect(answer.counts).toMatchObject({ warn: 0, error: 0 });
  });
});

it('warnings alone are status 1', async () => {
  await chmod(envFile, 0o644);
  expect((await run()).status).toBe(1);
});

it('knows nothing of Logto: says so, asks nobody, status 2', async () => {
  await writeFile(envFile, '');
  const { status, out } = await run([], {});
  expect(status).toBe(2);
  expect(out).toContain('This app is connected to no Logto');
  expect(out).toContain('THE SSO GUARD IS OFF');
});

it("a mistake in setup's configuration is a finding, and stops nothing", async () => {
  const file = join(folder, 'sso.config.json');
  await writeFile(file, '{"companies":[{"name":"Acme","domains":["gmail.com"]}]}');
  const { status, out } = await run(['--config', file]);
  expect(status).toBe(2);
  expect(out).toContain('gmail.com');
  expect(out).toMatch(/\n\d\d fine, 0 warnings, 1 error, /);
});

it.each([['--ur'], ['--url', 'nonsense here'], ['--yes'], ['--json', '--fix']])(
  'wrong usage is status 2: %s',
  async (...args) => {
    const { status, out } = await run(args);
    expect(status).toBe(2);
    expect(out).toContain('npm run doctor -- --help');
  },
);

it('--help fits eighty columns', async () => {
  const { status, out } = await run(['--help']);
  expect(status).toBe(0);
  expect(out.split('\n').filter((line) => line.length > 80)).toEqual([]);
});
