/**
 * Ends that failed because Logto or Redis was away: of a refresh token, of a session there or here.
 * They are tried again until they succeed. The list is bounded and lives as long as the process;
 * what it holds when that ends is tried once more and then reported.
 */
import 'server-only';
import { withTimeLimit } from '@logto-okta/clients/time-limit';
import { log } from '#lib/log/log.ts';
import { outsideRequests } from '#lib/log/request-id.ts';

const FIRST_WAIT_MS = 1000;
/** Short, so that little is begun anew before the old is over (docs/sessions.md, "Ends that fail"). */
const LONGEST_WAIT_MS = 60_000;
/** Nothing that could be ended is good for longer without being asked about. */
const GIVE_UP_AFTER_MS = 24 * 3600 * 1000;
const MAX_PENDING = 1000;
/** Milliseconds for all that is left when the process stops. */
const DRAIN_MS = 3000;

export type EndOf = 'refresh_token' | 'logto_session' | 'logto_sessions' | 'session' | 'sessions';
type Pending = {
  what: EndOf;
  work: () => Promise<unknown>;
  tries: number;
  since: number;
  timer?: NodeJS.Timeout;
};

/** On `globalThis`: Next bundles `proxy.ts` and `instrumentation.ts` apart from the pages. */
const KEY = Symbol.for('northgate.pending-ends');
const holder = globalThis as { [KEY]?: Set<Pending> };
function pending(): Set<Pending> {
  holder[KEY] ??= new Set();
  return holder[KEY];
}

/**
 * Runs `work` now, and again later if it fails. It must be safe to run twice, and end nothing that
 * begins after this moment.
 *
 * @returns whether it succeeded now. Never throws.
 */
export async function ensureEnded(what: EndOf, work: () => Promise<unknown>): Promise<boolean> {
  try {
    await work();
    return true;
  } catch (cause) {
    endLater(what, work, cause);
    return false;
  }
}

/** The same for what has failed already. @param cause for the log. */
export function endLater(what: EndOf, work: () => Promise<unknown>, cause: unknown) {
  log.warn('end_failed', { what, cause });
  if (pending().size >= MAX_PENDING) {
    log.error('end_given_up', { what, tries: 1, why: 'too many are waiting' });
    return;
  }
  const one: Pending = { what, work, tries: 1, since: Date.now() };
  pending().add(one);
  outsideRequests(() => schedule(one));
}

function schedule(one: Pending) {
  const wait = Math.min(FIRST_WAIT_MS * 2 ** (one.tries - 1), LONGEST_WAIT_MS);
  one.timer = setTimeout(() => void tryAgain(one), wait);
  one.timer.unref();
}

async function tryAgain(one: Pending, isLast = false) {
  clearTimeout(one.timer);
  one.tries += 1;
  const { what, work, tries, since } = one;
  try {
    await work();
    if (pending().delete(one)) log.info('end_done_later', { what, tries });
  } catch (cause) {
    if (!isLast && Date.now() - since < GIVE_UP_AFTER_MS) schedule(one);
    else if (pending().delete(one)) log.error('end_given_up', { what, tries, cause });
  }
}

/** Tries all of them once more and reports what is left. For the end of the process. */
export async function drainPendingEnds(limitMs = DRAIN_MS): Promise<void> {
  const left = [...pending()];
  await withTimeLimit(Promise.all(left.map((one) => tryAgain(one, true))), limitMs, () => {});
  for (const one of pending()) {
    clearTimeout(one.timer);
    log.error('end_given_up', { what: one.what, tries: one.tries, why: 'the process stops' });
  }
  pending().clear();
}
