/** `/api/v1/users`: people, found and made. Their states are in user-lifecycle.ts. */
import type { Routes } from '../../engine/http.ts';
import type { OktaUserSeed } from '../../seed.ts';
import type { Api, Call, Json, Management } from './api.ts';
import { objectIn } from './app-body.ts';
import { newId } from './apps.ts';
import { blank, duplicate, invalid, notFound } from './errors.ts';
import { EVERYONE } from './group-list.ts';
import { groupResource } from './groups.ts';
import { matches, paged, startsWith } from './query.ts';
import { statusOf, type UserFinder, userResource } from './user-resource.ts';

const EMAIL = /^[^\s@]+@[^\s@]+\.[^\s@]+$/;
type ProfileField = 'firstName' | 'lastName' | 'email' | 'login' | 'title' | 'department';
const SIZE = { usual: 200, max: 200 };

export function createUserRoutes(on: Api, management: Management, findUser: UserFinder): Routes {
  const { url, apps, directory, groups, now } = management;
  const shown = (user: OktaUserSeed) => ({ body: userResource(management, user) });
  const asked = ({ params, principal }: Call) => {
    if (params.id !== 'me') return findUser(params.id);
    if (!principal.user) throw notFound('me', 'User');
    return principal.user;
  };

  function profileOf(sent: Json, known?: OktaUserSeed) {
    const profile = {
      firstName: known?.firstName,
      lastName: known?.lastName,
      email: known?.email,
      login: known?.login,
      title: known?.title,
      department: known?.department,
      ...sent,
    } as Partial<Record<ProfileField, string>>;
    const { firstName, lastName, email, login, title, department } = profile;
    if (!firstName) throw blank('firstName');
    if (!lastName) throw blank('lastName');
    if (!email && !known) throw blank('email');
    if (email && !EMAIL.test(email)) {
      throw invalid('email', 'email: Does not match required pattern');
    }
    if (!login) throw blank('login');
    if (!EMAIL.test(login)) {
      throw invalid('login', 'login: Username must be in the form of an email address');
    }
    if ((directory.byLogin(login) ?? known) !== known) throw duplicate('login');
    return {
      firstName,
      lastName,
      login,
      ...(email && { email }),
      ...(title && { title }),
      ...(department && { department }),
    };
  }

  function create({ body, query }: Call) {
    const profile = profileOf(objectIn(body.profile));
    const { value: password } = objectIn(objectIn(body.credentials).password);
    if (password !== undefined && (typeof password !== 'string' || password.length < 8)) {
      throw invalid(
        'password',
        'password: Password requirements were not met. Password requirements: at least 8 characters.',
      );
    }
    const named = (Array.isArray(body.groupIds) ? body.groupIds : []).map((id) => {
      const group = groups.find(String(id));
      if (!group) throw notFound(String(id), 'UserGroup');
      return group.name;
    });
    const activated = password === undefined ? 'PROVISIONED' : 'ACTIVE';
    const user: OktaUserSeed = {
      id: newId('00u'),
      ...profile,
      emailVerified: true,
      status: query.get('activate') === 'false' ? 'STAGED' : activated,
      assigned: false,
      password: password ?? null,
      groups: [...new Set([EVERYONE, ...named])],
      created: new Date(now()).toISOString(),
    };
    directory.users.push(user);
    return shown(user);
  }

  const replace = on('okta.users.manage', (call) => {
    const user = asked(call);
    const { login } = user;
    Object.assign(user, profileOf(objectIn(call.body.profile), user));
    // Apps know them by it.
    for (const { assignedTo } of apps.all()) {
      if (!assignedTo) continue;
      assignedTo.logins = assignedTo.logins?.map((one) => (one === login ? user.login : one));
    }
    return shown(user);
  });

  return {
    'GET /api/v1/users': on('okta.users.read', ({ query }) => {
      const properties = {
        id: ({ id }: OktaUserSeed) => id,
        status: (user: OktaUserSeed) => statusOf(directory, user),
        'profile.login': ({ login }: OktaUserSeed) => login,
        'profile.email': ({ email }: OktaUserSeed) => email,
        'profile.firstName': ({ firstName }: OktaUserSeed) => firstName,
        'profile.lastName': ({ lastName }: OktaUserSeed) => lastName,
      };
      const passes = matches(query.get('filter'), properties);
      const isFound = matches(query.get('search'), properties);
      const q = query.get('q') ?? '';
      // Deactivated people are in no list that doesn't ask for them.
      const asksForThem = query.has('filter') || query.has('search');
      const items = directory.users.filter(
        (user) =>
          (asksForThem || user.status !== 'DEPROVISIONED') &&
          [user.login, user.email, user.firstName, user.lastName].some((it) => startsWith(it, q)) &&
          passes(user) &&
          isFound(user),
      );
      const view = (user: OktaUserSeed) => userResource(management, user);
      return { page: paged(items, { url, path: '/api/v1/users', query, size: SIZE, view }) };
    }),

    'POST /api/v1/users': on('okta.users.manage', create),

    'GET /api/v1/users/:id': on(
      'okta.users.read',
      (call) => shown(asked(call)),
      'okta.users.read.self',
    ),
    'POST /api/v1/users/:id': replace,
    'PUT /api/v1/users/:id': replace,

    'GET /api/v1/users/:id/groups': on('okta.users.read', (call) => {
      const names = asked(call).groups ?? [];
      return { body: names.map((name) => groupResource(url, groups.named(name))) };
    }),
  };
}
