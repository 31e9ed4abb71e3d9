/** `--admin`: somebody becomes administrator of an organization that setup manages; nothing is made. */

import { isSameEmail, normalizeEmail } from '@logto-okta/clients/email-address';
import type { ManagementClient } from '@logto-okta/clients/logto/client';
import type { Organization } from '@logto-okta/clients/logto/schemas';
import { z } from 'zod';
import type { Actual } from './actual.ts';
import { findApplication } from './application.ts';
import { type Change, change } from './change.ts';
import type { Desired } from './desired.ts';
import { findOrganizations } from './organization.ts';
import type { Permissions } from './product.ts';
import { isMarkedFor } from './registry.ts';

/** `who` is an e-mail address or a user name. */
export type AdminWish = { who: string[]; company?: string; organizationId?: string };

const personSchema = z.looseObject({
  id: z.string(),
  name: z.string().nullish(),
  username: z.string().nullish(),
  primaryEmail: z.string().nullish(),
});
type Person = z.output<typeof personSchema>;
const membershipSchema = z.looseObject({
  id: z.string(),
  organizationRoles: z.array(z.looseObject({ id: z.string(), name: z.string() })).default([]),
});
type Membership = z.output<typeof membershipSchema>;
/** Who fits what was typed, each with their memberships. */
export type Candidates = { who: string; people: (Person & { memberships: Membership[] })[] };

export async function readPeople(logto: ManagementClient, who: string): Promise<Candidates> {
  const field = normalizeEmail(who) ? 'primaryEmail' : 'username';
  const found = await logto.list('/users', {
    to: 'find a person',
    query: { [`search.${field}`]: who, [`mode.${field}`]: 'exact' },
    item: personSchema,
  });
  // A Logto that knew nothing of the search would list everybody.
  const fitting = found.filter((one) =>
    field === 'primaryEmail'
      ? isSameEmail(one.primaryEmail, who)
      : one.username?.toLowerCase() === who.toLowerCase(),
  );
  // User names that differ by case alone are two people's.
  const exact = fitting.filter((one) => one[field] === who);
  const people = await Promise.all(
    (exact.length > 0 ? exact : fitting).map(async (person) => ({
      ...person,
      memberships: await logto.get(`/users/${person.id}/organizations`, {
        to: "list a person's organizations",
        schema: z.array(membershipSchema),
      }),
    })),
  );
  return { who, people };
}

/** The organizations that setup made for this app, and those of the companies it is told of. */
export function managedOrganizations(desired: Desired, actual: Actual): Organization[] {
  const found = findApplication(desired, actual.applications);
  const marked = actual.organizations.filter(
    ({ customData }) => 'one' in found && isMarkedFor(customData, found.one),
  );
  const named = desired.companies.flatMap((company) =>
    company.organization ? findOrganizations(company, actual) : [],
  );
  return [...new Set([...named, ...marked])];
}

export function planAdministrators(
  wish: Pick<AdminWish, 'company' | 'organizationId'>,
  people: Candidates[],
  desired: Desired,
  actual: Actual,
): Change[] {
  const { adminRole } = desired.permissions;
  const role = actual.organizationRoles.find(({ name }) => name === adminRole);
  if (!role) {
    return [
      question('organization-admin', `Organization role "${adminRole}"`, [
        'This Logto has no such role. Run npm run setup without --admin first.',
      ]),
    ];
  }
  const managed = managedOrganizations(desired, actual);
  const { company, organizationId } = wish;
  const fitting = organizationId
    ? actual.organizations.filter(({ id }) => id === organizationId)
    : company
      ? managed.filter(({ name }) => name === company)
      : managed;
  const [organization, ...others] = fitting;
  return organization && others.length === 0
    ? people.map((candidates) => planOne(candidates, organization, role.id, desired.permissions))
    : [whichOrganization(wish, fitting)];
}

function whichOrganization(
  { company, organizationId }: Pick<AdminWish, 'company' | 'organizationId'>,
  fitting: Organization[],
): Change {
  const called = company ? ` called "${company}"` : '';
  const note =
    fitting.length > 0
      ? `Setup manages ${fitting.length} organizations${called} here. Which one is meant?`
      : organizationId
        ? `Logto has no organization with the id ${organizationId}.`
        : `Setup manages no organization${called} here. Run npm run setup -- --company <name> first, or name another.`;
  const options = fitting.map(({ id, name }) => ({ value: id, label: `${id}  ${name}` }));
  return question('organization-admin', 'Administrator', [note], options, '--organization-id');
}

function question(
  key: string,
  title: string,
  notes: string[],
  options: { value: string; label: string }[] = [],
  flag = '--admin',
): Change {
  return change('question', key, title, { notes, question: { flag, options } });
}

function planOne(
  { who, people }: Candidates,
  { id, name }: Organization,
  roleId: string,
  { adminRole, joinRole }: Permissions,
): Change {
  const key = `organization-admin ${name} ${who}`;
  const title = `Administrator of "${name}": ${who}`;
  const [person, ...others] = people;
  if (!person || others.length > 0) {
    return question(key, title, [
      person
        ? `Logto has ${people.length} people with that user name, which differ in upper case. Write it as it is, or give the e-mail address.`
        : 'Logto has nobody with that e-mail address or user name. They have to sign in once first, or be made in Logto Console > User management.',
    ]);
  }
  const membership = person.memberships.find((one) => one.id === id);
  const roles = membership?.organizationRoles ?? [];
  if (roles.some((one) => one.id === roleId)) return change('keep', key, title);
  // As the app's own change of a role does it; roles of another app's making stay.
  const stay = roles.filter((one) => one.name !== joinRole);
  return change('change', key, title, {
    fields: [
      {
        name: 'person',
        to: [person.name, person.primaryEmail ?? person.username, person.id]
          .filter(Boolean)
          .join(', '),
      },
      ...(membership ? [] : [{ name: 'member of it', from: false, to: true }]),
      {
        name: 'roles in it',
        from: roles.map((one) => one.name).join(', ') || undefined,
        to: [...stay.map((one) => one.name), adminRole].join(', '),
      },
    ],
    write: {
      do: 'organization-admin.give',
      organizationId: id,
      userId: person.id,
      joins: !membership,
      roleIds: [...stay.map((one) => one.id), roleId],
    },
  });
}

export async function giveAdministrator(
  write: { organizationId: string; userId: string; joins: boolean; roleIds: string[] },
  logto: ManagementClient,
) {
  const path = `/organizations/${write.organizationId}/users`;
  const to = 'make somebody administrator of an organization';
  if (write.joins) await logto.post(path, { to, body: { userIds: [write.userId] } });
  await logto.put(`${path}/${write.userId}/roles`, {
    to,
    body: { organizationRoleIds: write.roleIds },
  });
}
