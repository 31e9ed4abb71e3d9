/** `npm run machine-client` with the sandbox of `npm run dev`: what docs/api.md says works there. */
import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseEnv, promisify } from 'node:util';
import { withValues } from '@logto-okta/setup/env-file';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { API_PERMISSIONS } from '#lib/permissions.ts';
import { type DevSandbox, startDevSandbox } from '../scripts/dev-sandbox.ts';

const run = promisify(execFile);

describe('npm run machine-client', () => {
  let dev: DevSandbox;
  let folder: string;
  beforeAll(async () => {
    dev = await startDevSandbox('http://localhost:3000');
    folder = await mkdtemp(join(tmpdir(), 'machine-client-'));
    await writeFile(join(folder, 'settings'), withValues(undefined, dev.settings));
  });
  afterAll(async () => {
    await dev?.sandbox.close();
    await rm(folder, { recursive: true });
  });
  const command = (...args: string[]) =>
    run(
      process.execPath,
      ['--', 'scripts/machine-client.ts', '--env-file', join(folder, 'settings'), ...args],
      { env: { PATH: process.env.PATH, NODE_ENV: 'test' } },
    );

  it('makes a client whose token has the permissions of the API', async () => {
    const { stdout } = await command('--name', 'Nightly export');
    const { LOGTO_ENDPOINT, API_RESOURCE, APP_ID, APP_SECRET } = parseEnv(stdout);
    const application = dev.sandbox.logto.tenant.applications.get(APP_ID ?? '');
    expect(application).toMatchObject({ name: 'Nightly export', type: 'MachineToMachine' });
    const answer = await fetch(`${LOGTO_ENDPOINT}/oidc/token`, {
      method: 'POST',
      headers: { authorization: `Basic ${btoa(`${APP_ID}:${APP_SECRET}`)}` },
      body: new URLSearchParams({
        grant_type: 'client_credentials',
        resource: API_RESOURCE ?? '',
        scope: Object.keys(API_PERMISSIONS).join(' '),
      }),
    });
    const { scope } = await answer.json();
    expect(scope.split(' ').sort()).toEqual(Object.keys(API_PERMISSIONS).sort());
  });

  it('says what is missing, and makes nothing', async () => {
    const before = dev.sandbox.logto.tenant.applications.size;
    await expect(command()).rejects.toMatchObject({
      code: 2,
      stderr: expect.stringContaining('--name is missing'),
    });
    await expect(command('--name', 'x', '--role', 'Nobody')).rejects.toMatchObject({
      code: 2,
      stderr: expect.stringContaining('no machine-to-machine role "Nobody"'),
    });
    expect(dev.sandbox.logto.tenant.applications.size).toBe(before);
  });
});
