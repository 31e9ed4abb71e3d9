/** `/api/v1/groups`: the org's groups and who is in them. */
import type { Routes } from '../../engine/http.ts';
import type { OktaUserSeed } from '../../seed.ts';
import type { Api, Management } from './api.ts';
import { objectIn } from './app-body.ts';
import { apiError, blank, duplicate, notFound } from './errors.ts';
import { EVERYONE, type Group } from './group-list.ts';
import { matches, paged, startsWith } from './query.ts';
import { type UserFinder, userResource } from './user-resource.ts';

const SIZE = { usual: 10_000, max: 10_000 };

export const groupResource = (url: string, group: Group) => ({
  id: group.id,
  created: group.created,
  lastUpdated: group.lastUpdated,
  lastMembershipUpdated: group.lastUpdated,
  objectClass: ['okta:user_group'],
  type: group.type,
  profile: { name: group.name, description: group.description },
  _links: {
    users: { href: `${url}/api/v1/groups/${group.id}/users` },
    apps: { href: `${url}/api/v1/groups/${group.id}/apps` },
  },
});

export function createGroupRoutes(on: Api, management: Management, findUser: UserFinder): Routes {
  const { url, apps, groups, now } = management;
  const find = (id = '') => {
    const group = groups.find(id);
    if (!group) throw notFound(id, 'UserGroup');
    return group;
  };
  /** Everybody is in the one that Okta keeps itself, and only Okta changes it. */
  function findOwn(id: string | undefined) {
    const group = find(id);
    if (group.name === EVERYONE) throw apiError('E0000006');
    return group;
  }

  return {
    'GET /api/v1/groups': on('okta.groups.read', ({ query }) => {
      const properties = {
        id: ({ id }: Group) => id,
        type: ({ type }: Group) => type,
        'profile.name': ({ name }: Group) => name,
      };
      const passes = matches(query.get('filter'), properties);
      const isFound = matches(query.get('search'), properties);
      const q = query.get('q') ?? '';
      const items = groups
        .all()
        .filter((one) => startsWith(one.name, q) && passes(one) && isFound(one));
      const view = (group: Group) => groupResource(url, group);
      return { page: paged(items, { url, path: '/api/v1/groups', query, size: SIZE, view }) };
    }),

    'POST /api/v1/groups': on('okta.groups.manage', ({ body }) => {
      const { name, description = null } = objectIn(body.profile);
      if (typeof name !== 'string' || !name.trim()) throw blank('name');
      if (groups.all().some((group) => group.name === name)) throw duplicate('name');
      const at = new Date(now()).toISOString();
      return { body: groupResource(url, groups.add(name, description as string | null, at)) };
    }),

    'GET /api/v1/groups/:groupId': on('okta.groups.read', ({ params }) => ({
      body: groupResource(url, find(params.groupId)),
    })),

    'DELETE /api/v1/groups/:groupId': on('okta.groups.manage', ({ params }) => {
      const group = findOwn(params.groupId);
      groups.remove(group);
      for (const { assignedTo } of apps.all()) {
        if (assignedTo) assignedTo.groups = assignedTo.groups?.filter((one) => one !== group.name);
      }
      return {};
    }),

    'GET /api/v1/groups/:groupId/users': on('okta.groups.read', ({ params, query }) => {
      const path = `/api/v1/groups/${params.groupId}/users`;
      const items = groups.members(find(params.groupId));
      const view = (user: OktaUserSeed) => userResource(management, user);
      return { page: paged(items, { url, path, query, size: { usual: 1000, max: 1000 }, view }) };
    }),

    'PUT /api/v1/groups/:groupId/users/:userId': on('okta.groups.manage', ({ params }) => {
      const group = findOwn(params.groupId);
      const user = findUser(params.userId);
      user.groups = [...new Set([...(user.groups ?? []), group.name])];
      return {};
    }),

    'DELETE /api/v1/groups/:groupId/users/:userId': on('okta.groups.manage', ({ params }) => {
      const group = findOwn(params.groupId);
      const user = findUser(params.userId);
      user.groups = user.groups?.filter((name) => name !== group.name);
      return {};
    }),
  };
}
