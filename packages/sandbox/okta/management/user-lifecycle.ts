/** `/api/v1/users/{id}/lifecycle/…` and their end: the states a user goes through. */
import type { Routes } from '../../engine/http.ts';
import type { OktaUserSeed } from '../../seed.ts';
import type { Api, Management } from './api.ts';
import { newId } from './apps.ts';
import { apiError, invalid } from './errors.ts';
import type { UserFinder } from './user-resource.ts';

type Status = OktaUserSeed['status'];

export function createLifecycleRoutes(
  on: Api,
  { url, apps, directory, endSessions }: Management,
  findUser: UserFinder,
): Routes {
  const to = (change: (user: OktaUserSeed, query: URLSearchParams) => object) =>
    on('okta.users.manage', ({ params, query }) => ({
      status: 200,
      body: change(findUser(params.id), query),
    }));
  const fromTo = (from: Status, status: Status, message: string) =>
    to((user) => {
      if (user.status !== from) throw invalid(message, message);
      user.status = status;
      return {};
    });

  /** Nothing stays that would be theirs again when they are activated. */
  function deactivate(user: OktaUserSeed) {
    user.status = 'DEPROVISIONED';
    user.assigned = false;
    endSessions(user.id);
    for (const { assignedTo } of apps.all()) {
      if (assignedTo) assignedTo.logins = assignedTo.logins?.filter((one) => one !== user.login);
    }
    return {};
  }

  const PATH = '/api/v1/users/:id/lifecycle';
  return {
    [`POST ${PATH}/activate`]: to((user, query) => {
      if (user.status !== 'STAGED' && user.status !== 'DEPROVISIONED') throw apiError('E0000016');
      user.status = user.password === null ? 'PROVISIONED' : 'ACTIVE';
      if (query.get('sendEmail') !== 'false') return {};
      const activationToken = newId('');
      return { activationUrl: `${url}/welcome/${activationToken}`, activationToken };
    }),

    [`POST ${PATH}/deactivate`]: to(deactivate),

    [`POST ${PATH}/suspend`]: fromTo(
      'ACTIVE',
      'SUSPENDED',
      'Cannot suspend a user that is not active',
    ),
    [`POST ${PATH}/unsuspend`]: fromTo(
      'SUSPENDED',
      'ACTIVE',
      'Cannot unsuspend a user that is not suspended',
    ),

    [`POST ${PATH}/unlock`]: to((user) => {
      if (!directory.isLockedOut(user)) throw apiError('E0000032');
      directory.unlock(user.login);
      return {};
    }),

    // The first time deactivates, the second deletes.
    'DELETE /api/v1/users/:id': on('okta.users.manage', ({ params }) => {
      const user = findUser(params.id);
      if (user.status === 'DEPROVISIONED') directory.users.splice(directory.users.indexOf(user), 1);
      else deactivate(user);
      return {};
    }),
  };
}
