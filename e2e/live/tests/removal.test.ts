/** Wherever a run at real tenants ends, it leaves them as they were. */
import { readdirSync, readFileSync } from 'node:fs';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { findLeftovers, removeAll } from '../remove.ts';
import { newRunId } from '../run-id.ts';
import { type LiveWorld, startLiveWorld } from './world.ts';

let world: LiveWorld;
let before: unknown;
beforeAll(async () => {
  world = await startLiveWorld();
  before = await world.everything();
});
afterAll(() => world.close());

async function remove(runId: string) {
  const found = await findLeftovers(world.doors, (run) => run.runId === runId);
  expect(await removeAll(found)).toEqual([]);
  return found.map(({ what }) => what.replace(/ \S+ \(.*/, ''));
}

it('a run that has made everything', async () => {
  const runId = newRunId();
  const { target } = await world.provision(runId);
  expect(target.missing).toHaveProperty('withoutEmail');
  expect(await world.everything()).not.toEqual(before);
  expect(new Set(await remove(runId))).toEqual(
    new Set([
      'Logto user',
      'Logto organization',
      'Logto connector',
      'Logto application',
      'Logto role',
      'Okta person',
      'Okta application',
      'Okta group',
    ]),
  );
  expect(await world.everything()).toEqual(before);
  // The code that enrolled somebody is noted, so that no test uses it again.
  const [used = '', ...others] = readdirSync(target.stateFolder);
  expect([used, others]).toEqual([expect.stringMatching(/^code-/), []]);
  const period = Number(readFileSync(`${target.stateFolder}/${used}`, 'utf8'));
  expect(Date.now() / 30_000 - period).toBeLessThan(3);
});

it('stopped after each step', async () => {
  const stopped: string[] = [];
  for (let isDone = false; !isDone; ) {
    const runId = newRunId();
    let count = 0;
    const made = world.provision(runId, (step) => {
      count += 1;
      if (count <= stopped.length) return;
      stopped.push(step.trim());
      throw new Error('stopped');
    });
    isDone = await made.then(
      () => true,
      (error: Error) => {
        expect(error.message).toBe('stopped');
        return false;
      },
    );
    await remove(runId);
    expect(await world.everything(), `after ${stopped.at(-1)}`).toEqual(before);
  }
  expect(stopped.length).toBeGreaterThan(18);
  expect(stopped.at(-1)).toBe('People of worker 0');
}, 120_000);

it('two runs at a time: the last one that goes puts the tenant’s settings back', async () => {
  const [first, second] = [newRunId(), newRunId()];
  const { singleSignOnEnabled } = world.logto.tenant.signInExperience;
  await world.provision(first);
  await world.provision(second);
  await remove(first);
  expect(world.logto.tenant.signInExperience.singleSignOnEnabled).not.toBe(singleSignOnEnabled);
  expect(world.logto.tenant.accountCenter.fields).not.toEqual({ name: 'ReadOnly' });
  await remove(second);
  expect(await world.everything()).toEqual(before);
});
