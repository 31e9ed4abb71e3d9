/** `/api/v1/apps/{id}/groups` and `/users`: who may use an app. */
import type { Routes } from '../../engine/http.ts';
import type { OktaUserSeed } from '../../seed.ts';
import { appIdOf, isAssignedByGroup, isAssignedDirectly, type OktaClient } from '../clients.ts';
import type { Api, Management } from './api.ts';
import type { AppRecords } from './apps.ts';
import { blank, notFound } from './errors.ts';
import type { Group } from './group-list.ts';
import { paged, startsWith } from './query.ts';
import type { UserFinder } from './user-resource.ts';

export function createAssignmentRoutes(
  on: Api,
  management: Management,
  records: AppRecords,
  findUser: UserFinder,
): Routes {
  const { url, directory, groups, now, startedAt } = management;
  const priorities = new WeakMap<OktaClient, Map<string, { priority: number; at: string }>>();

  /** From here on by list: an app may have begun with each user's own `assigned`. */
  function assignment(app: OktaClient) {
    const direct = directory.users.filter((user) => isAssignedDirectly(user, app));
    app.assignedTo = {
      groups: app.assignedTo?.groups ?? [],
      logins: app.assignedTo?.logins ?? direct.map(({ login }) => login),
    };
    return app.assignedTo;
  }
  const prioritiesOf = (app: OktaClient) => {
    const known = priorities.get(app) ?? new Map();
    priorities.set(app, known);
    return known;
  };
  const without = <T>(list: T[] | undefined, item: T) => (list ?? []).filter((one) => one !== item);

  function findGroup(id = ''): Group {
    const group = groups.find(id);
    if (!group) throw notFound(id, 'UserGroup');
    return group;
  }
  function findAssignedGroup(appId: string | undefined, groupId: string | undefined) {
    const app = records.find(appId);
    const group = findGroup(groupId);
    if (!app.assignedTo?.groups?.includes(group.name))
      throw notFound(group.id, 'ApplicationGroupAssignment');
    return { app, group };
  }

  function groupResource(app: OktaClient, { id }: Group) {
    const { priority, at } = prioritiesOf(app).get(id) ?? { priority: 0, at: startedAt };
    const self = `${url}/api/v1/apps/${appIdOf(app)}`;
    return {
      id,
      priority,
      lastUpdated: at,
      profile: {},
      _links: {
        app: { href: self },
        self: { href: `${self}/groups/${id}` },
        group: { href: `${url}/api/v1/groups/${id}` },
      },
    };
  }

  function userResource(app: OktaClient, user: OktaUserSeed) {
    const { created } = records.of(app);
    return {
      id: user.id,
      externalId: null,
      created,
      lastUpdated: created,
      scope: isAssignedDirectly(user, app) ? 'USER' : 'GROUP',
      status: user.status === 'ACTIVE' ? 'ACTIVE' : 'INACTIVE',
      statusChanged: created,
      passwordChanged: null,
      syncState: 'DISABLED',
      credentials: { userName: user.login },
      profile: {
        name: `${user.firstName} ${user.lastName}`,
        given_name: user.firstName,
        family_name: user.lastName,
        email: user.email ?? null,
      },
      _links: {
        app: { href: `${url}/api/v1/apps/${appIdOf(app)}` },
        user: { href: `${url}/api/v1/users/${user.id}` },
      },
    };
  }
  const usersOf = (app: OktaClient) =>
    directory.users.filter((user) => isAssignedDirectly(user, app) || isAssignedByGroup(user, app));
  function findAssignedUser(appId: string | undefined, userId: string | undefined) {
    const app = records.find(appId);
    const user = findUser(userId);
    if (!usersOf(app).includes(user)) throw notFound(user.id, 'AppUser');
    return { app, user };
  }

  const GROUPS = '/api/v1/apps/:appId/groups';
  const USERS = '/api/v1/apps/:appId/users';
  return {
    [`GET ${GROUPS}`]: on('okta.apps.read', ({ params, query }) => {
      const app = records.find(params.appId);
      const q = query.get('q') ?? '';
      const items = groups
        .all()
        .filter(({ name }) => app.assignedTo?.groups?.includes(name) && startsWith(name, q));
      const path = `/api/v1/apps/${params.appId}/groups`;
      const view = (group: Group) => groupResource(app, group);
      return { page: paged(items, { url, path, query, size: { usual: 20, max: 200 }, view }) };
    }),

    [`GET ${GROUPS}/:groupId`]: on('okta.apps.read', ({ params }) => {
      const { app, group } = findAssignedGroup(params.appId, params.groupId);
      return { body: groupResource(app, group) };
    }),

    [`PUT ${GROUPS}/:groupId`]: on('okta.apps.manage', ({ params, body }) => {
      const app = records.find(params.appId);
      const group = findGroup(params.groupId);
      const assigned = assignment(app);
      assigned.groups = [...without(assigned.groups, group.name), group.name];
      const priority = Number.isInteger(body.priority) ? Number(body.priority) : 0;
      prioritiesOf(app).set(group.id, { priority, at: new Date(now()).toISOString() });
      return { body: groupResource(app, group) };
    }),

    [`DELETE ${GROUPS}/:groupId`]: on('okta.apps.manage', ({ params }) => {
      const { app, group } = findAssignedGroup(params.appId, params.groupId);
      const assigned = assignment(app);
      assigned.groups = without(assigned.groups, group.name);
      return {};
    }),

    [`GET ${USERS}`]: on('okta.apps.read', ({ params, query }) => {
      const app = records.find(params.appId);
      const q = query.get('q') ?? '';
      const items = usersOf(app).filter(
        ({ login, firstName, lastName }) =>
          startsWith(login, q) || startsWith(firstName, q) || startsWith(lastName, q),
      );
      const path = `/api/v1/apps/${params.appId}/users`;
      const view = (user: OktaUserSeed) => userResource(app, user);
      return { page: paged(items, { url, path, query, size: { usual: 50, max: 500 }, view }) };
    }),

    [`POST ${USERS}`]: on('okta.apps.manage', ({ params, body }) => {
      const app = records.find(params.appId);
      if (typeof body.id !== 'string') throw blank('id');
      const user = findUser(body.id);
      const assigned = assignment(app);
      assigned.logins = [...without(assigned.logins, user.login), user.login];
      return { body: userResource(app, user) };
    }),

    [`GET ${USERS}/:userId`]: on('okta.apps.read', ({ params }) => {
      const { app, user } = findAssignedUser(params.appId, params.userId);
      return { body: userResource(app, user) };
    }),

    [`DELETE ${USERS}/:userId`]: on('okta.apps.manage', ({ params }) => {
      const { app, user } = findAssignedUser(params.appId, params.userId);
      const assigned = assignment(app);
      assigned.logins = without(assigned.logins, user.login);
      return {};
    }),
  };
}
