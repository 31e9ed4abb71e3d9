import { beforeEach, expect, it, vi } from 'vitest';
import { stubSettings } from '#lib/test-settings.ts';
import { invite, listInvitations } from './invitations.ts';
import { testLogto } from './test-logto.ts';

const now = vi.hoisted(() => ({ api: undefined as unknown, audited: [] as unknown[][] }));
vi.mock('#lib/log/audit.ts', () => ({ audit: (...one: unknown[]) => now.audited.push(one) }));
vi.mock('#lib/logto/admin.ts', () => ({ managementApi: () => now.api }));
vi.mock('#lib/auth.ts', () => ({
  requireOrganizationMember: async () => ({ user: { id: 'alice' } }),
}));
// By the permission that it asks for, the person may.
vi.mock('./manager.ts', () => ({
  byManager: (_id: string, _permission: string, change: (who: { id: string }) => unknown) =>
    change({ id: 'alice' }),
}));
vi.mock('next/navigation', () => ({
  forbidden: () => {
    throw new Error('403');
  },
}));
vi.mock('#lib/sign-in/renewal.ts', () => ({
  renewOnce: async (page: string) => {
    now.audited.push(['renewed', page]);
  },
}));

let logto: ReturnType<typeof testLogto>;
beforeEach(() => {
  stubSettings();
  vi.spyOn(console, 'log').mockImplementation(() => {});
  logto = testLogto();
  Object.assign(now, { api: logto.api, audited: [] });
  logto.members = { alice: 'admin' };
});

it('nobody invites to a role with more say over members than their own', async () => {
  logto.permissions.alice = ['read:members', 'invite:members'];
  expect(await invite('org', 'dora@people.test', 'admin')).toEqual({
    ...{ ok: false, reason: 'not_permitted' },
  });
  expect(logto.requests).not.toContain('POST /api/organization-invitations');
  expect(now.audited).toEqual([
    ['access_refused', { user: 'alice', organization: 'org', role: 'admin' }],
  ]);
});

it('the links of open invitations aren’t for people who lost the role a minute ago', async () => {
  logto.invite({ roles: ['admin'] });
  expect(await listInvitations('org')).toMatchObject({ ok: true, value: [{ roles: ['admin'] }] });
  logto.members.alice = 'member';
  await expect(listInvitations('org')).rejects.toThrow('403');
  expect(now.audited).toEqual([['renewed', '/organizations/org/invitations']]);
});
