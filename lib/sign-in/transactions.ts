import 'server-only';
import { createHash, randomBytes } from 'node:crypto';
import { z } from 'zod';
import { deleteCookie, readCookie, writeCookie } from '#lib/session/cookies.ts';
import { type CookieJar, pageJar } from '#lib/session/jar.ts';
import { attemptCookiePrefix, sessionCookieName } from '#lib/session/names.ts';
import { personSchema, replacementSchema } from '#lib/session/person-change.ts';
import { seal, unseal } from '#lib/session/seal.ts';
import type { SignInRequest } from '#lib/sign-in/link.ts';
import { HOME } from '#lib/sign-in/return-to.ts';

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
  /** The app asked for a new authentication despite a session at Logto; without one, the sign-in is rejected. */
  mustAsk: z.boolean().optional(),
  /** When the browser was sent to Logto. Milliseconds, by our clock. */
  startedAt: z.number().optional(),
  /** Whoever was signed in here then. */
  person: personSchema.optional(),
  /** Whom they agreed to give way to. */
  replaces: replacementSchema.optional(),
});
export type Attempt = z.output<typeof attemptSchema> & {
  /** Names it in an address, for this browser alone. */
  id?: string;
};

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
const ID_LENGTH = 16;
const hashOf = (state: string) =>
  createHash('sha256').update(state).digest('base64url').slice(0, ID_LENGTH);

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
  const attempt = attemptSchema.safeParse(sealed?.data).data;
  // Sealed by an earlier version, which sealed it at the start.
  return attempt && { startedAt: sealed?.issuedAt, ...attempt, id: name.slice(-ID_LENGTH) };
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
export const saveAttempt = async (state: string, attempt: Attempt) =>
  saveIn(await pageJar(), state, attempt);

async function saveIn(jar: CookieJar, state: string, attempt: Attempt) {
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

/**
 * Remembers how a sign-in that failed, or has to be begun, is begun. The address of a problem's page
 * is anybody's to write: it only names what this browser keeps.
 *
 * @returns that name.
 */
export async function saveWayBack(
  { returnTo = HOME, screen, connector }: SignInRequest,
  jar?: CookieJar,
): Promise<string> {
  const state = randomBytes(12).toString('base64url');
  await saveIn(jar ?? (await pageJar()), state, { returnTo, screen, connector });
  return hashOf(state);
}

/** @param id from an address. */
export async function findWayBack(id: unknown): Promise<Attempt | undefined> {
  if (typeof id !== 'string' || id.length !== ID_LENGTH) return undefined;
  const jar = await pageJar();
  return read(
    jar,
    namesIn(jar).find((name) => name.endsWith(id)),
  );
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
  const { codeVerifier: _used, id: _id, ...rest } = attempt;
  const sealed = await seal('sign-in', rest, FINISHED_TTL);
  makeRoom(jar, sealed.length, MAX_ATTEMPTS, name);
  if (sealed.length > roomIn(jar)) deleteCookie(jar, name);
  else writeCookie(jar, name, sealed, FINISHED_TTL);
}
