/** A user as the management API shows and finds them. */
import type { OktaUserSeed } from '../../seed.ts';
import type { Management } from './api.ts';
import { notFound } from './errors.ts';

/** @throws ApiError 404 */
export type UserFinder = (id: string | undefined) => OktaUserSeed;

/** By id, by login, or by what is before the `@` where only one person has that. */
export function createUserFinder({ directory }: Pick<Management, 'directory'>): UserFinder {
  return (id = '') => {
    const short = directory.users.filter(({ login }) => login.split('@')[0] === id);
    const user =
      directory.users.find((one) => one.id === id) ??
      directory.byLogin(id) ??
      (short.length === 1 ? short[0] : undefined);
    if (!user) throw notFound(id, 'User');
    return user;
  };
}

export const statusOf = (directory: Management['directory'], user: OktaUserSeed) =>
  user.status === 'ACTIVE' && directory.isLockedOut(user) ? 'LOCKED_OUT' : user.status;

export function userResource(management: Management, user: OktaUserSeed) {
  const { url, directory, startedAt } = management;
  const self = `${url}/api/v1/users/${user.id}`;
  const { created = startedAt } = user;
  return {
    id: user.id,
    status: statusOf(directory, user),
    created,
    activated: user.status === 'STAGED' ? null : created,
    statusChanged: created,
    lastLogin: null,
    lastUpdated: created,
    passwordChanged: user.status === 'PROVISIONED' ? null : created,
    type: { id: 'otydefault0000000001' },
    profile: {
      firstName: user.firstName,
      lastName: user.lastName,
      mobilePhone: null,
      secondEmail: null,
      login: user.login,
      email: user.email ?? null,
      // Okta leaves out what nobody has filled in.
      ...(user.title && { title: user.title }),
      ...(user.department && { department: user.department }),
    },
    credentials: { provider: { type: 'OKTA', name: 'OKTA' } },
    _links: { self: { href: self } },
  };
}
