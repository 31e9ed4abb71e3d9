import { beforeEach, describe, expect, it, vi } from 'vitest';

const warn = vi.hoisted(() => vi.fn());
vi.mock('#lib/log/log.ts', () => ({ log: { warn } }));
const { undoSignIn } = await import('./undo-sign-in.ts');

const NOW = 1_800_000_000_000;
const MINUTE = 60_000;
const vic = {
  ...{ primaryEmail: 'vic@private.test', primaryPhone: null, username: null },
  ...{ hasPassword: true, identities: {}, createdAt: NOW - 1000 * MINUTE },
  ssoIdentities: [{ ssoConnectorId: 'acme', createdAt: NOW - 500 }],
};
const newcomer = { ...vic, hasPassword: false, createdAt: NOW - 600 };

let answers: Record<string, unknown>;
let deleted: string[];
let failing: RegExp | undefined;
const answer = (path: string) => {
  if (failing?.test(path)) throw new Error('503');
  if (!(path in answers)) throw new Error(`nothing at ${path}`);
  return answers[path];
};
type Details = { schema: { parse(value: unknown): unknown }; query?: Record<string, string> };
const api = {
  get: async (path: string, { schema, query }: Details) =>
    schema.parse(answer(query?.organizationId ? `${path}/${query.organizationId}` : path)),
  list: async (path: string, { item }: { item: Details['schema'] }) =>
    (answer(path) as unknown[]).map((one) => item.parse(one)),
  delete: async (path: string) => {
    if (failing?.test(`DELETE ${path}`)) throw new Error('503');
    deleted.push(path);
  },
} as never;
const undo = () => undoSignIn(api, { userId: 'vic', connectorId: 'acme', loggedInAt: NOW });

/** An organization that takes in the connector's people as members. */
function inOrganization(
  id: string,
  {
    roles = ['member'],
    connectors = ['acme'],
    domains = [] as string[],
    invitations = [] as object[],
  } = {},
) {
  const memberships = (answers['/users/vic/organizations'] ?? []) as object[];
  memberships.push({ id, organizationRoles: roles.map((role) => ({ id: role })) });
  Object.assign(answers, {
    '/users/vic/organizations': memberships,
    [`/organizations/${id}/jit/sso-connectors`]: connectors.map((one) => ({ id: one })),
    [`/organizations/${id}/jit/roles`]: [{ id: 'member' }],
    [`/organizations/${id}/jit/email-domains`]: domains.map((emailDomain) => ({ emailDomain })),
    [`/organization-invitations/${id}`]: invitations,
  });
}

beforeEach(() => {
  answers = { '/users/vic': vic };
  deleted = [];
  failing = undefined;
  warn.mockClear();
});

describe('a refused company sign-in', () => {
  it('loses the membership that it gave, and says what remains', async () => {
    inOrganization('org');
    expect(await undo()).toEqual({
      ...{ account: false, memberships: ['org'], remains: ['identity', 'profile'] },
    });
    expect(deleted).toEqual(['/organizations/org/users/vic']);
  });

  it.each([
    ['an accepted invitation', { invitations: [{ status: 'Accepted', acceptedUserId: 'vic' }] }],
    ['another role', { roles: ['member', 'admin'] }],
    ['an address of a domain that the organization takes in', { domains: ['PRIVATE.test'] }],
    ['an organization of another connector', { connectors: ['globex'] }],
  ])('%s keeps a membership', async (_name, organization) => {
    inOrganization('kept', organization);
    inOrganization('lost');
    expect((await undo()).memberships).toEqual(['lost']);
  });

  it.each([
    ['somebody else accepted', [{ status: 'Accepted', acceptedUserId: 'other' }]],
    ['nobody accepted', [{ status: 'Pending', acceptedUserId: null }]],
  ])('an invitation that %s keeps none', async (_name, invitations) => {
    inOrganization('org', { invitations });
    expect((await undo()).memberships).toEqual(['org']);
  });

  it('an identity that was linked before gave nothing now', async () => {
    const ssoIdentities = [{ ssoConnectorId: 'acme', createdAt: NOW - 11 * MINUTE }];
    answers['/users/vic'] = { ...vic, ssoIdentities };
    inOrganization('org');
    expect(await undo()).toEqual({ account: false, memberships: [], remains: ['profile'] });
    expect(deleted).toEqual([]);
  });

  it('an identity of another connector is no reason', async () => {
    const ssoIdentities = [{ ssoConnectorId: 'globex', createdAt: NOW }];
    answers['/users/vic'] = { ...vic, ssoIdentities };
    inOrganization('org');
    expect((await undo()).memberships).toEqual([]);
  });

  it('an account that it made is deleted', async () => {
    answers['/users/vic'] = newcomer;
    expect(await undo()).toEqual({ account: true, memberships: [], remains: [] });
    expect(deleted).toEqual(['/users/vic']);
  });

  it.each([
    ['a password', { hasPassword: true }],
    ['a telephone', { primaryPhone: '49151' }],
    ['a user name', { username: 'vic' }],
    ['a social identity', { identities: { google: {} } }],
    ['an older account', { createdAt: NOW - MINUTE }],
    [
      'another company',
      { ssoIdentities: [...vic.ssoIdentities, { ssoConnectorId: 'b', createdAt: 1 }] },
    ],
  ])('an account with %s is never deleted', async (_name, more) => {
    answers['/users/vic'] = { ...newcomer, ...more };
    inOrganization('org');
    expect(await undo()).toMatchObject({ account: false, memberships: ['org'] });
    expect(deleted).not.toContain('/users/vic');
  });

  it.each([
    ['reading the person', /^\/users\/vic$/, []],
    ['reading organizations', /organizations$/, ['identity', 'profile', 'membership']],
    ['ending a membership', /DELETE/, ['identity', 'profile', 'membership']],
  ])('a failure while %s is logged with what remains', async (_name, pattern, remains) => {
    inOrganization('org');
    failing = pattern;
    expect(await undo()).toEqual({ account: false, memberships: [], remains });
    expect(warn).toHaveBeenCalledWith(
      'refused_sign_in_not_undone',
      expect.objectContaining({ user: 'vic', connector: 'acme', remains }),
    );
  });

  it('one organization that fails doesn’t keep the others', async () => {
    inOrganization('broken');
    inOrganization('org');
    failing = /broken/;
    expect(await undo()).toMatchObject({
      memberships: ['org'],
      remains: expect.arrayContaining(['membership']),
    });
  });
});
