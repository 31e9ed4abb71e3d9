/** Every write of setup, destroy and the doctor is on record: once, in time, and without secrets. */

import type { Fetch } from '@logto-okta/clients/retry';
import * as seed from '@logto-okta/sandbox/seed';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { SetupChanged } from '../audit-event.ts';
import { PRODUCT_NAME } from './product.ts';
import { destroy, emptyTenant, settingsOf, setUp, startWorld, type World } from './world.ts';

let world: World;
beforeAll(async () => {
  world = await startWorld();
});
afterAll(() => world.close());
beforeEach(async () => {
  await destroy(settingsOf(world)).catch(() => {});
  emptyTenant(world.logto);
});

type Write = { method: string; url: string };
const isWrite = (url: string, init: RequestInit = {}) =>
  init.method !== 'GET' && url.includes('/api/') && !String(init.body).includes('"SAML"');

/** @param failing the write of that number is refused, or its answer gets lost. */
function watching(writes: Write[], failing?: { at: number; how: 'refused' | 'lost' }): Fetch {
  return async (url, init) => {
    if (!isWrite(url, init)) return fetch(url, init);
    writes.push({ method: init?.method ?? '', url });
    if (writes.length !== failing?.at) return fetch(url, init);
    if (failing.how === 'refused') return Response.json({ code: 'a.b' }, { status: 422 });
    await fetch(url, init);
    throw new Error('the connection broke');
  };
}

const originOf = ({ url }: Write) => new URL(url).origin;

function expectForm(event: SetupChanged) {
  expect(event).toMatchObject({
    ...{ level: 'info', event: 'setup_changed', audit: true },
    user: seed.managementApplication.id,
  });
  expect(new Date(event.time).toISOString()).toBe(event.time);
  expect(event.step).not.toBe('');
}

/** Whatever of this world nobody but its owner should ever read. */
async function secretsOf({ logto, okta }: World): Promise<string[]> {
  const inLogto = [...logto.tenant.applications.values()].flatMap(({ secrets }) =>
    secrets.map(({ value }) => value),
  );
  const ofConnectors = [...logto.tenant.connectors.values()].map(({ config }) =>
    String(config?.clientSecret),
  );
  const inOkta = await Promise.all(
    okta.apps.all().map(async ({ id }) => {
      const url = `${okta.url}/api/v1/apps/${id}/credentials/secrets`;
      const headers = { authorization: `SSWS ${seed.oktaApiTokens[0]?.value}` };
      const all = (await (await fetch(url, { headers })).json()) as { client_secret?: string }[];
      return Array.isArray(all) ? all.map((one) => String(one.client_secret)) : [];
    }),
  );
  const tokens = seed.oktaApiTokens.map(({ value }) => value);
  const found = [...inLogto, ...ofConnectors, ...inOkta.flat(), ...tokens];
  return found.filter((one) => one.length > 10 && one !== 'undefined');
}

describe('a run of setup', () => {
  it('tells of each write once, when it happens, and the second run of none', async () => {
    const events: SetupChanged[] = [];
    const writes: Write[] = [];
    const settings = settingsOf(world);
    await setUp(settings, watching(writes), (event) => {
      events.push(event);
      // Neither ahead nor behind: nothing else was written meanwhile.
      expect(events).toHaveLength(writes.length);
    });
    expect(writes.length).toBeGreaterThan(18);
    expect(events).toHaveLength(writes.length);
    for (const [index, event] of events.entries()) {
      expectForm(event);
      expect(event.endpoint).toBe(originOf(writes[index] as Write));
      expect(event.outcome).toBe('done');
    }
    const said = events.map(({ change, kind, name }) => [change, kind, name].join(' '));
    for (const one of [
      `created application ${PRODUCT_NAME}`,
      'created api_permission read:reports',
      `created machine_role ${PRODUCT_NAME} API`,
      'created organization_role admin',
      'changed sign_in_experience ',
      'changed account_center ',
      'created connector Umbrella Okta',
      'changed connector ',
      `created okta_application ${PRODUCT_NAME} (Umbrella)`,
      'created okta_group_assignment ',
      'created okta_grant okta.users.read.self',
      'created organization Umbrella',
      'changed organization_jit ',
    ]) {
      expect(said).toContain(one);
    }
    const [application] = events;
    expect(world.logto.tenant.applications.get(application?.id ?? '')?.name).toBe(PRODUCT_NAME);

    const text = JSON.stringify(events);
    const secrets = await secretsOf(world);
    expect(secrets.length).toBeGreaterThan(4);
    for (const secret of secrets) expect(text).not.toContain(secret);

    const again: SetupChanged[] = [];
    await setUp(settings, undefined, (event) => again.push(event));
    expect(again).toEqual([]);
  });

  it('names the client secret that it has Okta make, and keeps its value to itself', async () => {
    await setUp(settingsOf(world));
    world.logto.tenant.connectors.clear();
    // An org that shows no secret again.
    const hiding: Fetch = async (url, init) => {
      const answer = await fetch(url, init);
      if (init?.method !== 'GET' || !url.endsWith('/credentials/secrets')) return answer;
      const all = (await answer.json()) as object[];
      return Response.json(all.map((one) => ({ ...one, client_secret: undefined })));
    };
    const events: SetupChanged[] = [];
    await setUp(settingsOf(world), hiding, (event) => events.push(event));
    const made = { change: 'created', kind: 'okta_client_secret', endpoint: world.okta.url };
    expect(events).toContainEqual(expect.objectContaining(made));
    for (const secret of await secretsOf(world)) {
      expect(JSON.stringify(events)).not.toContain(secret);
    }
  });

  it.each(['refused', 'lost'] as const)(
    'dies at any write (%s): what was written is on record, the last one with its failure',
    async (how) => {
      const total: Write[] = [];
      await setUp(settingsOf(world), watching(total));
      for (let at = 1; at <= total.length; at += 1) {
        await destroy(settingsOf(world));
        emptyTenant(world.logto);
        const writes: Write[] = [];
        const events: SetupChanged[] = [];
        const run = setUp(settingsOf(world), watching(writes, { at, how }), (event) =>
          events.push(event),
        );
        await run.catch(() => {});
        expect(events, `write ${at}`).toHaveLength(writes.length);
        const expected =
          how === 'refused'
            ? { outcome: 'failed', status: 422 }
            : { outcome: 'unknown', problem: 'unreachable' };
        expect(events[at - 1], `write ${at}`).toMatchObject(expected);
        const failures = events.filter(({ outcome }) => outcome !== 'done');
        expect(failures, `write ${at}`).toHaveLength(1);
      }
    },
    120_000,
  );

  it('ends where a write could not be recorded', async () => {
    const writes: Write[] = [];
    let told = 0;
    const run = setUp(settingsOf(world), watching(writes), () => {
      told += 1;
      if (told === 3) throw new Error('the disk is full');
    });
    await expect(run).rejects.toThrow('the disk is full');
    expect(writes).toHaveLength(3);
  });
});

it('destroy tells of each write once, too', async () => {
  await setUp(settingsOf(world));
  const events: SetupChanged[] = [];
  const writes: Write[] = [];
  await destroy(settingsOf(world), watching(writes), (event) => {
    events.push(event);
    expect(events).toHaveLength(writes.length);
  });
  expect(writes.length).toBeGreaterThan(10);
  expect(events).toHaveLength(writes.length);
  for (const event of events) expectForm(event);
  const kinds = events.map(({ change, kind }) => `${change} ${kind}`);
  expect(kinds.slice(0, 4)).toEqual([
    'deleted organization',
    'changed okta_application',
    'deleted okta_application',
    'deleted connector',
  ]);
  // The record goes with the application, its copy last of all.
  expect(kinds.slice(-2)).toEqual(['deleted application', 'changed application']);
});
