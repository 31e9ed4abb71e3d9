/** People of a test org, made by its management API and found again by the run in their names. */

import type { OktaClient } from '@logto-okta/clients/okta/client';
import { OktaError } from '@logto-okta/clients/okta/errors';
import { z } from 'zod';
import { freshCode } from '../one-time-codes.ts';
import type { Person, Role } from '../target.ts';
import type { OktaDoor } from './okta-door.ts';
import { groupName, peopleDomain } from './run-id.ts';

const idSchema = z.looseObject({ id: z.string() });
const factorSchema = z.looseObject({
  id: z.string(),
  _embedded: z.looseObject({ activation: z.looseObject({ sharedSecret: z.string() }) }),
});

/**
 * First name, last name, and what is special. Names are the seed's, so that reports read alike.
 * Where Okta vouches for an address, the company's guard has to know that it isn't the company's.
 */
const WANTED = {
  employee: { names: ['Emma', 'Stone'] },
  employeeWithCode: { names: ['Theo', 'Park'], hasCode: true },
  newcomer: { names: ['Greta', 'Blom'] },
  unassigned: { names: ['Nina', 'Roy'], isOutside: true },
  deactivated: { names: ['Dan', 'Weiss'], isDeactivated: true },
  foreignAddress: { names: ['Mallory', 'Vane'], address: 'mallory' },
  /** Of an account that tests make at Logto. */
  stolenAddress: { names: ['Ivan', 'Krol'], address: 'victim' },
  withoutEmail: { names: ['Vera', 'Lind'], altered: { emailVerified: false } },
  withoutAnyEmail: { names: ['Noel', 'Hart'], altered: { email: undefined } },
} as const satisfies Partial<Record<Role, object>>;

type Wish = {
  names: readonly [string, string];
  hasCode?: boolean;
  isOutside?: boolean;
  isDeactivated?: boolean;
  /** Before the `@` of an address that isn't the company's. */
  address?: string;
  /** What the API can't do: only the sandbox's directory is changed from behind. */
  altered?: Parameters<NonNullable<OktaDoor['alter']>>[1];
};

/** Of a real org, that a worker's people take. */
export const PLACES = (Object.values(WANTED) as Wish[]).filter(
  ({ altered, isDeactivated }) => !altered && !isDeactivated,
).length;

export const createGroup = async (okta: OktaClient, runId: string) =>
  (
    await okta.post('/groups', {
      to: 'create a group',
      body: { profile: { name: groupName(runId), description: 'End-to-end tests' } },
      schema: idSchema,
    })
  ).id;

export type MadePeople = {
  people: Partial<Record<Role, Person>>;
  missing: Partial<Record<Role, string>>;
};

/** @throws OktaError */
export async function createOktaPeople(
  okta: OktaClient,
  where: { runId: string; domain: string; groupId: string; worker: number; stateFolder: string },
  alter: OktaDoor['alter'],
  newPassword: () => string,
): Promise<MadePeople> {
  const made: MadePeople = { people: {}, missing: {} };
  for (const [role, wish] of Object.entries(WANTED) as [Role, Wish][]) {
    if (wish.altered && !alter) continue;
    const { runId, worker } = where;
    const login = `${runId}.${wish.names[0].toLowerCase()}${worker}@${where.domain}`;
    const person: Person = {
      login,
      email: wish.address ? `${wish.address}${worker}@${peopleDomain(runId)}` : login,
      password: newPassword(),
      name: wish.names.join(' '),
      ...(where.groupId && { groups: ['Everyone', groupName(runId)] }),
    };
    const { id } = await createUser(okta, person, wish, where.groupId);
    if (wish.altered) alter?.(login, wish.altered);
    if (wish.hasCode) {
      try {
        person.totpSecret = await enrol(okta, id, where.stateFolder);
      } catch (error) {
        if (!(error instanceof OktaError)) throw error;
        made.missing[role] =
          `Okta enrols no one-time codes for people of this run: ${error.message}`;
        continue;
      }
    }
    made.people[role] = person;
  }
  return made;
}

async function createUser(okta: OktaClient, person: Person, wish: Wish, groupId: string) {
  const [firstName, lastName] = wish.names;
  const { login, email, password } = person;
  const user = await okta.post('/users', {
    to: 'create a person',
    query: { activate: 'true' },
    body: {
      profile: { firstName, lastName, email, login },
      credentials: { password: { value: password } },
      groupIds: wish.isOutside ? [] : [groupId],
    },
    schema: idSchema,
  });
  if (wish.isDeactivated) {
    const to = 'deactivate a person';
    await okta.post(`/users/${user.id}/lifecycle/deactivate`, {
      to,
      query: { sendEmail: 'false' },
    });
  }
  return user;
}

async function enrol(okta: OktaClient, userId: string, stateFolder: string): Promise<string> {
  const factor = await okta.post(`/users/${userId}/factors`, {
    to: 'enrol one-time codes',
    body: { factorType: 'token:software:totp', provider: 'GOOGLE' },
    schema: factorSchema,
  });
  const secret = factor._embedded.activation.sharedSecret;
  await okta.post(`/users/${userId}/factors/${factor.id}/lifecycle/activate`, {
    to: 'activate one-time codes',
    // Noted there, so that no test uses the same code again.
    body: { passCode: await freshCode(secret, stateFolder) },
  });
  return secret;
}
