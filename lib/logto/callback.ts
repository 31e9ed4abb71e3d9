import 'server-only';
import { createHash } from 'node:crypto';
import { getLogtoContext, handleSignIn } from '@logto/next/server-actions';
import { AppError } from '#lib/errors.ts';
import { log } from '#lib/log.ts';
import { HOME } from '#lib/return-to.ts';
import { type Attempt, findAttempt, finishAttempt, latestAttempt } from '#lib/session/attempts.ts';
import {
  type LogtoStorage,
  readSession,
  type Session,
  writeSession,
} from '#lib/session/session.ts';
import { claimsSchema } from './claims.ts';
import { dropSdkCookie, redirectUri, type SdkStorage, sdkConfig } from './config.ts';
import { getDiscovery } from './discovery.ts';
import { providerError, toAppError, withTimeout } from './failures.ts';

/** Bytes. Logto's own answers stay under 300. */
const MAX_QUERY_LENGTH = 4096;
const USERINFO_TIMEOUT_MS = 3000;
const MAX_LOGGED_ISSUER = 100;

export type CallbackOutcome =
  | { returnTo: string }
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
    // Opened twice, replayed or restored by the browser: who is signed in has nothing to be told.
    if (await readSession()) return { returnTo: attempt?.returnTo ?? HOME };
    const latest = attempt ?? (await latestAttempt());
    return {
      error: unmatched({ state, malformed, expected: !attempt && latest }),
      attempt: latest,
    };
  }

  try {
    await assertAnswer(query);
    const session = await exchangeOnce({ state, codeVerifier }, query);
    await writeSession(session);
    await finishAttempt(state, attempt);
    log.info('signed_in', { screen: attempt.screen, connector: attempt.connector });
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
const underWay = new Map<string, Promise<Session>>();

/**
 * A callback that a browser sends twice at once redeems its code once: Logto takes a second use
 * for theft and revokes what the first one got. Shared only by requests that hold the same secret
 * of the same attempt, and only while it lasts.
 */
function exchangeOnce(proof: Proof, query: URLSearchParams): Promise<Session> {
  const key = createHash('sha256').update(`${proof.state} ${proof.codeVerifier}`).digest('hex');
  const running = underWay.get(key);
  if (running) return running;
  const exchange = exchangeCode(proof, query).finally(() => underWay.delete(key));
  underWay.set(key, exchange);
  return exchange;
}

async function exchangeCode(
  { state, codeVerifier }: Proof,
  query: URLSearchParams,
): Promise<Session> {
  const signInSession = JSON.stringify({ redirectUri: redirectUri(), state, codeVerifier });
  const storage: SdkStorage = { initial: { signInSession } };
  await withTimeout(handleSignIn(sdkConfig(storage), query));
  const { signInSession: _used, ...tokens } = storage.saved ?? {};
  return { logto: tokens, organizationNames: await organizationNames(tokens) };
}

/**
 * ID tokens name organizations by id only. Without an answer in time, ids have to do.
 * @throws AppError when the ID token's claims aren't what this app can read.
 */
async function organizationNames(tokens: LogtoStorage): Promise<Record<string, string>> {
  const config = sdkConfig({ initial: tokens });
  const { claims } = await getLogtoContext(config);
  const parsed = claimsSchema.safeParse(claims);
  if (!parsed.success) {
    const paths = parsed.error.issues.map(({ path }) => path.join('.'));
    throw new AppError('id_token_invalid', `claims of another shape: ${paths.join(', ')}`);
  }
  if (!parsed.data.organizations?.length) return {};
  try {
    const context = getLogtoContext(config, { fetchUserInfo: true });
    const { userInfo } = await withTimeout(context, USERINFO_TIMEOUT_MS);
    const data = userInfo?.organization_data ?? [];
    return Object.fromEntries(data.map(({ id, name }) => [id, name]));
  } catch (error) {
    log.warn('organization_names_unavailable', { problem: toAppError(error).code });
    return {};
  }
}
