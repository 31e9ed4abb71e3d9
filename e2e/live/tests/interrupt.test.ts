/** Ctrl-C: `npm run e2e:live` stops, and leaves the tenants as they were. */
import type { ChildProcess } from 'node:child_process';
import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { settingsOf, start } from './commands.ts';
import { type LiveWorld, startLiveWorld } from './world.ts';

let world: LiveWorld;
let folder: string;
beforeAll(async () => {
  world = await startLiveWorld();
  folder = mkdtempSync(join(tmpdir(), 'interrupt-'));
  // For the spec below, which needs Playwright.
  symlinkSync(realpathSync('node_modules'), join(folder, 'node_modules'), 'junction');
  mkdirSync(join(folder, '.next'));
  writeFileSync(join(folder, '.next/BUILD_ID'), 'no build: no test gets that far');
  writeFileSync(
    join(folder, 'playwright.config.ts'),
    "export default { testDir: '.', outputDir: 'artefacts', reporter: 'list' };",
  );
  writeFileSync(
    join(folder, 'long.spec.ts'),
    `import { test } from '@playwright/test';
test('takes long', async () => {
  console.log('the test runs');
  await new Promise((done) => setTimeout(done, 25_000));
});`,
  );
});
afterAll(async () => {
  await world.close();
  rmSync(folder, { recursive: true });
});

const MOMENTS = { 'it makes things': 'Enterprise connector', 'tests run': 'the test runs' };

it.each(Object.entries(MOMENTS))(
  'while %s',
  async (_moment, sign) => {
    const before = await world.everything();
    // Any file will do: the spec opens no browser.
    const env = { ...settingsOf(world.live), CHROMIUM_PATH: process.execPath };
    let isSent = false;
    const onOutput = (all: string, child: ChildProcess) => {
      if (isSent || !all.includes(sign)) return;
      isSent = true;
      child.kill('SIGINT');
    };
    const { status, out } = await start('run', [], { folder, env }, onOutput);
    expect(isSent, out).toBe(true);
    expect(out).toContain('SIGINT: stopping, then removing what the run has made.');
    expect(out).toMatch(/^Removed [1-9]\d* things; 0 left\.$/m);
    expect(out).not.toContain('1 passed');
    expect(status, out).toBe(130);
    expect(await world.everything()).toEqual(before);
  },
  60_000,
);

it('a mistyped spec ends it before it makes anything, and messages name the variables of its file', async () => {
  const before = await world.everything();
  const env = { ...settingsOf(world.live), CHROMIUM_PATH: process.execPath };
  const mistyped = await start('run', ['lnog.spec.ts'], { folder, env });
  expect(mistyped.out).toContain('No tests found');
  expect(mistyped.out).toContain('Nothing was made in the tenants.');
  expect(mistyped.status).toBe(2);
  expect(await world.everything()).toEqual(before);

  const wrong = { ...env, E2E_LOGTO_M2M_APP_SECRET: 'wrong' };
  for (const script of ['run', 'sweep'] as const) {
    const { status, out } = await start(script, [], { folder, env: wrong });
    expect(out).toContain('E2E_LOGTO_M2M_APP_ID or E2E_LOGTO_M2M_APP_SECRET is wrong');
    expect(out).not.toMatch(/(?<!E2E_)\b(LOGTO|OKTA)_[A-Z]/);
    expect(status).toBe(1);
  }
});

it('without a build it makes nothing', async () => {
  const before = await world.everything();
  const bare = mkdtempSync(join(folder, 'bare-'));
  const env = settingsOf(world.live);
  const { status, out } = await start('run', [], { folder: bare, env });
  expect(out).toContain('npm run build');
  expect(status).toBe(2);
  expect(await world.everything()).toEqual(before);
});
