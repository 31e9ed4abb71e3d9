/** A laptop closed at any moment: setup and destroy end where they would have ended. */

import type { Fetch } from '@logto-okta/clients/retry';
import { afterAll, beforeAll, expect, it } from 'vitest';
import {
  destroy,
  resetSettings,
  settingsOf,
  setUp,
  snapshot,
  startWorld,
  type World,
} from './world.ts';

let world: World;
let ready: unknown;
let bare: unknown;
let setupWrites = 0;
let destroyWrites = 0;

const isWrite = (url: string, init: RequestInit = {}) =>
  init.method !== 'GET' && url.includes('/api/') && !String(init.body).includes('"SAML"');

function counting(count: () => void): Fetch {
  return (url, init) => {
    if (isWrite(url, init)) count();
    return fetch(url, init);
  };
}

/** @param isLost the request arrives, its answer doesn't. */
function killing(at: number, isLost: boolean): Fetch {
  let writes = 0;
  return async (url, init) => {
    if (!isWrite(url, init)) return fetch(url, init);
    writes += 1;
    if (writes > at) throw new Error('killed');
    if (writes < at) return fetch(url, init);
    if (isLost) await fetch(url, init);
    throw new Error('killed');
  };
}

beforeAll(async () => {
  world = await startWorld();
  bare = await snapshot(world);
  const settings = settingsOf(world);
  await setUp(
    settings,
    counting(() => setupWrites++),
  );
  ready = await snapshot(world);
  await destroy(
    settings,
    counting(() => destroyWrites++),
  );
  resetSettings(world.logto);
});
afterAll(() => world.close());

it('destroy leaves what was there before', async () => {
  expect(setupWrites).toBeGreaterThan(18);
  expect(destroyWrites).toBeGreaterThan(10);
  expect(await snapshot(world)).toEqual(bare);
});

it.each([false, true])(
  'killed at each write (answer lost: %s), setup ends the same',
  async (isLost) => {
    const settings = settingsOf(world);
    for (let at = 1; at <= setupWrites; at += 1) {
      await expect(setUp(settings, killing(at, isLost)), `write ${at}`).rejects.toThrow();
      await setUp(settings);
      expect(await snapshot(world), `write ${at}`).toEqual(ready);
      await destroy(settings);
      resetSettings(world.logto);
      expect(await snapshot(world), `destroyed after write ${at}`).toEqual(bare);
    }
  },
  120_000,
);

it.each([false, true])(
  'killed at each write (answer lost: %s), destroy ends the same',
  async (isLost) => {
    const settings = settingsOf(world);
    for (let at = 1; at <= destroyWrites; at += 1) {
      await setUp(settings);
      await expect(destroy(settings, killing(at, isLost)), `write ${at}`).rejects.toThrow();
      await destroy(settings);
      resetSettings(world.logto);
      expect(await snapshot(world), `write ${at}`).toEqual(bare);
    }
  },
  120_000,
);
