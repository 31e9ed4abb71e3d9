/** For tests: one organization of a Logto tenant, as far as its people and invitations go. */
import { createManagementClient } from '@logto-okta/clients/logto/client';
import { ORGANIZATION_ROLES, type OrganizationRole } from '#lib/permissions.ts';
import type { InvitationRecord } from './invitation-records.ts';

type Invitation = Omit<InvitationRecord, 'organizationRoles'> & { roles: OrganizationRole[] };

const shown = ({ roles, ...one }: Invitation) => ({
  ...one,
  organizationRoles: roles.map((name) => ({ id: `role-${name}`, name })),
});
const notFound = () =>
  Response.json({ code: 'entity.not_found', message: 'Not found' }, { status: 404 });

export function testLogto() {
  const state = {
    /** Person → role in the organization `org`. */
    members: {} as Record<string, OrganizationRole>,
    /** Permissions of a member whose role at Logto has others than the app's. */
    permissions: {} as Record<string, string[]>,
    invitations: [] as Invitation[],
    suspended: [] as string[],
    emails: [] as string[],
    /** Method and path of each request, tokens left out. */
    requests: [] as string[],
    /** Answers in Logto's place. */
    fault: undefined as ((request: string) => Response | undefined) | undefined,
  };

  function invite(more: Partial<Invitation> = {}): Invitation {
    const at = Date.now();
    const id = `invitation${state.invitations.length + 1}`;
    const one: Invitation = {
      ...{ id, organizationId: 'org', invitee: 'dora@people.test', inviterId: 'alice' },
      ...{ status: 'Pending', createdAt: at, updatedAt: at, expiresAt: at + 3600_000 },
      roles: ['member'],
      ...more,
    };
    state.invitations.push(one);
    return one;
  }

  const memberOf = (id: string) => ({
    id,
    name: `Name of ${id}`,
    organizationRoles: [
      { id: `role-${state.members[id]}`, name: state.members[id] as OrganizationRole },
    ],
  });

  function answer(method: string, path: string, query: URLSearchParams, body: string): Response {
    const [first, id = '', third, fourth = '', fifth] = path.split('/').slice(2);
    if (first === 'organization-roles') {
      return Response.json(
        Object.keys(ORGANIZATION_ROLES).map((name) => ({ id: `role-${name}`, name })),
      );
    }
    if (first === 'organization-invitations') {
      const inviter = query.get('inviterId');
      if (!id) {
        const listed = state.invitations.filter((one) => !inviter || one.inviterId === inviter);
        return Response.json(listed.map(shown));
      }
      const one = state.invitations.find((each) => each.id === id);
      if (!one) return notFound();
      if (method === 'PUT') {
        if (one.status !== 'Pending') {
          return Response.json({ code: 'request.invalid_input', message: 'no' }, { status: 422 });
        }
        const change: Partial<Invitation> = JSON.parse(body);
        Object.assign(one, change);
        if (change.status === 'Accepted') {
          state.members[change.acceptedUserId ?? ''] = one.roles[0] ?? 'member';
        }
      }
      return Response.json(shown(one));
    }
    if (first === 'organizations' && third === 'users') {
      if (fifth === 'scopes') {
        const role = state.members[fourth];
        const names = state.permissions[fourth] ?? (role && ORGANIZATION_ROLES[role].organization);
        return Response.json((names ?? []).map((name) => ({ id: name, name })));
      }
      if (method === 'DELETE') delete state.members[fourth];
      if (method === 'PUT') {
        const [role = ''] = JSON.parse(body).organizationRoleIds;
        state.members[fourth] = role.replace('role-', '');
      }
      return method === 'GET'
        ? Response.json(Object.keys(state.members).map(memberOf))
        : new Response(null, { status: 204 });
    }
    if (first === 'organizations') {
      return id === 'org' ? Response.json({ id, name: 'Initech', customData: {} }) : notFound();
    }
    if (first === 'users' && third === 'organizations') {
      return Response.json(state.members[id] ? [{ id: 'org', name: 'Initech' }] : []);
    }
    if (first === 'users' && id) {
      const isSuspended = state.suspended.includes(id);
      return Response.json({ id, name: `Name of ${id}`, isSuspended });
    }
    if (first === 'users') {
      const wanted = query.get('search.primaryEmail') ?? '';
      return Response.json(state.emails.includes(wanted) ? [{ id: 'known' }] : []);
    }
    return notFound();
  }

  const api = createManagementClient({
    endpoint: 'https://logto.example',
    credentials: { appId: 'm', appSecret: 's' },
    fetch: async (url, init) => {
      const { pathname, searchParams } = new URL(String(url));
      if (pathname === '/oidc/token') {
        return Response.json({ access_token: 't', expires_in: 3600, scope: 'all' });
      }
      const request = `${init?.method} ${pathname}`;
      state.requests.push(request);
      const { method = 'GET', body } = init ?? {};
      return state.fault?.(request) ?? answer(method, pathname, searchParams, String(body ?? ''));
    },
    attempts: 1,
  });
  return Object.assign(state, { api, invite });
}
