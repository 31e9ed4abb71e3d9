/** Who signs in. On the sandbox they are its seed's; at a real Logto the run has made them. */

import { logtoUsers, oktaUsers, PASSWORD } from '@logto-okta/sandbox/seed';
import { test } from '@playwright/test';
import { type Person, ROLES, type Role, target, workerIndex } from './target.ts';

const oktaPerson = (login: string): Person => {
  const user = oktaUsers.find((one) => one.login === login);
  if (!user) throw new Error(`no ${login} in the seed`);
  const { firstName, lastName, email, totpSecret, groups } = user;
  const name = `${firstName} ${lastName}`;
  return { login, password: PASSWORD, name, email, totpSecret, groups };
};
const logtoPerson = (username: string): Person => {
  const user = logtoUsers.find((one) => one.username === username);
  if (!user) throw new Error(`no ${username} in the seed`);
  return { login: username, password: PASSWORD, name: user.name ?? username, email: user.email };
};

const ofSandbox: Record<Role, Person> = {
  /** Has a password at Logto, under a user name. */
  alex: logtoPerson('alex'),
  suspended: logtoPerson('sam'),
  employee: oktaPerson('emma@acme.test'),
  employeeWithCode: oktaPerson('theo@acme.test'),
  /** Nobody else signs in as her, so that she can be new to Logto. */
  newcomer: oktaPerson('greta@acme.test'),
  withoutEmail: oktaPerson('vera@acme.test'),
  unassigned: oktaPerson('nina@acme.test'),
  deactivated: oktaPerson('dan@acme.test'),
  /** Acme's Okta vouches for them, with addresses that aren't Acme's. */
  foreignAddress: oktaPerson('mallory@other.test'),
  stolenAddress: oktaPerson('ivan@acme.test'),
  withoutAnyEmail: oktaPerson('noel@acme.test'),
};
const NOBODY: Person = { login: '', password: '', name: '' };

function find(role: Role): Person {
  const live = target();
  if (!live) return ofSandbox[role];
  const person = live.people[workerIndex()]?.[role];
  if (person) return person;
  const why = live.missing[role] ?? `this target has no ${role}`;
  // Outside a test, while files are read, there is nothing to skip yet.
  if (isInTest()) test.skip(true, why);
  return NOBODY;
}

function isInTest() {
  try {
    return Boolean(test.info());
  } catch {
    return false;
  }
}

/** Asking for somebody whom the target hasn't skips the test, and says why. */
export const people = Object.defineProperties(
  {},
  Object.fromEntries(ROLES.map((role) => [role, { enumerable: true, get: () => find(role) }])),
) as Readonly<Record<Role, Person>>;

/** By user name at Logto, as the seed has it; whom a test has made there has Alex's password. */
export function personNamed(username: string): Person {
  if (username === ofSandbox.alex.login) return people.alex;
  if (username === ofSandbox.suspended.login) return people.suspended;
  return { login: username, password: people.alex.password, name: username };
}
