import { beforeEach, describe, expect, it, vi } from 'vitest';
import { asLogtoSays, requireOrganizationMember } from './auth.ts';

const now = vi.hoisted(() => ({
  claims: {} as Record<string, unknown>,
  renewals: [] as string[],
  /** What a renewal brings; else it can't be. */
  renewed: false,
}));
const end = vi.hoisted(() => (what: string) => () => {
  throw new Error(what);
});
vi.mock('react', async (original) => ({
  ...(await original<typeof import('react')>()),
  cache: (work: unknown) => work,
}));
vi.mock('next/headers', () => ({ headers: async () => new Headers() }));
vi.mock('next/navigation', () => ({
  forbidden: end('403'),
  notFound: end('404'),
  unauthorized: end('401'),
  redirect: (to: string) => end(`to ${to}`)(),
}));
vi.mock('#lib/log/audit.ts', () => ({ audit: () => {} }));
vi.mock('#lib/env.ts', () => ({
  getEnv: () => ({ LOGTO_ENDPOINT: 'https://logto.example', AVATAR_HOSTS: [] }),
}));
vi.mock('#lib/logto/access-token.ts', () => ({ organizationScopes: async () => new Set() }));
vi.mock('#lib/logto/context.ts', () => ({
  getLogtoContext: async () => ({ isAuthenticated: true, claims: now.claims }),
}));
vi.mock('#lib/logto/organization-names.ts', () => ({
  organizationNames: async () => new Map([['renamed', 'Today’s name']]),
}));
vi.mock('#lib/session/current.ts', () => ({
  readSession: async () => ({ organizationNames: { org: 'Initech', renamed: 'Old name' } }),
  revalidateSoon: async () => {},
}));
vi.mock('#lib/session/session.ts', () => ({ absoluteEnd: () => 0 }));
vi.mock('#lib/sign-in/renewal.ts', () => ({
  renewOnce: async (returnTo: string) => {
    now.renewals.push(returnTo);
    if (now.renewed) throw new Error('renewed');
  },
}));

beforeEach(() => {
  const organizations = ['org', 'renamed', 'nameless'];
  now.claims = { sub: 'alice', organizations, organization_roles: ['org:member'] };
  now.renewals = [];
  now.renewed = true;
});

describe('the session may be minutes old', () => {
  it('nobody is refused by it before it was renewed', async () => {
    const here = '/organizations/org/activity';
    await expect(requireOrganizationMember(here, 'org', 'read:activity')).rejects.toThrow(
      'renewed',
    );
    await expect(requireOrganizationMember('/x', 'elsewhere')).rejects.toThrow('renewed');
    now.renewed = false;
    await expect(requireOrganizationMember(here, 'org', 'read:activity')).rejects.toThrow('403');
    await expect(requireOrganizationMember('/x', 'elsewhere')).rejects.toThrow('404');
  });

  it('what can’t be an organization isn’t asked about', async () => {
    for (const odd of ['..', 'a/b', '%00', 'a'.repeat(65)]) {
      await expect(requireOrganizationMember('/x', odd)).rejects.toThrow('404');
    }
    expect(now.renewals).toEqual([]);
  });

  const member = { id: 'org', name: 'Initech', roles: ['member'] };
  const said = (roles: string[] | undefined, organization = member) =>
    asLogtoSays('/organizations/org', organization, roles, 'read:members');

  it.each([
    ['a promotion', ['admin']],
    ['another role besides', ['member', 'admin']],
    ['no role', []],
    ['a removal', undefined],
  ])('%s renews it', async (_, roles) => {
    await expect(said(roles)).rejects.toThrow('renewed');
    expect(now.renewals).toEqual(['/organizations/org']);
  });

  it('the same roles, in whatever order, don’t', async () => {
    const both = { ...member, roles: ['member', 'admin'] };
    expect(await said(['admin', 'member'], both)).toBe(both);
    expect(now.renewals).toEqual([]);
  });

  it('where it can’t be renewed, the page shows what Logto says', async () => {
    now.renewed = false;
    expect(await said(['admin'])).toEqual({ ...member, roles: ['admin'] });
    await expect(said(undefined)).rejects.toThrow('404');
    await expect(said([])).rejects.toThrow('403');
  });
});

it('organizations have today’s names, else those of the sign-in, else their ids', async () => {
  const { user } = await requireOrganizationMember('/x', 'org', 'read:members');
  expect(user.organizations.map(({ name }) => name)).toEqual([
    'Initech',
    'Today’s name',
    'nameless',
  ]);
});
