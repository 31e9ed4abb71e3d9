/** What an organization's administrators learn of people's sign-ins, and what they don't. */

import { globexConnector } from '@logto-okta/sandbox/seed';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { ACME, OWN_CONNECTOR, tenantForEachTest } from './world.ts';

vi.mock('next/server', () => ({ after: () => {} }));
const renewals = vi.hoisted(() => [] as string[]);
vi.mock('#lib/sign-in/renewal.ts', () => ({
  renewOnce: async (page: string) => void renewals.push(page),
}));
vi.mock('next/navigation', () => ({
  forbidden: () => {
    throw new Error('403');
  },
  notFound: () => {
    throw new Error('404');
  },
}));
vi.mock('#lib/auth.ts', () => ({
  requireOrganizationMember: async () => ({
    user: { id: 'alice' },
    organization: { roles: ['admin'] },
  }),
}));

const world = tenantForEachTest();
const own = { type: 'EnterpriseSso', connectorId: OWN_CONNECTOR, issuer: 'https://acme.test' };
const foreign = { ...own, connectorId: globexConnector.id };
const begun = { type: 'EnterpriseSso', connectorId: OWN_CONNECTOR };
const password = { type: 'Password', verified: true };

function logged(userId: string | undefined, verificationRecords: object[], more: object = {}) {
  const key = 'Interaction.SignIn.Submit';
  const at = Date.now() + world.tenant.logs.length;
  world.tenant.logs.push({
    ...{ tenantId: 'default', id: `log${world.tenant.logs.length}`, key, createdAt: at },
    payload: {
      ...{ key, result: 'Success', userId, applicationId: process.env.LOGTO_APP_ID },
      ...{ ip: '203.0.113.9', interaction: { verificationRecords } },
      ...more,
    },
  });
}

async function activity() {
  const { listActivity } = await import('#lib/organizations/activity.ts');
  const listed = await listActivity(ACME);
  if (!listed.ok) throw new Error(listed.reason);
  return listed.value;
}

beforeEach(() => {
  renewals.length = 0;
  world.admin('alice');
  world.member('emma', { name: 'Emma Stone' });
});

describe('activity', () => {
  it('has sign-ins through the organization’s own connection, with their address', async () => {
    logged('emma', [own]);
    logged('emma', [own, { type: 'Totp' }], { result: 'Error' });
    expect(await activity()).toMatchObject([
      { kind: 'company_sso', name: 'Emma Stone', succeeded: false, ip: '203.0.113.9' },
      { kind: 'company_sso', name: 'Emma Stone', succeeded: true, ip: '203.0.113.9' },
    ]);
  });

  it.each([
    ['with a password', [password]],
    ['through another company', [foreign]],
    ['with a password, after a company sign-in that was never finished', [begun, password]],
    ['with a password, after a company sign-in of somebody else', [own, password]],
    ['through two companies', [own, foreign]],
    ['by a way that is yet to come', [own, { type: 'Telepathy' }]],
    ['by nobody knows what', []],
    ['through a company that vouched for nobody', [begun]],
  ])('has none %s', async (_, records) => {
    logged('emma', records);
    logged('emma', records, { result: 'Error' });
    expect(await activity()).toEqual([]);
  });

  it('has none of people who are no members: refused, gone, unknown', async () => {
    const victim = world.member('victim', { name: 'Vera Victim' });
    victim.organizations = {};
    for (const id of ['victim', 'nobody', undefined]) logged(id, [own]);
    logged('emma', [own], { applicationId: 'another' });
    expect(await activity()).toEqual([]);
  });
});

describe('by a session from minutes ago', () => {
  const members = async (page: number, search?: string) => {
    const { listMembers } = await import('#lib/organizations/members.ts');
    return listMembers(ACME, page, search);
  };
  const alice = () => world.tenant.users.get('alice')?.organizations ?? {};

  it.each([
    ['demoted', '403', () => Object.assign(alice(), { [ACME]: ['orgmember000000000001'] })],
    ['removed', '404', () => delete alice()[ACME]],
  ])('an administrator who was %s reads nothing of the activity', async (_, status, change) => {
    change();
    await expect(activity()).rejects.toThrow(status);
    expect(renewals).toEqual([`/organizations/${ACME}/activity`]);
    expect(world.asked()).toHaveLength(1);
  });

  it('who was removed reads no list of members that doesn’t show them, and comes back to the same one', async () => {
    for (let index = 0; index < 30; index += 1) world.member(`p${index}`);
    expect(await members(2)).toMatchObject({ ok: true });
    const { forgetAll } = await import('#lib/organizations/kept.ts');
    forgetAll();
    delete alice()[ACME];
    for (const asked of [[1], [2], [1, 'p1']] as [number, string?][]) {
      await expect(members(...asked)).rejects.toThrow('404');
    }
    const page = `/organizations/${ACME}`;
    expect(renewals).toEqual([page, `${page}?page=2`, `${page}?q=p1`]);
  });
});

describe('the list of members', () => {
  const identity = (connectorId: string) => ({
    ...{ id: 'i', connectorId, issuer: 'x', identityId: 'y', detail: {} },
    ...{ createdAt: 1, updatedAt: 1 },
  });
  const signedIn = async (fields: Parameters<typeof world.member>[1]) => {
    world.member('vera', { lastSignInAt: 1_700_000_000_000, ...fields });
    const { listMembers } = await import('#lib/organizations/members.ts');
    const listed = await listMembers(ACME, 1);
    return listed.ok && listed.value.members.find(({ id }) => id === 'vera')?.lastSignInAt;
  };

  it('says when somebody was here who comes through the company alone', async () => {
    const ssoIdentities = [identity(OWN_CONNECTOR)];
    expect(await signedIn({ ssoIdentities })).toBeInstanceOf(Date);
  });

  it('or whose address is the company’s: no code sent to it signs them in', async () => {
    const ssoIdentities = [identity(OWN_CONNECTOR)];
    const primaryEmail = 'Vera@ACME.test';
    expect(await signedIn({ ssoIdentities, primaryEmail })).toBeInstanceOf(Date);
  });

  it.each([
    ['a password', { password: 'x' }],
    ['a telephone', { primaryPhone: '66812345678' }],
    ['an address of their own', { primaryEmail: 'vera@people.test' }],
    ['an address without a normal form', { primaryEmail: '"a@b"@acme.test' }],
    ['a social account', { identities: { google: { userId: 'g' } } }],
    ['another company', { ssoIdentities: [identity(OWN_CONNECTOR), identity('other')] }],
  ])('not of somebody who has %s as well: it may be a private sign-in', async (_, fields) => {
    const ssoIdentities = [identity(OWN_CONNECTOR)];
    expect(await signedIn({ ssoIdentities, ...fields })).toBeUndefined();
  });
});
