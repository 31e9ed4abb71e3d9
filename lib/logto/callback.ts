import 'server-only';
import { createHash } from 'node:crypto';
import { handleSignIn } from '@logto/next/server-actions';
import { withTimeLimit } from '@logto-okta/clients/time-limit';
import { AppError } from '#lib/errors.ts';
import { audit } from '#lib/log/audit.ts';
import { readSession, startSession } from '#lib/session/current.ts';
import { forgetPersonChange } from '#lib/session/person-change.ts';
import { sessionStore } from '#lib/session/store.ts';
import { type SignInRequest, toSignInRequest } from '#lib/sign-in/link.ts';
import { HOME } from '#lib/sign-in/return-to.ts';
import {
  type Attempt,
  findAttempt,
  finishAttempt,
  latestAttempt,
} from '#lib/sign-in/transactions.ts';
import { ANOTHER_PERSON_PATH, asksAnotherPerson } from './another-person.ts';
import { dropSdkCookie, redirectUri, type SdkStorage, sdkConfig } from './config.ts';
import { getDiscovery } from './discovery.ts';
import { providerError, SDK_TIMEOUT_MS, toAppError } from './failures.ts';
import { type NewSession, newSession } from './new-session.ts';
import { revoke } from './revoke.ts';

/** Bytes. Logto's own answers stay under 300. */
const MAX_QUERY_LENGTH = 4096;
const MAX_LOGGED_ISSUER = 100;

export type CallbackOutcome =
  | { returnTo: string }
  /** Logto is to ask the person, in another round trip that goes on with this one. */
  | { again: SignInRequest; before: Attempt }
  | { error: AppError; attempt: Attempt | undefined };

/**
 * Completes a sign-in from the query Logto sent the browser back with. `state` is looked at before
 * anything else, so that nobody can show an error, or end an attempt, by a link.
 */
export async function completeSignIn(query: URLSearchParams): Promise<CallbackOutcome> {
  const [state, ...moreStates] = query.getAll('state');
  const malformed = moreStates.length > 0 || query.toString().length > MAX_QUERY_LENGTH;
  const attempt = state && !malformed ? await findAttempt(state) : undefined;
  const { codeVerifier } = attempt ?? {};

  if (!state || !attempt || !codeVerifier) {
    const latest = attempt ?? (await latestAttempt());
    try {
      // Opened twice, replayed or restored by the browser: who is signed in has nothing to be told.
      if (await readSession()) return { returnTo: attempt?.returnTo ?? HOME };
    } catch (error) {
      return { error: toAppError(error), attempt: latest };
    }
    return {
      error: unmatched({ state, malformed, expected: !attempt && latest }),
      attempt: latest,
    };
  }

  try {
    await assertAnswer(query);
    const result = await exchangeOnce({ state, codeVerifier }, query, attempt);
    // Another instance has it, and its answer to this browser carries the session.
    if (!result) return { returnTo: attempt.returnTo };
    if (result.kind === 'ask_again') {
      const connector = result.connector ?? attempt.connector;
      const again = toSignInRequest({ ...attempt, connector, again: true });
      return { again, before: attempt };
    }
    const { session } = result;
    if (await asksAnotherPerson(session, attempt)) {
      await revoke(session.refreshToken);
      await finishAttempt(state, attempt);
      return { returnTo: ANOTHER_PERSON_PATH };
    }
    const replaced = await startSession(session).catch(async (error: unknown) => {
      await revoke(session.refreshToken);
      throw error;
    });
    await finishAttempt(state, attempt);
    await forgetPersonChange();
    // Logto may have ended it first, as soon as it had signed in the other person.
    const left = replaced?.sub ?? attempt.replaces?.from;
    if (left && left !== session.sub) {
      audit('session_replaced', { user: left, by: session.sub });
      // A grant of that person's own: of the same person's it could be the new session's, too.
      await revoke(replaced?.refreshToken);
    }
    audit('signed_in', {
      user: session.sub,
      connector: session.connectorId,
      screen: attempt.screen,
    });
    return { returnTo: attempt.returnTo };
  } catch (error) {
    return { error: toAppError(error), attempt };
  } finally {
    await dropSdkCookie();
  }
}

function unmatched(answer: { state?: string; malformed: boolean; expected: unknown }): AppError {
  if (answer.malformed) return new AppError('callback_malformed');
  if (!answer.state) return new AppError('state_missing');
  return new AppError(answer.expected ? 'state_mismatch' : 'sign_in_session_not_found');
}

/** What the SDK leaves unchecked: the issuer (RFC 9207; docs/vendors.md L9), doubled parameters. */
async function assertAnswer(query: URLSearchParams) {
  for (const name of ['code', 'iss', 'error']) {
    if (query.getAll(name).length > 1) throw new AppError('callback_malformed', `two of ${name}`);
  }
  const issuer = query.get('iss');
  if (issuer !== null && issuer !== (await getDiscovery()).issuer) {
    throw new AppError('issuer_mismatch', `answer of ${issuer.slice(0, MAX_LOGGED_ISSUER)}`);
  }
  const error = query.get('error');
  if (error !== null) throw providerError(error);
  if (!query.get('code')) throw new AppError('code_missing');
}

type Proof = { state: string; codeVerifier: string };
const underWay = new Map<string, Promise<NewSession | undefined>>();
/** Seconds. Logto's codes live one minute (docs/vendors.md L6). */
const CLAIM_TTL = 300;

/**
 * A callback that a browser sends twice at once redeems its code once: Logto takes a second use
 * for theft and revokes what the first one got. Shared only by requests that hold the same secret
 * of the same attempt, and only while it lasts. Instances that share a Redis take turns; undefined
 * for the one that came second.
 */
function exchangeOnce(
  proof: Proof,
  query: URLSearchParams,
  attempt: Attempt,
): Promise<NewSession | undefined> {
  const key = createHash('sha256').update(`${proof.state} ${proof.codeVerifier}`).digest('hex');
  const running = underWay.get(key);
  if (running) return running;
  const store = sessionStore();
  const exchange = store
    .exclusively(`callback:${key}`, async () =>
      (await store.claim(`callback:${key}`, CLAIM_TTL))
        ? exchangeCode(proof, query, attempt)
        : undefined,
    )
    .finally(() => underWay.delete(key));
  underWay.set(key, exchange);
  return exchange;
}

async function exchangeCode(
  { state, codeVerifier }: Proof,
  query: URLSearchParams,
  attempt: Attempt,
): Promise<NewSession> {
  const signInSession = JSON.stringify({ redirectUri: redirectUri(), state, codeVerifier });
  const storage: SdkStorage = { initial: { signInSession } };
  await withTimeLimit(handleSignIn(sdkConfig(storage), query), SDK_TIMEOUT_MS);
  return newSession(storage.saved ?? {}, attempt);
}
