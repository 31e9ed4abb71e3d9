/** What the specs of sessions share: apps of other settings, browsers without a screen, counting. */
import { randomBytes } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { RequestFault } from '@logto-okta/sandbox/engine/faults';
import { sandboxApplication } from '@logto-okta/sandbox/sandbox';
import { type RedisServer, startRedis } from '@logto-okta/sandbox/tools/redis';
import { redisProgram, WHY_NO_REDIS } from '@logto-okta/sandbox/tools/redis-program';
import { type APIRequestContext, type APIResponse, request } from '@playwright/test';
import { test as base } from './fixtures.ts';
import { personNamed } from './people.ts';
import { freePort } from './ports.ts';
import { sessionCookie } from './session-cookie.ts';
import { signInByRequests } from './sign-in-requests.ts';
import type { App, World } from './world.ts';

export type Logto = NonNullable<World['sandbox']>['logto'];
type Faults = Logto['faults'];

/** A browser without a screen: fast enough for hundreds of requests, with cookies like any other. */
export type Client = {
  get: (path: string, options?: { headers?: Record<string, string> }) => Promise<APIResponse>;
  /** An address of any site, with every redirect. */
  follow: (url: string) => Promise<APIResponse>;
  /** By the pages and answers of Logto that a person's browser would go through. */
  signIn: (username: string, returnTo?: string) => Promise<APIResponse>;
  /** The first form of the page's content, to be sent as a browser without JavaScript does. */
  openForm: (path: string) => Promise<() => Promise<APIResponse>>;
  /** On the home page it is the only form of who is signed in. */
  signOut: () => Promise<APIResponse>;
  /** Name → value, of this app. */
  cookies: () => Promise<Record<string, string>>;
  /** Another browser with the same cookies, as they are now. */
  copy: () => Promise<Client>;
};

type State = Awaited<ReturnType<APIRequestContext['storageState']>>;

async function newClient(url: string, opened: APIRequestContext[], storageState?: State) {
  const context = await request.newContext({ baseURL: url, ...(storageState && { storageState }) });
  opened.push(context);
  const get: Client['get'] = (path, options) => context.get(path, { ...options, maxRedirects: 0 });

  const client: Client = {
    get,
    follow: (address) => context.get(address),
    signIn: (username, returnTo = '/') =>
      signInByRequests(context, url, personNamed(username), { returnTo }),
    async openForm(path) {
      const html = await (await context.get(path)).text();
      const [, action = ''] =
        /name="(\$ACTION_ID_\w+)"/.exec(html.slice(html.indexOf('<main'))) ?? [];
      const headers = { origin: new URL(url).origin };
      return () => context.post(path, { multipart: { [action]: '' }, headers, maxRedirects: 0 });
    },
    signOut: async () => (await client.openForm('/'))(),
    async cookies() {
      const { cookies } = await context.storageState();
      const own = new RegExp(`-${new URL(url).port}(\\.|$)`);
      return Object.fromEntries(
        cookies.filter(({ name }) => own.test(name)).map(({ name, value }) => [name, value]),
      );
    },
    copy: async () => newClient(url, opened, await context.storageState()),
  };
  return client;
}

/** The cookies that hold the session, in order. */
export const sessionChunks = (cookies: Record<string, string>, url: string) =>
  Object.entries(cookies)
    .filter(([name]) => name === sessionCookie(url) || name.startsWith(`${sessionCookie(url)}.`))
    .sort()
    .map(([, value]) => value);

/** The `Cookie` header, as a browser sends it. */
export const cookieHeader = (cookies: Record<string, string>) =>
  Object.entries(cookies)
    .map((pair) => pair.join('='))
    .join('; ');

/** Name → value of what an answer sets, deletions left out. */
export const cookiesSetBy = (answer: APIResponse): Record<string, string> =>
  Object.fromEntries(
    answer
      .headersArray()
      .filter(({ name }) => name.toLowerCase() === 'set-cookie')
      .map(({ value }) => (value.split(';')[0] ?? '').split(/=(.*)/s) as [string, string])
      .filter(([, value]) => value),
  );

const isOfApplication = (authorization = '') =>
  Buffer.from(authorization.replace(/^Basic /, ''), 'base64')
    .toString()
    .startsWith(`${sandboxApplication.id}:`);

/**
 * Counts what the application asks of Logto's token endpoint from now on. What it asks as an
 * administrator, with other credentials, is no matter of somebody's session.
 * @param instead answers in Logto's place.
 */
export function countTokenRequests(faults: Faults, instead?: RequestFault): () => number {
  let count = 0;
  faults.request = (req, res) => {
    if (req.url !== '/oidc/token' || !isOfApplication(req.headers.authorization)) return false;
    count += 1;
    return instead?.(req, res) ?? false;
  };
  return () => count;
}

/** Longer than `SESSION_REVALIDATE_SECONDS=1`. */
export const aSecond = () => sleep(1100);

/** Of `eager`, for another instance that is to read its cookies. */
export const SECRET = randomBytes(32).toString('base64');
export const newSecret = () => randomBytes(32).toString('base64');

/** Events of the app's log, which is one JSON object a line. */
export const logged = (app: App, event: string): Record<string, unknown>[] =>
  app
    .log()
    .split('\n')
    .filter((line) => line.includes(`"event":"${event}"`))
    .map((line) => JSON.parse(line));

export const STORE_MODES = ['cookies', 'Redis'] as const;
type StoreMode = (typeof STORE_MODES)[number];

/** For specs that empty it, stop it or count who is there: one that no other spec uses. */
export const redisNamed = (world: World, name: string) =>
  world.shared(
    name,
    async () => startRedis({ port: await freePort() }),
    (redis) => redis.close(),
  );

type Fixtures = {
  logtoServer: Logto;
  /** Settings of an app that keeps its sessions there, in a Redis of its own. */
  storeIn: (mode: StoreMode) => Promise<Record<string, string>>;
  /** A browser for this app, closed after the test. */
  clientOf: (app: { url: string }) => Promise<Client>;
  /** Asks Logto again when a second has passed. */
  eager: App;
  /** Where Alex is signed in to `eager`. */
  eagerClient: Client;
  /** Specs that ask for it say first, for the whole file, when they are skipped. */
  redis: RedisServer;
};

export const test = base.extend<Fixtures>({
  eager: async ({ world }, use) => {
    const settings = { SESSION_REVALIDATE_SECONDS: '1', COOKIE_SECRET: SECRET };
    await use(
      await world.shared(
        'eager',
        () => world.startApp(settings),
        (app) => app.stop(),
      ),
    );
  },
  eagerClient: async ({ eager, clientOf }, use) => {
    const client = await clientOf(eager);
    await client.signIn('alex');
    await use(client);
  },
  redis: async ({ world }, use) => use(await redisNamed(world, 'redis')),
  logtoServer: async ({ world }, use) => {
    test.skip(!world.sandbox, 'moves the clock and changes people, which only the sandbox allows');
    if (world.sandbox) await use(world.sandbox.logto);
  },
  // biome-ignore lint/correctness/noEmptyPattern: Playwright wants the first parameter destructured
  storeIn: async ({}, use) => {
    const started: RedisServer[] = [];
    await use(async (mode) => {
      if (mode === 'cookies') return {} as Record<string, string>;
      test.skip(!redisProgram(), WHY_NO_REDIS);
      const redis = await startRedis({ port: await freePort() });
      started.push(redis);
      return { REDIS_URL: redis.url };
    });
    await Promise.all(started.map((redis) => redis.close()));
  },
  // biome-ignore lint/correctness/noEmptyPattern: as above
  clientOf: async ({}, use) => {
    const opened: APIRequestContext[] = [];
    await use((app) => newClient(app.url, opened));
    await Promise.all(opened.map((context) => context.dispose()));
  },
});

export { expect, people, screensOf } from './fixtures.ts';
