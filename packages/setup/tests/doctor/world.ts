/** A tenant and an org as setup leaves them, and what the doctor gathers of them. */

import * as seed from '@logto-okta/sandbox/seed';
import { check } from '../../doctor/check.ts';
import type { Facts } from '../../doctor/facts.ts';
import type { CheckId, Finding, Level } from '../../doctor/finding.ts';
import { gather, type Question } from '../../doctor/gather.ts';
import { PRODUCT_NAME, product } from '../product.ts';
import { COMPANY, settingsOf, setUp, startWorld, type World } from '../world.ts';

export const FLAGS = { ...COMPANY, baseUrls: ['http://localhost:3000'] };
export const COOKIE_SECRET = 'Yp3s8vQ2x1Lr7TzKcW9mNdBf4GhJ6aEu';
export const OKTA_TOKEN = '00sandbox-super-admin-not-a-secret';

/** What setup would have written. */
export function envOf({ logto }: World): Record<string, string> {
  const [application] = [...logto.tenant.applications.values()].filter(
    ({ name }) => name === PRODUCT_NAME,
  );
  return {
    LOGTO_ENDPOINT: logto.url,
    LOGTO_APP_ID: application?.id ?? '',
    LOGTO_APP_SECRET: application?.secrets[0]?.value ?? '',
    BASE_URL: 'http://localhost:3000',
    COOKIE_SECRET,
    API_RESOURCE: 'http://localhost:3000/api',
    LOGTO_M2M_APP_ID: seed.managementApplication.id,
    LOGTO_M2M_APP_SECRET: seed.managementApplication.secret,
  };
}

export async function startHealthyWorld(): Promise<World> {
  const world = await startWorld();
  await setUp(settingsOf(world, FLAGS));
  return world;
}

export function questionOf(world: World, rest: Partial<Question> = {}): Question {
  const values = envOf(world);
  // No company is named: the doctor knows those that setup recorded.
  const { desired, management } = settingsOf(world, { baseUrls: FLAGS.baseUrls }, values);
  return {
    adminRole: product.permissions.adminRole,
    settings: {
      values,
      problems: [],
      setupProblems: [],
      envFile: '.env.local',
      envFileMode: 0o100600,
    },
    endpoint: world.logto.url,
    management: {
      endpoint: management.endpoint,
      credentials: { appId: management.appId, appSecret: management.appSecret },
    },
    desired,
    orgs: new Map([[world.okta.url, { apiToken: OKTA_TOKEN }]]),
    appUrl: undefined,
    options: { attempts: 1, timeoutMs: 4000 },
    ...rest,
  };
}

export const examine = async (world: World, rest: Partial<Question> = {}) =>
  check(await gather(questionOf(world, rest)));

export const problemsOf = (findings: Finding[]) =>
  findings.filter(({ level }) => level === 'warn' || level === 'error');

export const levelOf = (facts: Facts, id: CheckId): Level[] =>
  check(facts)
    .filter((one) => one.id === id)
    .map(({ level }) => level);
