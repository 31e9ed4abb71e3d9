/** People and organizations of a run at Logto, and whether the tenant lets the suite run at all. */

import type { ManagementClient } from '@logto-okta/clients/logto/client';
import { idSchema } from '@logto-okta/clients/logto/schemas';
import { z } from 'zod';
import type { Person, Role } from '../target.ts';
import { otherOrganizationName, peopleDomain, userPrefix } from './run-id.ts';

const experienceSchema = z.looseObject({
  signInMode: z.string(),
  signUp: z.looseObject({
    identifiers: z.array(z.string()),
    password: z.boolean(),
    secondaryIdentifiers: z.array(z.unknown()).nullish(),
  }),
  signIn: z.looseObject({
    methods: z.array(z.looseObject({ identifier: z.string(), password: z.boolean() })),
  }),
  mfa: z.looseObject({ policy: z.string() }).optional(),
  agreeToTermsPolicy: z.string().optional(),
  captchaPolicy: z.looseObject({ enabled: z.boolean().optional() }).optional(),
  languageInfo: z.looseObject({ autoDetect: z.boolean(), fallbackLanguage: z.string() }).optional(),
  customUiAssets: z.unknown(),
  signUpProfileFields: z.array(z.unknown()).nullish(),
});

/** Settings of the tenant that no run changes, because other people's sign-ins depend on them. */
export async function tenantProblems(logto: ManagementClient): Promise<string[]> {
  const experience = await logto.get('/sign-in-exp', {
    to: 'read the sign-in experience',
    schema: experienceSchema,
  });
  const { signIn, signUp, signInMode, mfa, agreeToTermsPolicy, captchaPolicy } = experience;
  const { languageInfo, customUiAssets, signUpProfileFields } = experience;
  const asksMore = [signUp.secondaryIdentifiers, signUpProfileFields].some((one) => one?.length);
  const at = 'Logto Console > Sign-in & account';
  return [
    !signIn.methods.some(({ identifier, password }) => identifier === 'username' && password) &&
      `People can't sign in with a user name and a password, which the suite does (${at} > Sign-up and sign-in).`,
    !signIn.methods.some(({ identifier, password }) => identifier === 'email' && password) &&
      `The first page takes no e-mail addresses, so that it doesn't know a company's when somebody types one. Add "Email address" with a password as a way to sign in; it needs no e-mail connector (${at} > Sign-up and sign-in).`,
    (signInMode !== 'SignInAndRegister' ||
      !signUp.identifiers.includes('username') ||
      !signUp.password) &&
      `People can't register with a user name and a password, which the suite does and company sign-in needs (${at} > Sign-up and sign-in).`,
    asksMore &&
      `Registration asks for more than a user name and a password, which the suite doesn't fill in (${at} > Sign-up and sign-in, and > Collect user profile).`,
    mfa?.policy === 'Mandatory' &&
      `A second factor is mandatory, so that a password signs nobody in (${at} > Multi-factor auth).`,
    agreeToTermsPolicy === 'Manual' &&
      `People have to tick a box for the terms at each sign-in (${at} > Sign-up and sign-in).`,
    captchaPolicy?.enabled && `CAPTCHA is on, which keeps automation out (Console > Security).`,
    languageInfo?.autoDetect === false &&
      !languageInfo.fallbackLanguage.startsWith('en') &&
      `The pages are always in "${languageInfo.fallbackLanguage}", and the suite reads English: detect the language, or take English (${at} > Content).`,
    customUiAssets &&
      `The sign-in pages are the tenant's own, which the suite doesn't know (${at} > Branding > Bring your UI).`,
  ].filter((problem): problem is string => typeof problem === 'string');
}

const roleSchema = z.looseObject({ id: z.string(), name: z.string() });
type MadeAtLogto = Partial<Record<Role, Person>>;

async function createPerson(
  logto: ManagementClient,
  { runId, worker }: { runId: string; worker: number },
  names: [string, string],
  password: string,
) {
  const [first, last] = names;
  const login = `${userPrefix(runId)}${first.toLowerCase()}${worker}`;
  const person: Person = {
    login,
    password,
    name: `${first} ${last}`,
    email: `${first.toLowerCase()}${worker}@${peopleDomain(runId)}`,
  };
  const { id } = await logto.post('/users', {
    to: 'create a person',
    body: { username: login, primaryEmail: person.email, password, name: person.name },
    schema: idSchema,
  });
  return { id, person };
}

/** Somebody in two organizations, and somebody suspended. */
export async function createLogtoPeople(
  logto: ManagementClient,
  where: { runId: string; worker: number; companyId: string; otherId: string },
  newPassword: () => string,
): Promise<MadeAtLogto> {
  const alex = await createPerson(logto, where, ['Alex', 'Morgan'], newPassword());
  const sam = await createPerson(logto, where, ['Sam', 'Porter'], newPassword());
  await logto.patch(`/users/${sam.id}/is-suspended`, {
    to: 'suspend a person',
    body: { isSuspended: true },
  });
  await join(logto, where.companyId, alex.id, 'member');
  await join(logto, where.otherId, alex.id, 'admin');
  return { alex: alex.person, suspended: sam.person };
}

async function join(logto: ManagementClient, organizationId: string, userId: string, role: string) {
  const roles = await logto.list('/organization-roles', { to: 'list roles', item: roleSchema });
  const to = 'add a member';
  const path = `/organizations/${organizationId}/users`;
  await logto.post(path, { to, body: { userIds: [userId] } });
  const organizationRoleIds = roles.filter(({ name }) => name === role).map(({ id }) => id);
  await logto.put(`${path}/${userId}/roles`, { to, body: { organizationRoleIds } });
}

export const createOtherOrganization = async (logto: ManagementClient, runId: string) =>
  (
    await logto.post('/organizations', {
      to: 'create an organization',
      body: { name: otherOrganizationName(runId) },
      schema: idSchema,
    })
  ).id;
