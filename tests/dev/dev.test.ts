/** `npm run dev` has setup make its sandbox ready, every time. */
import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { oktaUsers } from '@logto-okta/sandbox/seed';
import { isMarked } from '@logto-okta/setup/registry';
import getPort from 'get-port';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type DevSandbox, startDevSandbox } from '../../scripts/dev-sandbox.ts';

const run = promisify(execFile);
const APP = 'http://localhost:3000';

describe('the sandbox of npm run dev', () => {
  let dev: DevSandbox;
  beforeAll(async () => {
    dev = await startDevSandbox(APP);
  });
  afterAll(() => dev?.sandbox.close());
  const tenant = () => dev.sandbox.logto.tenant;
  const called = (name: string) =>
    tenant()
      .organizations.values()
      .find((one) => one.name === name);

  it('has one application, which setup made, and the app gets its settings', () => {
    const [application, ...others] = tenant()
      .applications.values()
      .filter(({ type }) => type === 'Traditional');
    expect(others).toEqual([]);
    expect(application && isMarked(application)).toBe(true);
    expect(dev.settings).toMatchObject({
      LOGTO_ENDPOINT: dev.sandbox.logto.url,
      LOGTO_APP_ID: application?.id,
      LOGTO_APP_SECRET: application?.secrets[0]?.value,
      BASE_URL: APP,
      API_RESOURCE: `${APP}/api`,
      LOGTO_M2M_APP_ID: expect.any(String),
    });
  });

  it('has both companies, who share a domain', () => {
    const connectors = [...tenant().connectors.values()];
    expect(connectors).toMatchObject([
      { domains: ['acme.test', 'shared.test'], enableTokenStorage: true },
      { domains: ['globex.test', 'shared.test'], enableTokenStorage: false },
    ]);
    expect(connectors.map(({ config }) => config.issuer)).toEqual([
      dev.sandbox.okta.url,
      dev.sandbox.globexOkta.url,
    ]);
    expect(['Acme', 'Globex'].map((name) => called(name)?.jit.ssoConnectorIds)).toEqual(
      connectors.map(({ id }) => [id]),
    );
  });

  it('has the people of the seed, with their roles and assignments', () => {
    const roleName = (id: string) => tenant().organizationRoles.get(id)?.name;
    const { organizations = {} } =
      tenant()
        .users.values()
        .find(({ username }) => username === 'alex') ?? {};
    const roles = Object.entries(organizations).map(([id, ids]) => [id, ids.map(roleName)]);
    expect(Object.fromEntries(roles)).toEqual({
      [called('Acme')?.id ?? '']: ['member'],
      [called('Globex')?.id ?? '']: ['admin'],
    });
  });

  it('lets those use the app whom the seed lets, by their group', async () => {
    const { okta } = dev.sandbox;
    const { id } = okta.apps.all().find(({ type }) => type === 'web') ?? expect.unreachable();
    const users = await fetch(`${okta.url}/api/v1/apps/${id}/users?limit=500`, {
      headers: { authorization: `SSWS ${dev.okta.ACME_OKTA_API_TOKEN}` },
    });
    const logins = (await users.json()).map((user: { credentials: { userName: string } }) => {
      return user.credentials.userName;
    });
    const assigned = oktaUsers.filter((user) => user.assigned).map(({ login }) => login);
    expect(logins.sort()).toEqual(assigned.sort());
  });
});

describe('npm run dev', () => {
  const repository = process.cwd();
  let folder: string;
  let dev: ChildProcess | undefined;
  let output = '';
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'dev-'));
  });
  afterAll(async () => {
    dev?.kill();
    await rm(folder, { recursive: true, force: true });
  });
  const file = () => join(folder, '.env.sandbox');
  const printed = async (text: string) => {
    while (!output.includes(text)) {
      if (dev?.exitCode !== null) throw new Error(output);
      await new Promise((done) => setTimeout(done, 50));
    }
  };

  const start = async (port: number) => {
    const env = { PATH: process.env.PATH, NODE_ENV: 'development', NO_COLOR: '1' } as const;
    const standIn = resolve(repository, 'tests/dev/stand-in-next.cjs');
    output = '';
    dev = spawn(process.execPath, [resolve(repository, 'scripts/dev.ts'), '--port', `${port}`], {
      cwd: folder,
      // In quotes: the repository may be in a folder with spaces.
      env: { ...env, NODE_OPTIONS: `--require ${JSON.stringify(standIn)}` },
    });
    for (const stream of [dev.stdout, dev.stderr]) stream?.on('data', (one) => (output += one));
    await printed('Ctrl-C ends everything.');
    return env;
  };

  it('says why the app ended by itself, and ends with it', async () => {
    const port = await getPort();
    await start(port);
    await fetch(`http://localhost:${port}/die`).catch(() => {});
    const [status] = await once(dev ?? expect.unreachable(), 'close');
    expect(status).toBe(1);
    expect(output.trimEnd()).toMatch(
      /ended by itself, by SIGKILL, .*memory.* It said last:\s+FATAL ERROR: heap out of memory$/s,
    );
    expect(existsSync(file())).toBe(false);
  });

  it('gives the app what setup made, and tells setup where to look', async () => {
    const port = await getPort();
    const env = await start(port);
    expect(output).toContain(`The app is at http://localhost:${port}`);
    expect(output).toMatch(/Logto {2}http[\s\S]*Okta {3}http[\s\S]*emma@acme\.test/);

    const settings = await (await fetch(`http://localhost:${port}/`)).json();
    expect(settings).toMatchObject({
      SANDBOX: '1',
      API_RESOURCE: `http://localhost:${port}/api`,
      LOGTO_APP_ID: expect.not.stringMatching('sandboxapp'),
    });
    const again = [resolve(repository, 'scripts/setup.ts'), '--dry-run', '--env-file', file()];
    const config = ['--config', resolve(repository, 'scripts/sandbox-companies.ts')];
    const { stdout } = await run(process.execPath, ['--', ...again, ...config], {
      cwd: folder,
      env,
    });
    expect(stdout).toContain('Nothing to change.');
    expect(stdout).toMatch(/requests to Logto and \d+ to Okta, 0 of them writes/);
  });

  it('takes everything down at Ctrl-C', async () => {
    dev?.kill('SIGINT');
    if (dev?.exitCode === null) await once(dev, 'exit');
    expect(dev?.exitCode).toBe(0);
    expect(existsSync(file())).toBe(false);
  });
});
