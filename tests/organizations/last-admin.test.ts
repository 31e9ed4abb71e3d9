/** Two instances without a store in common take the last administrators away at the same time. */
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { ACME, ADMIN_ROLE, tenantForEachTest } from './world.ts';

const afterwards: (() => Promise<void>)[] = [];
vi.mock('next/server', () => ({
  after: (work: () => Promise<void>) => {
    afterwards.push(work);
  },
}));
vi.mock('node:timers/promises', () => ({ setTimeout: () => new Promise(setImmediate) }));

const world = tenantForEachTest();
let lines: { event: string; [field: string]: unknown }[];
beforeEach(() => {
  afterwards.length = 0;
  lines = [];
  vi.spyOn(console, 'log').mockImplementation((line: string) => void lines.push(JSON.parse(line)));
});

/** A process of its own: its own turns, its own client. */
async function instance() {
  vi.resetModules();
  return import('#lib/organizations/membership.ts');
}
type Instance = Awaited<ReturnType<typeof instance>>;

/** Requests that match wait until so many of them are there, or `go` lets them. */
function gate(matches: (call: string) => boolean, size: number) {
  const waiting: (() => void)[] = [];
  let open = false;
  world.logto.faults.request = async ({ method, url }) => {
    if (open || !matches(`${method} ${url}`)) return false;
    await new Promise<void>((go) => {
      waiting.push(go);
      if (waiting.length < size) return;
      open = true;
      for (const each of waiting) each();
    });
    return undefined;
  };
}

const CHANGES: Record<string, (one: Instance, memberId: string) => Promise<unknown>> = {
  demoted: (one, memberId) =>
    one.setRole({ id: 'x' }, { organizationId: ACME, memberId }, 'member'),
  removed: (one, memberId) =>
    one.removeFromOrganization({ id: 'x' }, { organizationId: ACME, memberId }),
};

describe.each(Object.entries(CHANGES))('both %s', (_, change) => {
  it.each([
    // Both have counted two before either writes.
    ['before either writes', (call: string) => /^(PUT|DELETE) /.test(call)],
    // Both have counted, and written; each counts again.
    ['before either counts again', (call: string) => call.includes('organizationRoleId=')],
  ])('when they meet %s, one stays, and the log says so', async (_when, matches) => {
    world.admin('alice');
    world.admin('bob');
    const [first, second] = [await instance(), await instance()];
    gate(matches, 2);
    const outcomes = await Promise.all([change(first, 'alice'), change(second, 'bob')]);
    expect(world.adminsOf().length).toBeGreaterThan(0);
    expect(outcomes).toContainEqual({ ok: false, reason: 'last_admin' });
    const undone = lines.filter(({ event }) => event === 'member_change_undone');
    expect(undone.length).toBeGreaterThan(0);
    expect(undone[0]).toMatchObject({ audit: true, organization: ACME, reason: 'last_admin' });
  });
});

it('with another administrator left, both changes stand', async () => {
  for (const id of ['alice', 'bob', 'carol']) world.admin(id);
  const [first, second] = [await instance(), await instance()];
  gate((call) => /^PUT /.test(call), 2);
  await Promise.all([CHANGES.demoted?.(first, 'alice'), CHANGES.demoted?.(second, 'bob')]);
  expect(world.adminsOf()).toEqual(['carol']);
  expect(lines.map(({ event }) => event)).not.toContain('member_change_undone');
});

it('what is put back has all of the roles it had', async () => {
  const alice = world.member('alice', {}, [ADMIN_ROLE, 'orgmember000000000001']);
  world.admin('bob');
  const one = await instance();
  // Somebody else takes bob away between the count and the change.
  world.logto.faults.request = ({ method }) => {
    if (method === 'DELETE') world.tenant.users.delete('bob');
    return false;
  };
  expect(await CHANGES.removed?.(one, 'alice')).toEqual({ ok: false, reason: 'last_admin' });
  expect(alice.organizations[ACME]?.toSorted()).toEqual([ADMIN_ROLE, 'orgmember000000000001']);
});

it('a change that Logto didn’t confirm is looked after as well', async () => {
  const alice = world.admin('alice');
  world.admin('bob');
  const one = await instance();
  world.logto.faults.request = ({ method, url }, res) => {
    if (method !== 'PUT' || !url?.includes('/alice/roles') || !world.tenant.users.has('bob')) {
      return false;
    }
    // Done, and the answer is lost; bob goes meanwhile.
    alice.organizations[ACME] = [];
    world.tenant.users.delete('bob');
    res.destroy();
    return true;
  };
  expect(await CHANGES.demoted?.(one, 'alice')).toMatchObject({ ok: false });
  expect(world.adminsOf()).toEqual(['alice']);
});

it('while Logto doesn’t say who is left, it is asked again after the answer', async () => {
  world.admin('alice');
  world.admin('bob');
  const one = await instance();
  let counts = 0;
  world.logto.faults.request = ({ method, url }, res) => {
    if (method === 'PUT') world.tenant.users.delete('bob');
    if (!url?.includes('organizationRoleId=')) return false;
    counts += 1;
    if (counts < 2 || counts > 3) return false;
    res.writeHead(503).end();
    return true;
  };
  await CHANGES.demoted?.(one, 'alice');
  expect(world.adminsOf()).toEqual([]);
  for (const work of afterwards) await work();
  expect(world.adminsOf()).toEqual(['alice']);
});
