/**
 * Sessions at a real Okta, kept for the length of a run: where a test isn't about signing in, Okta
 * is asked for no password again. Only the org's own cookies are kept, so that each test has a
 * session of its own at Logto and at the app, and none can end another's.
 */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { BrowserContext } from '@playwright/test';
import { type Role, type Target, workerIndex } from '../target.ts';

/** Name of Playwright's project that signs in at Okta before the suite. */
export const oktaSessions = 'okta-sessions';
/** Whom specs ask to have signed in. One after the other, and each at the cost of one code at most. */
export const KEPT: Role[] = ['employee', 'employeeWithCode'];

type Cookies = Awaited<ReturnType<BrowserContext['cookies']>>;
const fileOf = ({ stateFolder }: Target, role: Role, worker: number) =>
  join(stateFolder, `${role}-${worker}.json`);

export async function keepOktaSession(
  context: BrowserContext,
  live: Target,
  role: Role,
  worker: number,
) {
  mkdirSync(live.stateFolder, { recursive: true, mode: 0o700 });
  const cookies = await context.cookies(live.oktaOrgUrl);
  writeFileSync(fileOf(live, role, worker), JSON.stringify(cookies), { mode: 0o600 });
}

/** @returns the cookies, or nothing when nobody has signed in there as this person. */
export function keptOktaSession(live: Target, role: Role): Cookies | undefined {
  const file = fileOf(live, role, workerIndex());
  return existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as Cookies) : undefined;
}
