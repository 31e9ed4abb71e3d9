/**
 * The org's groups. Who is a member stands with each user, by the group's name, which is unique in
 * an org; here are the ids, and groups nobody is in.
 */
import { createHash } from 'node:crypto';
import type { OktaUserSeed } from '../../seed.ts';

export type Group = {
  id: string;
  name: string;
  description: string | null;
  /** `BUILT_IN`: everybody's, which nobody can leave. */
  type: 'OKTA_GROUP' | 'BUILT_IN';
  created: string;
  lastUpdated: string;
};

export type GroupList = ReturnType<typeof createGroupList>;

export const EVERYONE = 'Everyone';

/** The same for a group of the same name, at each start. */
const idOf = (name: string) =>
  `00g${createHash('sha256').update(name).digest('base64').replace(/\W/g, '').slice(0, 17)}`;

export function createGroupList(users: OktaUserSeed[], startedAt: string) {
  const known = new Map<string, Group>();

  function groupNamed(name: string, at = startedAt): Group {
    const group: Group = known.get(name) ?? {
      id: idOf(name),
      name,
      description: name === EVERYONE ? 'All users in your organization' : null,
      type: name === EVERYONE ? 'BUILT_IN' : 'OKTA_GROUP',
      created: at,
      lastUpdated: at,
    };
    known.set(name, group);
    return group;
  }

  return {
    /** Those of the users included, however they came there. */
    all() {
      for (const name of [EVERYONE, ...users.flatMap(({ groups }) => groups ?? [])]) {
        groupNamed(name);
      }
      return [...known.values()];
    },
    find(id: string) {
      return this.all().find((group) => group.id === id);
    },
    named: groupNamed,
    members: ({ name }: Group) => users.filter(({ groups }) => groups?.includes(name)),
    add(name: string, description: string | null, at: string) {
      return Object.assign(groupNamed(name, at), { description });
    },
    remove(group: Group) {
      known.delete(group.name);
      for (const user of users) user.groups = user.groups?.filter((one) => one !== group.name);
    },
  };
}
