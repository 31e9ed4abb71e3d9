/** The people of a run, as an administrator makes them: by Logto's Management API. */
import { managementApplication, PASSWORD } from '@logto-okta/sandbox/seed';

export type Person = { index: number; id: string; name: string; username: string };

const MANAGEMENT_API = 'https://default.logto.app/api';
const AT_ONCE = 8;

/** Every page of somebody names them in this form, and nothing else of a page looks like it. */
const numberOf = (index: number) => String(index).padStart(5, '0');
export const nameOf = (index: number) => `Person ${numberOf(index)}`;
const usernameOf = (index: number) => `person${numberOf(index)}`;

/** Who is named in a page, by any of name, user name and address. */
export const namedIn = (text: string): Set<number> =>
  new Set([...text.matchAll(/person[ -]?(\d{5})/gi)].map(([, digits]) => Number(digits)));

/** Runs `work` for all, so many at a time. @throws what the first failure threw. */
export async function forAll<T>(
  items: Iterable<T>,
  atOnce: number,
  work: (item: T) => Promise<void>,
): Promise<void> {
  const iterator = items[Symbol.iterator]();
  const worker = async () => {
    for (let next = iterator.next(); !next.done; next = iterator.next()) await work(next.value);
  };
  await Promise.all(Array.from({ length: atOnce }, worker));
}

export type Tenant = Awaited<ReturnType<typeof openTenant>>;

/** @throws when Logto refuses the management application. */
export async function openTenant(logtoUrl: string) {
  const { id, secret } = managementApplication;
  const granted = await fetch(`${logtoUrl}/oidc/token`, {
    method: 'POST',
    headers: { authorization: `Basic ${btoa(`${id}:${secret}`)}` },
    body: new URLSearchParams({
      grant_type: 'client_credentials',
      resource: MANAGEMENT_API,
      scope: 'all',
    }),
  });
  const { access_token: token } = (await granted.json()) as { access_token: string };

  async function call(method: string, path: string, body?: object) {
    const response = await fetch(`${logtoUrl}/api${path}`, {
      method,
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      ...(body && { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    if (!response.ok)
      throw new Error(`${method} ${path}: ${response.status} ${text.slice(0, 200)}`);
    return text.startsWith('{') || text.startsWith('[') ? JSON.parse(text) : undefined;
  }

  async function createPerson(index: number): Promise<Person> {
    const [name, username] = [nameOf(index), usernameOf(index)];
    const primaryEmail = `person-${numberOf(index)}@load.test`;
    const created = await call('POST', '/users', {
      ...{ name, username, primaryEmail },
      password: PASSWORD,
    });
    return { index, id: created.id, name, username };
  }

  return {
    async createPeople(count: number, from = 0): Promise<Person[]> {
      const people: Person[] = [];
      const indexes = Array.from({ length: count }, (_, index) => from + index);
      await forAll(indexes, AT_ONCE, async (index) => {
        people.push(await createPerson(index));
      });
      return people.toSorted((one, other) => one.index - other.index);
    },

    /** Each person becomes a member, with a role, of as many organizations as `counts` says. */
    async addToOrganizations(people: Person[], counts: number[]) {
      const roles: { id: string; name: string }[] = await call('GET', '/organization-roles');
      const role = roles.find(({ name }) => name === 'member') ?? roles[0];
      const most = Math.max(...counts);
      const numbers = Array.from({ length: most }, (_, index) => index);
      await forAll(numbers, AT_ONCE, async (number) => {
        const { id } = await call('POST', '/organizations', { name: `Customer ${number + 1} Ltd` });
        const userIds = people
          .filter((_, index) => (counts[index] ?? 0) > number)
          .map((person) => person.id);
        await call('POST', `/organizations/${id}/users`, { userIds });
        await call('POST', `/organizations/${id}/users/roles`, {
          userIds,
          organizationRoleIds: [role?.id],
        });
      });
    },
  };
}
