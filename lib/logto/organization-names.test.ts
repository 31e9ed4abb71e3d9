import { createManagementClient } from '@logto-okta/clients/logto/client';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { forgetNames, organizationNames } from './organization-names.ts';

const connected = vi.hoisted(() => ({ api: undefined as unknown }));
vi.mock('#lib/logto/admin.ts', () => ({ managementApi: () => connected.api }));

/** Person → organization → name. */
let people: Record<string, Record<string, string>> = {};
let asked: string[] = [];
let answer: (organizations: object[]) => Promise<Response>;

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['Date', 'setTimeout', 'clearTimeout', 'performance'] });
  vi.spyOn(console, 'log').mockImplementation(() => {});
  forgetNames();
  asked = [];
  people = { alex: { acme: 'Acme', globex: 'Globex' }, emma: { acme: 'Acme' } };
  answer = async (organizations) => Response.json(organizations);
  connected.api = createManagementClient({
    ...{ endpoint: 'https://logto.example', credentials: { appId: 'm', appSecret: 's' } },
    attempts: 1,
    fetch: async (url) => {
      const { pathname } = new URL(String(url));
      if (pathname === '/oidc/token') {
        return Response.json({ access_token: 't', expires_in: 3600, scope: 'all' });
      }
      const person = pathname.split('/')[3] ?? '';
      asked.push(person);
      return answer(Object.entries(people[person] ?? {}).map(([id, name]) => ({ id, name })));
    },
  });
});
afterEach(() => {
  vi.useRealTimers();
  vi.restoreAllMocks();
});

const namesOf = async (person: string, ...ids: string[]) =>
  Object.fromEntries(await organizationNames(person, ids));

it('a rename shows within minutes, and costs one request for everybody in the organization', async () => {
  expect(await namesOf('alex', 'acme', 'globex')).toEqual({ acme: 'Acme', globex: 'Globex' });
  people.alex = { acme: 'Acme & Sons', globex: 'Globex' };
  for (let view = 0; view < 20; view++) await namesOf('alex', 'acme', 'globex');
  expect(await namesOf('emma', 'acme')).toEqual({ acme: 'Acme' });
  expect(asked).toEqual(['alex']);
  vi.advanceTimersByTime(5 * 60_000 + 1);
  expect(await namesOf('alex', 'acme')).toEqual({ acme: 'Acme & Sons' });
});

it('is asked once for many at once', async () => {
  await Promise.all(Array.from({ length: 30 }, () => namesOf('alex', 'acme')));
  expect(asked).toEqual(['alex']);
});

it('an organization that Logto doesn’t list isn’t asked for at every view', async () => {
  for (let view = 0; view < 5; view++) {
    expect(await namesOf('alex', 'acme', 'left')).toEqual({ acme: 'Acme' });
  }
  expect(asked).toEqual(['alex']);
});

it('without an answer the last name stays, and Logto is left alone for a while', async () => {
  await namesOf('alex', 'acme');
  vi.advanceTimersByTime(5 * 60_000 + 1);
  answer = async () => new Response('down', { status: 503 });
  for (let view = 0; view < 5; view++) {
    expect(await namesOf('alex', 'acme')).toEqual({ acme: 'Acme' });
  }
  expect(asked).toEqual(['alex', 'alex']);
  expect(await namesOf('new', 'elsewhere')).toEqual({});
  expect(asked).toHaveLength(2);
});

it('a silent Logto holds a page up for less than a second', async () => {
  answer = () => new Promise(() => {});
  const names = namesOf('alex', 'acme');
  await vi.advanceTimersByTimeAsync(900);
  expect(await names).toEqual({});
});

it('without the Management API nothing is asked', async () => {
  connected.api = undefined;
  expect(await namesOf('alex', 'acme')).toEqual({});
  expect(asked).toEqual([]);
});
