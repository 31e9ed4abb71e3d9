import 'server-only';
import { createHash } from 'node:crypto';
import { z } from 'zod';
import { cookieNamesStartingWith, deleteCookie, readCookie, writeCookie } from './cookies.ts';
import { attemptCookiePrefix } from './names.ts';
import { seal, unseal } from './seal.ts';

/**
 * A sign-in that has been started and not finished. Each has a cookie of its own, found by the
 * `state` of the answer, so that two tabs don't overwrite each other (auth0/nextjs-auth0#142,
 * logto-io/js#888) and giving one up touches neither the others nor a session.
 */
const attemptSchema = z.object({
  /** PKCE (RFC 7636). Absent once the attempt has been completed. */
  codeVerifier: z.string().optional(),
  returnTo: z.string(),
  /** To start over the same way. */
  screen: z.enum(['sign-up', 'sso']).optional(),
  connector: z.string().optional(),
});
export type Attempt = z.output<typeof attemptSchema>;

/** Seconds; Logto gives a person as long to finish (docs/vendors.md L6, "interaction"). */
const ATTEMPT_TTL = 3600;
/** Seconds. Long enough for an answer that is opened twice. */
const FINISHED_TTL = 300;
/** Whichever comes first: the cookies of all attempts go with every request. */
const MAX_ATTEMPTS = 5;
const MAX_TOTAL_LENGTH = 4500;

/** `<prefix><start, so that names sort by age><hash of state>`. */
const START_LENGTH = 8;
const startNow = () =>
  Math.floor(Date.now() / 1000)
    .toString(36)
    .padStart(START_LENGTH, '0');
const hashOf = (state: string) =>
  createHash('sha256').update(state).digest('base64url').slice(0, 16);

/** Newest first. */
const names = async () => (await cookieNamesStartingWith(attemptCookiePrefix())).sort().reverse();
const nameOf = async (state: string) =>
  (await names()).find((name) => name.endsWith(hashOf(state)));

async function read(name: string | undefined): Promise<Attempt | undefined> {
  if (!name) return undefined;
  const sealed = await unseal('sign-in', await readCookie(name));
  return attemptSchema.safeParse(sealed?.data).data;
}

/** Keeps the attempt, and of the others the newest ones that fit beside it. */
export async function saveAttempt(state: string, attempt: Attempt) {
  const sealed = await seal('sign-in', attempt, ATTEMPT_TTL);
  let total = sealed.length;
  for (const [index, name] of (await names()).entries()) {
    total += (await readCookie(name))?.length ?? 0;
    if (index >= MAX_ATTEMPTS - 1 || total > MAX_TOTAL_LENGTH) await deleteCookie(name);
  }
  await writeCookie(attemptCookiePrefix() + startNow() + hashOf(state), sealed, ATTEMPT_TTL);
}

export const findAttempt = async (state: string) => read(await nameOf(state));

/** The attempt most likely meant when an answer can't be matched to one: its page isn't forgotten. */
export const latestAttempt = async () => read((await names())[0]);

/** Drops the attempt's secret and keeps where it led. */
export async function finishAttempt(state: string, attempt: Attempt) {
  const name = await nameOf(state);
  const { codeVerifier: _used, ...rest } = attempt;
  if (name) await writeCookie(name, await seal('sign-in', rest, FINISHED_TTL), FINISHED_TTL);
}
