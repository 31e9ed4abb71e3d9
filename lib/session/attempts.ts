import 'server-only';
import { createHash } from 'node:crypto';
import type { SignInRequest } from '#lib/sign-in-link.ts';
import { cookieNamesStartingWith, deleteCookie, readCookie, writeCookie } from './cookies.ts';
import { attemptCookiePrefix } from './names.ts';
import { type Sealed, seal, unseal } from './seal.ts';
import type { LogtoStorage } from './session.ts';

/**
 * A sign-in that has been started and not finished. Each has a cookie of its own, found by the
 * `state` of the answer, so that two tabs don't overwrite each other (auth0/nextjs-auth0#142,
 * logto-io/js#888) and giving one up touches neither the others nor a session.
 */
export type Attempt = {
  logto: LogtoStorage;
  returnTo: string;
  /** To start over the same way: `sign-up` or `sso`, and the connector gone straight to. */
  screen?: SignInRequest['screen'];
  connector?: string | undefined;
  /** It has been completed: kept for a while, so that its answer can be opened twice. */
  finished?: true;
};

/** Seconds; Logto gives a person as long to finish (docs/vendors.md L6). */
const ATTEMPT_TTL = 3600;
/** Seconds. */
const FINISHED_TTL = 300;
const MAX_ATTEMPTS = 5;

function nameFor(state: string): string {
  return (
    attemptCookiePrefix() + createHash('sha256').update(state).digest('base64url').slice(0, 12)
  );
}

const read = async (name: string) => unseal<Attempt>('sign-in', await readCookie(name));

async function pending(): Promise<{ name: string; attempt: Sealed<Attempt> | undefined }[]> {
  const names = await cookieNamesStartingWith(attemptCookiePrefix());
  const all = await Promise.all(names.map(async (name) => ({ name, attempt: await read(name) })));
  return all.sort((a, b) => (b.attempt?.issuedAt ?? 0) - (a.attempt?.issuedAt ?? 0));
}

/** Keeps the attempt, and of the others the newest ones up to the limit. */
export async function saveAttempt(state: string, attempt: Attempt) {
  for (const { name } of (await pending()).slice(MAX_ATTEMPTS - 1)) await deleteCookie(name);
  await writeCookie(nameFor(state), await seal('sign-in', attempt, ATTEMPT_TTL), ATTEMPT_TTL);
}

export async function findAttempt(state: string): Promise<Attempt | undefined> {
  return (await read(nameFor(state)))?.data;
}

/** The attempt most likely meant when an answer can't be matched to one: its page isn't forgotten. */
export async function latestAttempt(): Promise<Attempt | undefined> {
  return (await pending())[0]?.attempt?.data;
}

/** Drops the attempt's secrets and keeps where it led. */
export async function finishAttempt(state: string, { returnTo }: Attempt) {
  const rest: Attempt = { logto: {}, returnTo, finished: true };
  await writeCookie(nameFor(state), await seal('sign-in', rest, FINISHED_TTL), FINISHED_TTL);
}
