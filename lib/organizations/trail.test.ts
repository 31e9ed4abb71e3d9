import { createManagementClient } from '@logto-okta/clients/logto/client';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { sessionStore } from '#lib/session/store.ts';
import { stubSettings } from '#lib/test-settings.ts';
import {
  keepInTrail,
  type MemberChanged,
  MOST_ENTRIES,
  readTrail,
  TRAIL_KEY,
  trailOf,
} from './trail.ts';

const afterwards: (() => Promise<void>)[] = [];
vi.mock('next/server', () => ({
  after: (work: () => Promise<void>) => {
    afterwards.push(work);
  },
}));
// What is looked for later is looked for at once; a queue of turns decides nothing here.
vi.mock('node:timers/promises', () => ({ setTimeout: () => new Promise(setImmediate) }));

/** An organization as Logto keeps it: a PATCH replaces `customData` whole. */
function newOrganization(customData: Record<string, unknown> = {}) {
  const organization = { id: 'org', name: 'Initech', customData };
  const state = { organization, patches: 0, failing: 0, isGone: false };
  const fetch = async (url: string | URL | Request, { method, body }: RequestInit = {}) => {
    if (String(url).endsWith('/oidc/token')) {
      return Response.json({ access_token: 't', expires_in: 3600, scope: 'all' });
    }
    if (state.isGone) return Response.json({ code: 'entity.not_exists' }, { status: 404 });
    if (method === 'PATCH') {
      state.patches += 1;
      if (state.failing-- > 0) return Response.json({ code: 'x', message: 'no' }, { status: 500 });
      organization.customData = JSON.parse(String(body)).customData;
    }
    return Response.json(organization);
  };
  const newInstance = () =>
    createManagementClient({
      endpoint: 'https://logto.example',
      credentials: { appId: 'm', appSecret: 's' },
      fetch: fetch as typeof globalThis.fetch,
      attempts: 1,
    });
  return { state, organization, newInstance, api: newInstance() };
}

const removed = (member: string): MemberChanged => ({
  ...{ by: 'alice', what: 'removed', member, name: `Name of ${member}` },
});
/** What Next runs when the answer has gone out. */
async function afterTheAnswer() {
  await Promise.all(afterwards.splice(0).map((work) => work()));
}
const lines: Record<string, unknown>[] = [];
const events = () => lines.map(({ event }) => event);
beforeEach(() => {
  stubSettings();
  afterwards.length = 0;
  lines.length = 0;
  vi.spyOn(console, 'log').mockImplementation((line) => {
    lines.push(JSON.parse(line));
  });
});

describe('a change', () => {
  it('is kept, newest last, and what others keep there stays', async () => {
    const others = { setup: { application: 'a' }, plan: ['x', { y: null }] };
    const { api, organization } = newOrganization(others);
    await keepInTrail(api, 'org', removed('bob'));
    await keepInTrail(api, 'org', {
      ...{ by: 'client', byClient: true, member: 'carol', what: 'role_changed' },
      ...{ from: [], to: ['admin'] },
    });
    expect(await readTrail(api, 'org')).toMatchObject([
      { what: 'removed', by: 'alice', member: 'bob', name: 'Name of bob' },
      { what: 'role_changed', by: 'client', byClient: true, member: 'carol', to: ['admin'] },
    ]);
    expect(organization.customData).toEqual({ ...others, [TRAIL_KEY]: expect.any(Array) });
  });

  it('costs two requests, and one afterwards', async () => {
    const { api, state } = newOrganization();
    await keepInTrail(api, 'org', removed('bob'));
    expect(api.calls).toEqual({ all: 3, writes: 1 });
    await afterTheAnswer();
    expect(api.calls).toEqual({ all: 4, writes: 1 });
    expect(state.patches).toBe(1);
    expect(lines).toEqual([]);
  });

  it('pushes out the oldest', async () => {
    const { api } = newOrganization();
    for (let index = 0; index <= MOST_ENTRIES + 1; index += 1) {
      await keepInTrail(api, 'org', removed(`m${index}`));
    }
    const trail = await readTrail(api, 'org');
    expect(trail).toHaveLength(MOST_ENTRIES);
    expect([trail[0]?.member, trail.at(-1)?.member]).toEqual(['m2', `m${MOST_ENTRIES + 1}`]);
  });

  it('of another instance at the same time is not lost', async () => {
    const { newInstance, api } = newOrganization();
    // All of them read before any of them writes: the last one wins, without the check.
    const members = ['bob', 'carol', 'dora'];
    await Promise.all(members.map((one) => keepInTrail(newInstance(), 'org', removed(one))));
    expect(await readTrail(api, 'org')).toHaveLength(1);
    await afterTheAnswer();
    const trail = await readTrail(api, 'org');
    expect(trail.map(({ member }) => member).sort()).toEqual(members);
    expect(trail.map(({ at }) => at)).toEqual(trail.map(({ at }) => at).sort());
    expect(events()).toContain('member_change_overwritten');
  });

  it('is put back only so often, and once it is there nothing more is written', async () => {
    const { api, organization, state } = newOrganization();
    await keepInTrail(api, 'org', removed('bob'));
    const original = organization.customData;
    // Somebody who knows nothing of it writes their own over it, again and again.
    Object.defineProperty(organization, 'customData', { get: () => ({}), set: () => {} });
    await afterTheAnswer();
    expect(state.patches).toBe(4);
    expect(original).toHaveProperty(TRAIL_KEY);
  });

  it('that cannot be kept is made all the same: it is tried again, then the log says so', async () => {
    const { api, state } = newOrganization();
    state.failing = 1;
    await keepInTrail(api, 'org', removed('bob'));
    await afterTheAnswer();
    expect(await readTrail(api, 'org')).toHaveLength(1);
    expect(events()).toEqual(['member_change_not_kept']);
    state.failing = 99;
    await keepInTrail(api, 'org', removed('carol'));
    await afterTheAnswer();
    expect(await readTrail(api, 'org')).toHaveLength(1);
    expect(events().at(-1)).toBe('member_change_lost');
    expect(JSON.stringify(lines)).not.toContain('Name of carol');
  });

  it('of an organization that is deleted meanwhile needs no place any more', async () => {
    const { api, state } = newOrganization();
    await keepInTrail(api, 'org', removed('bob'));
    state.isGone = true;
    await keepInTrail(api, 'org', removed('carol'));
    await afterTheAnswer();
    expect(lines).toEqual([]);
  });

  it('waits for its turn when it is put back', async () => {
    const { api, organization } = newOrganization();
    await keepInTrail(api, 'org', removed('bob'));
    organization.customData = {};
    let ended = false;
    const turn = sessionStore().exclusively('organization:org', async () => {
      for (let index = 0; index < 20; index += 1) await new Promise(setImmediate);
      expect(organization.customData).toEqual({});
      ended = true;
    });
    await Promise.all([turn, afterTheAnswer()]);
    expect(ended).toBe(true);
    expect(await readTrail(api, 'org')).toHaveLength(1);
  });
});

describe('what an administrator wrote there', () => {
  const good = {
    ...{ id: 'e1', at: '2026-01-01T00:00:00.000Z', by: 'alice', member: 'bob' },
    ...{ what: 'removed', name: 'Bob' },
  };
  it.each([
    [undefined, 0],
    [null, 0],
    ['text', 0],
    [{ 0: good }, 0],
    [[null, 1, 'x', [], {}, good], 1],
    [[good, { ...good, id: 'e2', at: 'yesterday' }, { ...good, id: 'e3', what: 'exploded' }], 1],
    [[good, { ...good, id: 'e2', at: '2026-02-31T00:00:00.000Z' }], 1],
    [
      [
        { ...good, name: { first: 'Bob' } },
        { ...good, name: 'x'.repeat(10_000) },
      ],
      0,
    ],
    [[good, good], 1],
    [[{ ...good, what: 'role_changed', from: 'member', to: [] }], 0],
  ])('is passed over where it is no entry (%#)', (kept, count) => {
    expect(trailOf({ [TRAIL_KEY]: kept })).toHaveLength(count);
  });

  it('does not keep the next change from being kept', async () => {
    const { api, organization } = newOrganization({ [TRAIL_KEY]: 'mine', other: 1 });
    await keepInTrail(api, 'org', removed('bob'));
    expect(await readTrail(api, 'org')).toHaveLength(1);
    expect(organization.customData.other).toBe(1);
  });

  it('is bounded when it is too much', async () => {
    const many = Array.from({ length: 500 }, (_, index) => ({ ...good, id: `e${index}` }));
    const { api } = newOrganization({ [TRAIL_KEY]: many });
    await keepInTrail(api, 'org', removed('carol'));
    const trail = await readTrail(api, 'org');
    expect([trail.length, trail.at(-1)?.member]).toEqual([MOST_ENTRIES, 'carol']);
  });
});
