/** What an organization of ten thousand costs, in requests to Logto. */

import type { AuditLog } from '@logto-okta/sandbox/logto/audit';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { ACME, ADMIN_ROLE, OWN_CONNECTOR, tenantForEachTest } from './world.ts';

vi.mock('next/server', () => ({ after: () => {} }));
vi.mock('#lib/auth.ts', () => ({
  requireOrganizationMember: async () => ({
    user: { id: 'alice' },
    organization: { roles: ['admin'] },
  }),
  requireOrganizationMemberInAction: async () => ({ user: { id: 'alice' } }),
}));

const world = tenantForEachTest();
const MANY = 10_000;

beforeEach(() => {
  for (let index = 0; index < MANY; index += 1) {
    const id = `p${String(index).padStart(6, '0')}`;
    world.member(id, { name: `Person ${index}`, primaryEmail: `${id}@acme.test` });
  }
});

const listMembers = async (...asked: [number, string?]) => {
  const members = await import('#lib/organizations/members.ts');
  const listed = await members.listMembers(ACME, ...asked);
  if (!listed.ok) throw new Error(listed.reason);
  return listed.value;
};

describe('ten thousand members', () => {
  it('are shown a page at a time, the last one too, and again for nothing', async () => {
    world.admin('alice');
    const first = await listMembers(1);
    expect(first.members).toHaveLength(20);
    expect(first.total).toBeGreaterThanOrEqual(MANY);
    const cost = world.asked();
    // The list, the reader's permissions, connectors, the record of owned domains (read, and written the first time), the
    // organization's connectors, invitations; and each person shown, once.
    expect(cost.filter((one) => !one.includes('/api/users/')).length).toBeLessThanOrEqual(7);
    expect(cost.length).toBeLessThanOrEqual(7 + 20);
    for (let view = 0; view < 40; view += 1) await listMembers(1);
    expect(world.asked()).toEqual([]);
    expect((await listMembers(first.pages)).members.length).toBeGreaterThan(0);
    expect((await listMembers(9_999_999)).page).toBe(first.pages);
    expect(world.asked().length).toBeLessThanOrEqual(2 + 20);
  });

  it('are searched by Logto', async () => {
    world.admin('alice');
    const found = await listMembers(1, ' P009999@ACME ');
    expect(found.members.map(({ id }) => id)).toEqual(['p009999']);
    expect([found.total, found.pages]).toEqual([1, 1]);
    expect(world.asked().filter((one) => one.includes('/users?'))).toHaveLength(1);
    expect((await listMembers(1, 'nobody by that name')).members).toEqual([]);
  });

  it('one of them is changed and removed by a number of requests that doesn’t grow', async () => {
    world.admin('boss1');
    world.admin('boss2');
    const { setRole, removeFromOrganization } = await import('#lib/organizations/membership.ts');
    const actor = { id: 'boss1' };
    const change = { organizationId: ACME, memberId: 'p009999' };
    expect(await setRole(actor, change, 'admin')).toEqual({ ok: true, value: undefined });
    expect(await setRole(actor, change, 'member')).toEqual({ ok: true, value: undefined });
    expect(await removeFromOrganization(actor, change)).toEqual({ ok: true, value: undefined });
    expect(world.adminsOf()).toEqual(['boss1', 'boss2']);
    expect(world.tenant.users.get('p009999')?.organizations).toEqual({});
    expect(world.asked().length).toBeLessThanOrEqual(24);
    const gone = await removeFromOrganization(actor, change);
    expect(gone).toEqual({ ok: false, reason: 'not_a_member' });
    expect(world.asked()).toHaveLength(1);
  });

  it('what they did is shown without reading them all', async () => {
    world.admin('alice');
    const at = Date.now();
    for (let index = 0; index < 300; index += 1) {
      const userId = `p${String(index * 7).padStart(6, '0')}`;
      const records = [{ type: 'EnterpriseSso', connectorId: OWN_CONNECTOR, issuer: 'x' }];
      world.tenant.logs.push(signIn(userId, records, at + index));
    }
    const { listActivity } = await import('#lib/organizations/activity.ts');
    const listed = await listActivity(ACME);
    expect(listed.ok && listed.value.length).toBeGreaterThan(20);
    expect(listed.ok && listed.value[0]?.name).toBe('Person 2093');
    expect(world.asked().length).toBeLessThanOrEqual(8 + 4 + 25);
    await listActivity(ACME);
    // What is never kept: the organization's own list of changes, and invitations.
    expect(world.asked()).toHaveLength(2);
  });

  it('the API gives them in pages', async () => {
    const { organizationMembers } = await import('#lib/api/organizations.ts');
    const first = await organizationMembers(ACME, { page: 1, pageSize: 100 });
    expect(first.members).toHaveLength(100);
    expect(first.nextPage).toBe(2);
    expect(world.asked()).toHaveLength(1);
    // A script that asks again and again doesn't have Logto asked each time.
    for (let call = 0; call < 20; call += 1) {
      await organizationMembers(ACME, { page: 1, pageSize: 100 });
    }
    expect(world.asked()).toEqual([]);
    const last = Math.ceil(first.total / 100);
    expect((await organizationMembers(ACME, { page: last, pageSize: 100 })).nextPage).toBeNull();
    const unknown = organizationMembers('nosuchorg', { page: 1, pageSize: 100 });
    await expect(unknown).rejects.toMatchObject({ status: 404, code: 'organization_unknown' });
  });
});

let made = 0;
const signIn = (userId: string, verificationRecords: object[], createdAt: number): AuditLog => {
  const key = 'Interaction.SignIn.Submit';
  made += 1;
  return {
    ...{ tenantId: 'default', id: `log${made}`, key, createdAt },
    payload: {
      ...{ key, result: 'Success', userId, applicationId: process.env.LOGTO_APP_ID },
      ...{ ip: '203.0.113.9', interaction: { verificationRecords } },
    },
  };
};

describe('administrators', () => {
  it('are counted by one request', async () => {
    world.admin('boss1');
    const [{ countWithRole }, { managementApi }] = await Promise.all([
      import('#lib/organizations/directory.ts'),
      import('#lib/logto/admin.ts'),
    ]);
    const api = managementApi();
    if (!api) throw new Error('no credentials');
    expect(await countWithRole(api, ACME, ADMIN_ROLE)).toBe(1);
    expect(world.asked()).toHaveLength(1);
  });
});
