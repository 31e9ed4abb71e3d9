/** The sandbox does no harm: it keeps to this machine, and to development. */
import { connect } from 'node:net';
import { networkInterfaces } from 'node:os';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { startLogto } from './logto/logto.ts';
import { startOkta } from './okta/org.ts';
import { type Sandbox, startSandbox } from './sandbox.ts';

let sandbox: Sandbox | undefined;
afterEach(async () => {
  vi.unstubAllEnvs();
  await sandbox?.close();
  sandbox = undefined;
});

const start = async (options: Partial<Parameters<typeof startSandbox>[0]> = {}) => {
  sandbox = await startSandbox({ appUrls: ['http://localhost:3000'], ...options });
  return sandbox;
};

const accepts = (host: string, port: number) =>
  new Promise<boolean>((resolve) => {
    const socket = connect({ host, port, timeout: 1000 });
    const end = (open: boolean) => {
      socket.destroy();
      resolve(open);
    };
    socket.once('connect', () => end(true));
    for (const event of ['error', 'timeout']) socket.once(event, () => end(false));
  });

describe('NODE_ENV=production', () => {
  const nowhere = { acme: 'http://localhost:1', globex: 'http://localhost:1' };
  test.each([
    ['the sandbox', () => start({ control: true })],
    ['its Logto alone', () => startLogto({ port: 0, issuers: nowhere, appUrls: [] })],
    ['its Okta alone', () => startOkta({ port: 0, users: [] })],
  ])('%s refuses to start', async (_, begin) => {
    vi.stubEnv('NODE_ENV', 'production');
    await expect(begin()).rejects.toThrow('does not start with NODE_ENV=production');
  });
});

test('no server can be reached by another address of this machine', async () => {
  const { logto, okta, globexOkta, control } = await start({ control: true });
  const addresses = Object.values(networkInterfaces())
    .flatMap((all) => all ?? [])
    .filter(({ internal, scopeid }) => !internal && !scopeid)
    .map(({ address }) => address);
  for (const { url } of [logto, okta, globexOkta, control ?? { url: '' }]) {
    const port = Number(new URL(url).port);
    expect(await accepts('localhost', port)).toBe(true);
    for (const address of addresses) {
      expect(await accepts(address, port), address).toBe(false);
    }
  }
});

test('the control API is off unless it is asked for', async () => {
  expect((await start()).control).toBeUndefined();
});

test('lifetimes can be given at the start', async () => {
  const { logto } = await start({ lifetimes: { accessToken: 60 } });
  expect(logto.lifetimes).toMatchObject({ accessToken: 60, idToken: 3600 });
});
