/** People of a test org, made by its management API and found again by the run in their names. */
import { Secret, TOTP } from 'otpauth';
import { z } from 'zod';
import type { OktaClient } from '#lib/okta/client.ts';
import { OktaError } from '#lib/okta/errors.ts';
import type { Person, Role } from '../target.ts';
import { groupName } from './run-id.ts';

const idSchema = z.looseObject({ id: z.string() });
const factorSchema = z.looseObject({
  id: z.string(),
  _embedded: z.looseObject({ activation: z.looseObject({ sharedSecret: z.string() }) }),
});

/** First name, last name, and what is special. Names are the seed's, so that reports read alike. */
const WANTED = {
  employee: { names: ['Emma', 'Stone'] },
  employeeWithCode: { names: ['Theo', 'Park'], hasCode: true },
  newcomer: { names: ['Greta', 'Blom'] },
  unassigned: { names: ['Nina', 'Roy'], isOutside: true },
  deactivated: { names: ['Dan', 'Weiss'], isDeactivated: true },
} as const satisfies Partial<Record<Role, object>>;

type Wish = {
  names: readonly [string, string];
  hasCode?: boolean;
  isOutside?: boolean;
  isDeactivated?: boolean;
};

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
  where: { runId: string; domain: string; groupId: string; worker: number },
  newPassword: () => string,
): Promise<MadePeople> {
  const made: MadePeople = { people: {}, missing: {} };
  for (const [role, wish] of Object.entries(WANTED) as [Role, Wish][]) {
    const login = `${where.runId}.${wish.names[0].toLowerCase()}${where.worker}@${where.domain}`;
    const person: Person = {
      login,
      email: login,
      password: newPassword(),
      name: wish.names.join(' '),
    };
    const { id } = await createUser(okta, person, wish, where.groupId);
    if (wish.hasCode) {
      try {
        person.totpSecret = await enrol(okta, id);
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

async function enrol(okta: OktaClient, userId: string): Promise<string> {
  const factor = await okta.post(`/users/${userId}/factors`, {
    to: 'enrol one-time codes',
    body: { factorType: 'token:software:totp', provider: 'GOOGLE' },
    schema: factorSchema,
  });
  const secret = factor._embedded.activation.sharedSecret;
  await okta.post(`/users/${userId}/factors/${factor.id}/lifecycle/activate`, {
    to: 'activate one-time codes',
    body: { passCode: new TOTP({ secret: Secret.fromBase32(secret) }).generate() },
  });
  return secret;
}
