/** What grows with sessions, organizations and instances, each measured by itself. */
import { createHash } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { forAll, type Tenant } from './people.ts';
import { cpuMs, type Program, residentBytes } from './programs.ts';
import { asFastAsPossible } from './traffic.ts';
import { createVisitor, type Visitor } from './visitor.ts';
import type { World } from './world.ts';

export const ORGANIZATIONS = [0, 1, 5, 20, 50, 200];
const WARM_UP_SECONDS = 2;
const AT_ONCE = 32;
/** People whose sessions are renewed before, so that no view of theirs has to ask Logto. */
const FRESH = 64;
const REFRESHES = 200;

export type SessionsRow = { sessions: number; redisBytes: number; rss: number[] };
export const sampleSessions = async (world: World, sessions: number): Promise<SessionsRow> => ({
  sessions,
  redisBytes: (await world.redisInfo()).bytes,
  rss: world.instances.map(({ pid }) => residentBytes(pid)),
});

export const cpuOf = (programs: Program[]) =>
  programs.reduce((sum, { pid }) => sum + cpuMs(pid), 0);

export type InstancesRow = {
  instances: number;
  perSecond: number;
  wrong: number;
  /** Milliseconds of CPU a view. */
  appMs: number;
  nginxMs: number;
  redisMs: number;
  redisCalls: number;
};

/** As many views a second as one, two … instances answer, nginx before them. */
export async function measureInstances(
  world: World,
  visitors: Visitor[],
  seconds: number,
): Promise<InstancesRow[]> {
  const rows: InstancesRow[] = [];
  const fresh = visitors.slice(0, FRESH);
  // What a renewal costs is measured by itself.
  await forAll(fresh, 8, async (visitor) => void (await visitor.view('/')));
  for (let among = 1; among <= world.instances.length; among++) {
    await world.balance(among);
    const used = world.instances.slice(0, among);
    await asFastAsPossible(fresh, { seconds: WARM_UP_SECONDS, atOnce: AT_ONCE });
    const before = {
      app: cpuOf(used),
      nginx: cpuOf([world.nginx()]),
      redis: await world.redisInfo(),
    };
    const { views, wrong, perSecond } = await asFastAsPossible(fresh, {
      seconds,
      atOnce: AT_ONCE,
    });
    const redis = await world.redisInfo();
    rows.push({
      ...{ instances: among, perSecond, wrong },
      appMs: (cpuOf(used) - before.app) / views,
      nginxMs: (cpuOf([world.nginx()]) - before.nginx) / views,
      redisMs: (redis.cpuMs - before.redis.cpuMs) / views,
      redisCalls: (redis.calls - before.redis.calls) / views,
    });
  }
  return rows;
}

/** Milliseconds of an instance's CPU for a view that asks Logto again, the view itself included. */
export async function measureRefreshes(world: World, visitors: Visitor[]): Promise<number> {
  const { site, program } = await world.startApart({ SESSION_REVALIDATE_SECONDS: '1' });
  const [some, rest] = [visitors.slice(0, 50), visitors.slice(50, 50 + REFRESHES)];
  const views = (whom: Visitor[]) =>
    forAll(whom, 8, async (visitor) => {
      const kind = await visitor.view('/dashboard', site);
      if (kind !== 'right page') throw new Error(`a view with a refresh: ${kind}`);
    });
  await views(some);
  await sleep(1100);
  await views(some);
  const before = cpuMs(program.pid);
  await views(rest);
  const used = cpuMs(program.pid) - before;
  await program.stop();
  return used / rest.length;
}

export type OrganizationsRow = {
  organizations: number;
  /** Characters of the session's cookies, with sessions in cookies; undefined: refused, too long. */
  cookieBytes: number | undefined;
  /** The same with sessions in Redis. */
  ticketBytes: number;
  redisBytes: number;
};

/** As `lib/session/redis-store.ts` names its keys. */
const indexKey = (sub: string) =>
  `northgate:sub:${createHash('sha256').update(sub).digest('base64url')}`;

async function bytesInRedis({ redis }: World, sub: string): Promise<number> {
  const [record] = (await redis.command('SMEMBERS', indexKey(sub))) as string[];
  if (!record) throw new Error('Redis has no session of somebody who signed in');
  const sizes = await Promise.all(
    [record, indexKey(sub)].map((key) => redis.command('MEMORY', 'USAGE', key, 'SAMPLES', '0')),
  );
  return sizes.reduce<number>((sum, size) => sum + Number(size), 0);
}

/** @param firstIndex of people who don't exist yet. */
export async function measureOrganizations(
  world: World,
  tenant: Tenant,
  firstIndex: number,
): Promise<OrganizationsRow[]> {
  const people = await tenant.createPeople(ORGANIZATIONS.length, firstIndex);
  await tenant.addToOrganizations(people, ORGANIZATIONS);
  const { site, program } = await world.startApart({ BASE_URL: world.cookieUrl, REDIS_URL: '' });
  const rows: OrganizationsRow[] = [];
  for (const [index, person] of people.entries()) {
    const inCookies = createVisitor(person, site, world.logtoUrl);
    const inRedis = createVisitor(person, world.site, world.logtoUrl);
    const { kind } = await inCookies.signIn();
    const stored = await inRedis.signIn();
    if (stored.kind !== 'right page') throw new Error(`sign-in of a member: ${stored.kind}`);
    if (kind !== 'right page' && kind !== 'problem session_too_large')
      throw new Error(`sign-in of a member, without Redis: ${kind}`);
    rows.push({
      organizations: ORGANIZATIONS[index] ?? 0,
      cookieBytes: kind === 'right page' ? inCookies.sessionBytes() : undefined,
      ticketBytes: inRedis.sessionBytes(),
      redisBytes: await bytesInRedis(world, person.id),
    });
  }
  await program.stop();
  return rows;
}
