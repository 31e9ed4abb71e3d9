/** `npm run e2e:sweep`: what runs left that were killed outright, by their names and their age. */
import { existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { findLeftovers } from '../remove.ts';
import { newRunId } from '../run-id.ts';
import { settingsOf, start } from './commands.ts';
import { type LiveWorld, startLiveWorld } from './world.ts';

const MINUTE = 60_000;
let world: LiveWorld;
let folder: string;
/** Of others, of the younger run with them, and of everybody. */
let [bare, younger, all]: unknown[] = [];
const old = newRunId(Date.now() - 180 * MINUTE);
const young = newRunId(Date.now() - 30 * MINUTE);

beforeAll(async () => {
  world = await startLiveWorld();
  folder = mkdtempSync(join(tmpdir(), 'sweep-'));
  bare = await world.everything();
  await world.provision(young);
  younger = await world.everything();
  await world.provision(old);
  all = await world.everything();
  for (const run of [old, young]) mkdirSync(join(folder, `${run}-abc`));
  mkdirSync(join(folder, 'e2e-tests'));
});
afterAll(async () => {
  await world.close();
  rmSync(folder, { recursive: true });
});

const sweep = (...args: string[]) => start('sweep', args, { folder, env: settingsOf(world.live) });
const isThere = (name: string) => existsSync(join(folder, name));

it('lists what is older than two hours, and changes nothing', async () => {
  const { status, out } = await sweep();
  expect(out).toContain(`(${old} app)`);
  expect(out).toContain(`(${old}.emma0@${old}.test)`);
  expect(out).not.toContain(young);
  expect(out).not.toContain('e2e-tests');
  expect(out).toMatch(/^\d+ things\. To remove them: --yes$/m);
  expect(status).toBe(0);
  expect(await world.everything()).toEqual(all);
  expect(isThere(`${old}-abc`)).toBe(true);
});

it('with --yes removes it, and leaves the younger run and other people’s things', async () => {
  const { status, out } = await sweep('--yes');
  expect(out).toMatch(/^Removed \d+ things\.$/m);
  expect(status).toBe(0);
  expect(await world.everything()).toEqual(younger);
  expect([isThere(`${old}-abc`), isThere(`${young}-abc`), isThere('e2e-tests')]).toEqual([
    false,
    true,
    true,
  ]);
});

it('--older-than moves the line; a wrong age is told', async () => {
  expect((await sweep('--yes', '--older-than', '31')).out).toContain('Nothing is left of runs');
  expect((await sweep('--older-than', '29')).out).toContain(`(${young} app)`);
  expect((await sweep('--older-than', 'soon')).status).toBe(2);
  expect(await world.everything()).toEqual(younger);
});

it('--run means one, whatever its age', async () => {
  expect((await sweep('--yes', '--run', old)).out).toBe(`Nothing is left of ${old}.\n`);
  expect(await world.everything()).toEqual(younger);
  await sweep('--yes', '--run', young);
  expect(await world.everything()).toEqual(bare);
  expect(isThere(`${young}-abc`)).toBe(false);
  expect(await findLeftovers(world.doors, () => true)).toEqual([]);
});
