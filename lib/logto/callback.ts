import 'server-only';
import LogtoClient, { getLogtoContext, handleSignIn } from '@logto/next/server-actions';
import { AppError } from '#lib/errors.ts';
import { log } from '#lib/log.ts';
import { HOME } from '#lib/return-to.ts';
import { type Attempt, findAttempt, finishAttempt, latestAttempt } from '#lib/session/attempts.ts';
import { type LogtoStorage, readSession, writeSession } from '#lib/session/session.ts';
import { dropSdkCookie, type SdkStorage, sdkConfig } from './config.ts';
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

  if (!state || !attempt || attempt.finished) {
    // Opened twice, replayed or restored by the browser: who is signed in has nothing to be told.
    if (await readSession()) return { returnTo: attempt?.returnTo ?? HOME };
    const latest = attempt ?? (await latestAttempt());
    if (malformed) return { error: new AppError('callback_malformed'), attempt: latest };
    if (!state) return { error: new AppError('state_missing'), attempt: latest };
    const code = latest && !attempt?.finished ? 'state_mismatch' : 'sign_in_session_not_found';
    return { error: new AppError(code), attempt: latest };
  }

  try {
    await assertAnswer(query);
    const storage: SdkStorage = { initial: attempt.logto };
    await withTimeout(handleSignIn(sdkConfig(storage), query));
    const { signInSession: _used, ...tokens } = storage.saved ?? {};
    await writeSession({ logto: tokens, organizationNames: await organizationNames(tokens) });
    await finishAttempt(state, attempt);
    return { returnTo: attempt.returnTo };
  } catch (error) {
    return { error: toAppError(error), attempt };
  } finally {
    await dropSdkCookie();
  }
}

/** As Logto calls itself in its discovery document, which the SDK fetches once a process. */
async function expectedIssuer(): Promise<string> {
  const client = new LogtoClient(sdkConfig({ initial: {} }));
  const nodeClient = await client.createNodeClient({ ignoreCookieChange: true });
  return (await withTimeout(nodeClient.getOidcConfig())).issuer;
}

/** What the SDK leaves unchecked: the issuer (RFC 9207; docs/vendors.md L9), and doubled parameters. */
async function assertAnswer(query: URLSearchParams) {
  for (const name of ['code', 'iss', 'error']) {
    if (query.getAll(name).length > 1) throw new AppError('callback_malformed', `two of ${name}`);
  }
  const issuer = query.get('iss');
  if (issuer !== null && issuer !== (await expectedIssuer())) {
    throw new AppError('issuer_mismatch', `answer of ${issuer.slice(0, MAX_LOGGED_ISSUER)}`);
  }
  const error = query.get('error');
  if (error !== null) throw providerError(error);
  if (!query.get('code')) throw new AppError('code_missing');
}

/** ID tokens name organizations by id only. Without an answer in time, ids have to do. */
async function organizationNames(tokens: LogtoStorage): Promise<Record<string, string>> {
  const config = sdkConfig({ initial: tokens });
  const { claims } = await getLogtoContext(config);
  if (!claims?.organizations?.length) return {};
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
