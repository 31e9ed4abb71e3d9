import 'server-only';
import { createHash } from 'node:crypto';
import { z } from 'zod';
import { HOME } from '#lib/return-to.ts';
import { deleteCookie, readCookie, writeCookie } from './cookies.ts';
import { type CookieJar, pageJar } from './jar.ts';
import { attemptCookiePrefix, sessionCookieName } from './names.ts';
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
  /** The person is asked a second time, because the first answer left open how they came. */
  again: z.boolean().optional(),
});
export type Attempt = z.output<typeof attemptSchema>;

/** Seconds; Logto gives a person as long to finish (docs/vendors.md L6, "interaction"). */
const ATTEMPT_TTL = 3600;
/** Seconds. Long enough for an answer that is opened twice. */
const FINISHED_TTL = 300;
/** Whichever comes first: the cookies of all attempts go with every request. */
const MAX_ATTEMPTS = 5;
const MAX_TOTAL_LENGTH = 4500;
/** Characters of session and attempts; with names and small cookies still under 8 KB. */
const MAX_WITH_SESSION = 7500;

/**
 * `<prefix><start, so that names sort by age><hash of state>`. In milliseconds: a browser that
 * restores its tabs starts several attempts a second, and the newest of them are to be kept.
 */
const startNow = () => Date.now().toString(36);
const hashOf = (state: string) =>
  createHash('sha256').update(state).digest('base64url').slice(0, 16);

/** Newest first. */
const namesIn = (jar: CookieJar) =>
  jar
    .names()
    .filter((name) => name.startsWith(attemptCookiePrefix()) && jar.get(name))
    .sort()
    .reverse();
const nameOf = (jar: CookieJar, state: string) =>
  namesIn(jar).find((name) => name.endsWith(hashOf(state)));

async function read(jar: CookieJar, name: string | undefined): Promise<Attempt | undefined> {
  if (!name) return undefined;
  const sealed = await unseal('sign-in', readCookie(jar, name));
  return attemptSchema.safeParse(sealed?.data).data;
}

const lengthOf = (jar: CookieJar, name: string) => readCookie(jar, name)?.length ?? 0;
const roomIn = (jar: CookieJar) =>
  Math.min(MAX_TOTAL_LENGTH, MAX_WITH_SESSION - lengthOf(jar, sessionCookieName()));

/** Deletes the oldest attempts, as far as they don't fit beside the session and `length` more. */
function makeRoom(jar: CookieJar, length: number, most: number, except?: string) {
  let total = length;
  for (const [index, name] of namesIn(jar).entries()) {
    if (name === except) continue;
    total += lengthOf(jar, name);
    if (index >= most || total > roomIn(jar)) deleteCookie(jar, name);
  }
}

/** Keeps the attempt, and of the others the newest ones that fit beside it. */
export async function saveAttempt(state: string, attempt: Attempt) {
  const jar = await pageJar();
  let sealed = await seal('sign-in', attempt, ATTEMPT_TTL);
  // Where it leads is worth less than a header that every server on the way takes.
  if (sealed.length > roomIn(jar)) {
    sealed = await seal('sign-in', { ...attempt, returnTo: HOME }, ATTEMPT_TTL);
  }
  makeRoom(jar, sealed.length, MAX_ATTEMPTS - 1);
  writeCookie(jar, attemptCookiePrefix() + startNow() + hashOf(state), sealed, ATTEMPT_TTL);
}

export async function findAttempt(state: string) {
  const jar = await pageJar();
  return read(jar, nameOf(jar, state));
}

/** The attempt most likely meant when an answer can't be matched to one: its page isn't forgotten. */
export async function latestAttempt() {
  const jar = await pageJar();
  return read(jar, namesIn(jar)[0]);
}

/** Drops the attempt's secret and keeps where it led. Others make room for a session that is new. */
export async function finishAttempt(state: string, attempt: Attempt) {
  const jar = await pageJar();
  const name = nameOf(jar, state);
  if (!name) return;
  const { codeVerifier: _used, ...rest } = attempt;
  const sealed = await seal('sign-in', rest, FINISHED_TTL);
  makeRoom(jar, sealed.length, MAX_ATTEMPTS, name);
  if (sealed.length > roomIn(jar)) deleteCookie(jar, name);
  else writeCookie(jar, name, sealed, FINISHED_TTL);
}
