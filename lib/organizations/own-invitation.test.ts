import { ManagementError } from '@logto-okta/clients/logto/errors';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { withSocketAddress } from '#lib/http/client-address.ts';
import { forgetLimits } from '#lib/http/limits.ts';
import { stubSettings } from '#lib/test-settings.ts';
import { forgetAllInvitations, lookUpInvitation } from './invitation-lookup.ts';
import {
  acceptInvitation,
  maskEmail,
  signInOfInvitation,
  viewInvitation,
} from './own-invitation.ts';
import { testLogto } from './test-logto.ts';

const audited = vi.hoisted(() => [] as unknown[][]);
vi.mock('#lib/log/audit.ts', () => ({ audit: (...one: unknown[]) => audited.push(one) }));
const now = vi.hoisted(() => ({ api: undefined as unknown, user: undefined as unknown }));
vi.mock('#lib/logto/admin.ts', () => ({ managementApi: () => now.api }));
vi.mock('#lib/auth.ts', () => ({
  getUser: async () => now.user,
  requireUserInAction: async () => now.user,
}));
vi.mock('#lib/session/current.ts', () => ({
  readSession: async () => ({}),
  revalidateSoon: async () => {},
}));
vi.mock('next/headers', () => ({ headers: async () => new Headers() }));
const guard = vi.hoisted(() => ({ refusalNow: vi.fn() }));
vi.mock('#lib/logto/rejudge.ts', () => guard);
vi.mock('#lib/logto/companies.ts', () => ({
  companyByEmail: async (email: string) =>
    email.endsWith('@acme.test') ? { id: 'acmeokta' } : undefined,
}));

const lines: string[] = [];
const DORA = { id: 'dora', email: 'Dora@People.test' };
let logto: ReturnType<typeof testLogto>;
beforeEach(() => {
  stubSettings();
  lines.length = 0;
  vi.spyOn(console, 'log').mockImplementation((line: string) => void lines.push(line));
  forgetLimits();
  vi.useRealTimers();
  audited.length = 0;
  guard.refusalNow.mockReset().mockResolvedValue(undefined);
  forgetAllInvitations();
  logto = testLogto();
  logto.members = { alice: 'admin' };
  Object.assign(now, { api: logto.api, user: undefined });
});

describe('accepting', () => {
  it('makes a member, once, however often it is sent', async () => {
    now.user = DORA;
    const { id } = logto.invite({ roles: ['admin'] });
    const both = await Promise.all([acceptInvitation(id), acceptInvitation(id)]);
    expect(both).toEqual([
      { ok: true, value: 'org' },
      { ok: true, value: 'org' },
    ]);
    expect(logto.members.dora).toBe('admin');
    expect(audited.map(([event]) => event)).toEqual(['invitation_accepted']);
  });

  it.each([
    ['removed', [], 'member'],
    ['demoted', ['read:members'], 'member'],
    ['left with inviting', ['read:members', 'invite:members'], 'admin'],
  ] as const)('an inviter who was %s: refused, revoked and audited', async (_, left, role) => {
    now.user = DORA;
    const { id } = logto.invite({ roles: [role] });
    logto.permissions.alice = [...left];
    expect(await acceptInvitation(id)).toEqual({ ok: false, reason: 'inviter_not_permitted' });
    expect(logto.members).not.toHaveProperty('dora');
    expect(logto.invitations[0]?.status).toBe('Revoked');
    expect(audited).toEqual([
      ['invitation_revoked', { user: 'alice', organization: 'org', invitation: id }],
    ]);
    // It doesn't come back to life with the inviter's role.
    logto.permissions = {};
    expect(await acceptInvitation(id)).toEqual({ ok: false, reason: 'invitation_gone' });
  });

  it('a suspended inviter, who is still an administrator: refused and revoked', async () => {
    now.user = DORA;
    const { id } = logto.invite();
    logto.suspended = ['alice'];
    expect(await acceptInvitation(id)).toEqual({ ok: false, reason: 'inviter_not_permitted' });
    expect(logto.members).not.toHaveProperty('dora');
    expect(logto.invitations[0]?.status).toBe('Revoked');
  });

  it('isn’t possible while Logto doesn’t say what the inviter may do', async () => {
    now.user = DORA;
    const { id } = logto.invite();
    logto.fault = (request) =>
      request.endsWith('/scopes') ? new Response('down', { status: 503 }) : undefined;
    expect(await acceptInvitation(id)).toEqual({ ok: false, reason: 'unavailable' });
    expect(logto.invitations[0]?.status).toBe('Pending');
  });

  it('isn’t possible with an address that the guard refuses today', async () => {
    now.user = DORA;
    const { id } = logto.invite();
    guard.refusalNow.mockResolvedValue({ code: 'sso_required', continueWith: 'acme' });
    expect(await acceptInvitation(id)).toEqual({ ok: false, reason: 'invitation_for_another' });
    guard.refusalNow.mockRejectedValue(new ManagementError('unreachable', 'away'));
    expect(await acceptInvitation(id)).toEqual({ ok: false, reason: 'unavailable' });
    expect(logto.invitations[0]?.status).toBe('Pending');
  });

  it('is for the address that was invited', async () => {
    now.user = { id: 'eve', email: 'eve@people.test' };
    const { id } = logto.invite();
    expect(await acceptInvitation(id)).toEqual({ ok: false, reason: 'invitation_for_another' });
    now.user = { id: 'eve', email: undefined };
    expect(await acceptInvitation(id)).toEqual({ ok: false, reason: 'invitation_for_another' });
  });
});

it('accepting again and again has a limit, before Logto is asked', async () => {
  now.user = DORA;
  for (let index = 0; index < 60; index++) await acceptInvitation(`guess${index}`);
  const before = logto.requests.length;
  expect(await acceptInvitation(logto.invite().id)).toEqual({ ok: false, reason: 'too_many' });
  expect(logto.requests).toHaveLength(before);
});

describe('the page', () => {
  it('says to whoever has the link what it is for, without the address', async () => {
    const { id, expiresAt } = logto.invite();
    const view = await viewInvitation(id);
    expect(view).toEqual({
      kind: 'open',
      viewer: 'signed_out',
      invitation: {
        ...{ organizationName: 'Initech', inviterName: 'Name of alice', roles: ['member'] },
        ...{ maskedEmail: 'd•••@people.test', expiresAt: new Date(expiresAt) },
      },
    });
    expect(JSON.stringify(view)).not.toContain('dora');
  });

  it.each([
    [DORA, 'invited'],
    [{ id: 'eve', email: 'eve@people.test' }, 'another'],
    [{ id: 'noel', email: undefined }, 'without_email'],
  ])('tells %o apart: %s', async (user, viewer) => {
    now.user = user;
    expect(await viewInvitation(logto.invite().id)).toMatchObject({ kind: 'open', viewer });
  });

  it.each([
    ['unknown', undefined],
    ['withdrawn', { status: 'Revoked' }],
    ['used', { status: 'Accepted', acceptedUserId: 'somebody' }],
    ['expired', { expiresAt: Date.now() - 1 }],
    ['of an organization that was deleted', { organizationId: 'deleted' }],
    ['of an inviter who was removed', { inviterId: 'mallory' }],
  ] as const)('%s: gone, for strangers and others alike', async (_, more) => {
    const id = more ? logto.invite(more).id : 'unknown';
    for (const user of [undefined, { id: 'eve', email: 'eve@people.test' }]) {
      now.user = user;
      expect(await viewInvitation(id)).toEqual({ kind: 'gone' });
    }
  });

  it('tells the person invited whom to ask when the inviter may no longer invite', async () => {
    now.user = DORA;
    const { id } = logto.invite({ inviterId: 'mallory' });
    const told = { kind: 'inviter_not_permitted', organizationName: 'Initech' };
    expect(await viewInvitation(id)).toEqual(told);
    expect(logto.invitations[0]?.status).toBe('Revoked');
    expect(await viewInvitation(id)).toEqual({ kind: 'gone' });
  });

  it.each(['..', '%2e%2e', 'a/b', 'a'.repeat(65), ''])('never asks about %j', async (id) => {
    expect(await viewInvitation(id)).toEqual({ kind: 'gone' });
    expect(logto.requests).toEqual([]);
  });

  it('doesn’t call an invitation gone because Logto can’t be asked', async () => {
    const { id } = logto.invite();
    logto.fault = () => new Response('down', { status: 503 });
    expect(await viewInvitation(id)).toEqual({ kind: 'unavailable' });
    const asked = logto.requests.length;
    // Nor does every visitor ask again.
    expect(await viewInvitation(id)).toEqual({ kind: 'unavailable' });
    expect(logto.requests).toHaveLength(asked);
    now.api = undefined;
    expect(await viewInvitation('other')).toEqual({ kind: 'unavailable' });
  });

  it('is asked for once, however many look at once', async () => {
    const { id } = logto.invite();
    await Promise.all(Array.from({ length: 50 }, () => viewInvitation(id)));
    expect(logto.requests).toHaveLength(5);
  });

  const guesses = async (count: number, prefix: string) => {
    const before = logto.requests.length;
    for (let index = 0; index < count; index++) await viewInvitation(`${prefix}${index}`);
    return logto.requests.length - before;
  };
  const limitLines = () =>
    lines.filter((line) => line.includes('limit')).map((one) => JSON.parse(one));

  it('guessing ids doesn’t use up the Management API, nor keep others from theirs', async () => {
    const { id } = logto.invite();
    const stranger = () => guesses(300, 'guess');
    expect(await withSocketAddress('203.0.113.9', stranger)).toBe(120);
    expect(limitLines()).toMatchObject([
      { event: 'limit_reached', limit: 'invitation_lookups', by: '203.0.113.9' },
    ]);
    await withSocketAddress('198.51.100.7', async () => {
      expect(await viewInvitation(id)).toMatchObject({ kind: 'open' });
    });
    // Of what is known already, the stranger sees as much as everybody.
    await withSocketAddress('203.0.113.9', async () => {
      expect(await viewInvitation(id)).toMatchObject({ kind: 'open' });
    });
  });

  it('people whose address can’t be told share one limit, a larger one', async () => {
    expect(await guesses(700, 'guess')).toBe(600);
    expect(limitLines()).toMatchObject([{ limit: 'invitation_lookups_unknown' }]);
    await withSocketAddress('198.51.100.7', async () => {
      expect(await viewInvitation(logto.invite().id)).toMatchObject({ kind: 'open' });
    });
  });

  it('somebody signed in has a limit of their own, before Logto is asked', async () => {
    now.user = { id: 'eve', email: 'eve@people.test' };
    expect(await guesses(300, 'guess')).toBe(120);
    // As the proxy asks, for a page that isn't drawn.
    forgetLimits();
    const before = logto.requests.length;
    for (let index = 0; index < 300; index++) {
      await lookUpInvitation(`proxy${index}`, { userId: 'eve' });
    }
    expect(logto.requests.length - before).toBe(120);
    now.user = DORA;
    expect(await viewInvitation(logto.invite().id)).toMatchObject({ kind: 'open' });
  });

  it('looking again and again at one’s accepted invitation has a limit', async () => {
    now.user = DORA;
    const { id } = logto.invite({ status: 'Accepted', acceptedUserId: 'dora' });
    logto.members.dora = 'member';
    for (let index = 0; index < 120; index++) {
      expect(await viewInvitation(id)).toMatchObject({ kind: 'accepted' });
    }
    const before = logto.requests.length;
    expect(await viewInvitation(id)).toEqual({ kind: 'unavailable' });
    expect(logto.requests).toHaveLength(before);
  });
});

describe('continuing', () => {
  it.each([
    ['known', 'dora@people.test', { screen: undefined }],
    ['new', 'new@people.test', { screen: 'sign-up' }],
    ['of a company', 'emma@acme.test', { screen: 'sso', connector: 'acmeokta' }],
  ])('with the address of somebody %s', async (_, email, expected) => {
    logto.emails = ['dora@people.test'];
    const { id } = logto.invite({ invitee: email });
    const returnTo = `/invitations/${id}`;
    expect(await signInOfInvitation(id)).toEqual({ returnTo, email, ...expected });
  });

  it('again and again asks no more for the account; Logto’s page does', async () => {
    const { id } = logto.invite({ invitee: 'new@people.test' });
    const asked = () => logto.requests.filter((one) => one === 'GET /api/users').length;
    for (let index = 0; index < 200; index++) {
      const request = await withSocketAddress('203.0.113.9', () => signInOfInvitation(id));
      expect(request).toMatchObject({ email: 'new@people.test' });
    }
    expect(asked()).toBeLessThan(120);
    const last = await withSocketAddress('203.0.113.9', () => signInOfInvitation(id));
    expect(last?.screen).toBeUndefined();
  });

  it('isn’t possible with an invitation that isn’t open', async () => {
    for (const more of [{ status: 'Revoked' }, { inviterId: 'mallory' }] as const) {
      expect(await signInOfInvitation(logto.invite(more).id)).toBeUndefined();
    }
    expect(await signInOfInvitation('unknown')).toBeUndefined();
  });
});

it.each([
  ['dora@people.test', 'd•••@people.test'],
  ['jo@people.test', '•••@people.test'],
  ['a@b@people.test', 'a•••@people.test'],
  ['', '•••@'],
])('%s is shown as %s', (email, masked) => {
  expect(maskEmail(email)).toBe(masked);
});
