import { prerender } from 'react-dom/static';
import { expect, it, vi } from 'vitest';
import type { Member } from '#lib/organizations/members.ts';

const changeRole = vi.fn(async (_change: object, _role: string) => ({ ok: true }));
vi.mock('#lib/organizations/members.ts', () => ({ changeRole, removeMember: vi.fn() }));
vi.mock('#lib/organizations/invitations.ts', () => ({}));
vi.mock('next-intl/server', () => ({ getTranslations: async () => (key: string) => key }));
vi.mock('next/cache', () => ({ refresh: () => {} }));

const member = (roles: string[]): Member => ({
  ...{ id: 'bob', name: 'Bob', email: undefined, picture: undefined, lastSignInAt: undefined },
  ...{ joinedBy: { how: 'added' }, roles },
});

/** The hidden fields of the first form in a page. */
async function fieldsOf(page: Promise<{ prelude: ReadableStream }>) {
  const html = await new Response((await page).prelude).text();
  const form = new FormData();
  const [first = ''] = html.split('</form>');
  for (const [, name = '', value = ''] of first.matchAll(/hidden" name="(\w+)" value="([^"]*)"/g)) {
    form.append(name, value);
  }
  return form;
}

it.each([[['Sales, EU', 'member']], [['a,b']], [[]]])(
  'the roles that were shown, %j, come back as they were',
  async (roles) => {
    const { MemberRow } = await import('./member-row.tsx');
    const { changeMemberRole } = await import('./actions.ts');
    const row = { organizationId: 'o1', member: member(roles), isYou: false, mayManage: true };
    const form = await fieldsOf(prerender(<MemberRow {...row} page={1} />));
    form.set('role', 'admin');
    await changeMemberRole(undefined, form);
    const change = { organizationId: 'o1', memberId: 'bob', shownRoles: roles };
    expect(changeRole).toHaveBeenLastCalledWith(change, 'admin');
  },
);
