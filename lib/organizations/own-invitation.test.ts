import { beforeEach, expect, it, vi } from 'vitest';
import { newTestSession, restart } from '#lib/session/test-session.ts';

const EMAIL = 'bob@acme.test';
const logto = vi.hoisted(() => ({ owners: undefined as object[] | undefined, accepted: vi.fn() }));
vi.mock('#lib/auth.ts', () => ({
  requireUser: async () => ({ id: 'bob', email: EMAIL }),
  requireUserInAction: async () => ({ id: 'bob', email: EMAIL }),
}));
vi.mock('#lib/session/current.ts', () => ({
  readSession: async () => newTestSession({ sub: 'bob', judged: true }),
  revalidateSoon: async () => {},
}));
vi.mock('#lib/logto/admin.ts', () => ({
  managementApi: () => ({ get: async () => ({ name: 'Initech' }) }),
}));
vi.mock('#lib/logto/connectors.ts', () => ({
  async readCompanies() {
    const { ManagementError } = await import('#lib/logto/management/errors.ts');
    if (!logto.owners) throw new ManagementError('unreachable', 'away');
    return { connectors: logto.owners, owners: new Map() };
  },
}));
vi.mock('./invitation-records.ts', () => ({
  findRecord: async () => ({ id: 'i', status: 'Pending', invitee: EMAIL, organizationId: 'o' }),
  isOpen: () => true,
  toInvitation: (one: object) => ({ ...one, roles: [], expiresAt: new Date() }),
  setStatus: logto.accepted,
}));

beforeEach(() => {
  restart();
  vi.spyOn(console, 'log').mockImplementation(() => {});
  logto.accepted.mockReset().mockResolvedValue({ done: true });
});
const accept = async () => (await import('./own-invitation.ts')).acceptInvitation('i');

it('an invitation is accepted with an address that the guard lets in today', async () => {
  logto.owners = [{ id: 'globex', domains: ['globex.test'] }];
  expect(await accept()).toMatchObject({ done: true, value: 'o' });
  expect(logto.accepted).toHaveBeenCalledOnce();
});

it.each([
  [
    'an address that is a company’s by now',
    [{ id: 'acme', domains: ['acme.test'] }],
    'invitation_for_another',
  ],
  ['companies that aren’t known', undefined, 'unavailable'],
])('not with %s', async (_what, owners, why) => {
  logto.owners = owners;
  expect(await accept()).toEqual({ done: false, why });
  expect(logto.accepted).not.toHaveBeenCalled();
});
