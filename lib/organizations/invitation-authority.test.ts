import { beforeEach, describe, expect, it, vi } from 'vitest';
import type { OrganizationRole } from '#lib/permissions.ts';
import { stubSettings } from '#lib/test-settings.ts';
import { hasInviterAuthority, revokeInvitationsOf } from './invitation-authority.ts';
import { invitationSchema } from './invitation-records.ts';
import { removeFromOrganization, setRole } from './membership.ts';
import { testLogto } from './test-logto.ts';

const audited = vi.hoisted(() => [] as unknown[][]);
vi.mock('#lib/log/audit.ts', () => ({ audit: (...one: unknown[]) => audited.push(one) }));
const connected = vi.hoisted(() => ({ api: undefined as unknown }));
vi.mock('#lib/logto/admin.ts', () => ({ managementApi: () => connected.api }));
vi.mock('next/server', () => ({ after: () => {} }));

let logto: ReturnType<typeof testLogto>;
beforeEach(() => {
  stubSettings();
  vi.spyOn(console, 'log').mockImplementation(() => {});
  audited.length = 0;
  logto = testLogto();
  connected.api = logto.api;
  logto.members = { alice: 'admin', carol: 'admin' };
});

const revocations = () =>
  audited.filter(([event]) => event === 'invitation_revoked').map(([, fields]) => fields);
const statuses = () => logto.invitations.map(({ status }) => status);

const INVITES_ONLY = ['read:members', 'invite:members'];
describe('the inviter', () => {
  it.each<[string, string[] | undefined, OrganizationRole, boolean]>([
    ['an admin', undefined, 'admin', true],
    ['an admin', undefined, 'member', true],
    ['somebody who may invite and no more', INVITES_ONLY, 'member', true],
    ['somebody who may invite and no more', INVITES_ONLY, 'admin', false],
    ['a member', ['read:members'], 'member', false],
    ['somebody who was removed', [], 'member', false],
  ])('%s (%s) inviting to %s: %s', async (_who, permissions, role, expected) => {
    if (permissions) logto.permissions.alice = permissions;
    const record = {
      ...logto.invite({ roles: [role] }),
      organizationRoles: [{ id: 'r', name: role }],
    };
    expect(await hasInviterAuthority(logto.api, record)).toBe(expected);
  });

  it('is nobody in invitations by operators and machine clients: nothing is asked', async () => {
    const record = { ...logto.invite({ inviterId: null }), organizationRoles: [] };
    expect(await hasInviterAuthority(logto.api, record)).toBe(true);
    expect(logto.requests).toEqual([]);
  });
});

describe('pending invitations', () => {
  it('of a removed administrator are revoked and audited; nobody else’s are', async () => {
    const own = logto.invite({ roles: ['admin'] });
    logto.invite({ status: 'Accepted' });
    logto.invite({ inviterId: 'carol' });
    logto.invite({ inviterId: null });
    const removed = await removeFromOrganization(
      { id: 'carol' },
      { organizationId: 'org', memberId: 'alice' },
    );
    expect(removed.ok).toBe(true);
    expect(statuses()).toEqual(['Revoked', 'Accepted', 'Pending', 'Pending']);
    expect(revocations()).toEqual([{ user: 'alice', organization: 'org', invitation: own.id }]);
  });

  it('of a demoted one, by a person or a client of the API, too', async () => {
    logto.invite({ roles: ['admin'] });
    logto.invite();
    const actor = { id: 'client', isClient: true };
    await setRole(actor, { organizationId: 'org', memberId: 'alice' }, 'member');
    expect(statuses()).toEqual(['Revoked', 'Revoked']);
  });

  it('stay when the role that is left suffices', async () => {
    logto.invite({ roles: ['admin'] });
    logto.invite();
    await setRole({ id: 'carol' }, { organizationId: 'org', memberId: 'alice' }, 'admin');
    expect(statuses()).toEqual(['Pending', 'Pending']);
    logto.permissions.alice = INVITES_ONLY;
    await revokeInvitationsOf(logto.api, 'org', 'alice');
    expect(statuses()).toEqual(['Revoked', 'Pending']);
  });

  it('that can’t be read don’t undo the removal', async () => {
    logto.invite();
    logto.fault = (request) =>
      request.includes('organization-invitations')
        ? new Response('down', { status: 503 })
        : undefined;
    const change = { organizationId: 'org', memberId: 'alice' };
    expect(await removeFromOrganization({ id: 'carol' }, change)).toMatchObject({ ok: true });
    expect(logto.members).not.toHaveProperty('alice');
    expect(revocations()).toEqual([]);
  });
});

it('the schema reads what the test’s Logto answers', () => {
  const record = { ...logto.invite(), organizationRoles: [] };
  expect(() => invitationSchema.parse(record)).not.toThrow();
});
