/**
 * `fetch` with time limits and retries, for the vendors' management APIs. Plain TypeScript: the
 * command line uses it as well as the server.
 */
import { readLimited } from './read-limited.ts';

export type Fetch = (input: string, init?: RequestInit) => Promise<Response>;

/** An answer that came to its end: a connection may be lost after the headers, too. */
export type WholeAnswer = Pick<Response, 'ok' | 'status' | 'headers'> & { text: string };
export type Send = (url: string, init: RequestInit, repeatable: boolean) => Promise<WholeAnswer>;

/** A pause that somebody at a terminal should hear of. */
export type Waiting = {
  /** Of `RetryOptions`. */
  who: string;
  /** Refused by a rate limit, failed or broke off, or hasn't said a word yet. */
  why: 'busy' | 'failed' | 'silent';
  /** Until the next try, or until this one is given up. */
  milliseconds: number;
};

export type RetryOptions = {
  /** Whose API it is, in words. */
  who?: string;
  /** Is told of each pause before it begins, and of a request that is silent for a while. */
  onWait?: (waiting: Waiting) => void;
  /** Tries in all that may end by the time limit; as many as `attempts` if not given. */
  timeoutAttempts?: number;
  fetch?: Fetch;
  /** Milliseconds until one try is given up. */
  timeoutMs?: number;
  /** Tries in all. */
  attempts?: number;
  /** Milliseconds that a server may make us wait; told to wait longer, the answer is handed back. */
  longestWaitMs?: number;
  sleep?: (milliseconds: number) => Promise<void>;
  now?: () => number;
};

const DEFAULTS = { timeoutMs: 15_000, attempts: 4, longestWaitMs: 30_000 };
/** A request that isn't answered by then is told. */
const SILENT_MS = 3000;
const FIRST_BACK_OFF_MS = 300;
/** Bytes of an answer. A page of 200 applications of Okta's has about 1 MB. */
const MAX_ANSWER = 10_000_000;

/** The server can't have seen such a request: sending it again is safe whatever it does. */
const NEVER_SENT = new Set(['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'UND_ERR_CONNECT_TIMEOUT']);

const causeCode = (error: unknown): string | undefined => {
  const cause = error instanceof Error ? (error.cause ?? error) : undefined;
  return typeof cause === 'object' && cause && 'code' in cause ? String(cause.code) : undefined;
};

export const isTimeout = (error: unknown) =>
  error instanceof Error && error.name === 'TimeoutError';
export const neverSent = (error: unknown) => NEVER_SENT.has(causeCode(error) ?? '');

/**
 * Milliseconds that an answer asks us to wait: `Retry-After` (RFC 9110 §10.2.3, seconds or a date)
 * or Okta's `X-Rate-Limit-Reset` (epoch seconds, by the server's own clock: docs/vendors.md O5).
 */
export function askedToWait(
  response: Pick<Response, 'headers'>,
  now = Date.now(),
): number | undefined {
  const retryAfter = response.headers.get('retry-after');
  if (retryAfter) {
    const wait = /^\d+$/.test(retryAfter)
      ? Number(retryAfter) * 1000
      : Date.parse(retryAfter) - now;
    return Number.isNaN(wait) ? undefined : Math.max(0, wait);
  }
  const reset = Number(response.headers.get('x-rate-limit-reset'));
  // Zero on Okta's limit of concurrent requests, where there is nothing to wait for.
  if (!reset) return undefined;
  const serverNow = Date.parse(response.headers.get('date') ?? '') || now;
  return Math.max(0, reset * 1000 - serverNow);
}

/** Full jitter, so that several clients that were refused together don't come back together. */
const backOff = (attempt: number) => Math.random() * FIRST_BACK_OFF_MS * 4 ** attempt + 50;

/**
 * @param repeatable whether the request may safely arrive twice. One that may not is sent again only
 *   when it was never sent, or was refused unseen (429).
 * @throws what `fetch` threw at the last try, or what reading its answer did.
 */
export function createRetryingFetch(options: RetryOptions = {}): Send {
  const { timeoutMs, attempts, longestWaitMs } = { ...DEFAULTS, ...options };
  const send = options.fetch ?? fetch;
  const sleep = options.sleep ?? ((ms) => new Promise((done) => setTimeout(done, ms)));
  const now = options.now ?? Date.now;

  const { who = 'The server', onWait, timeoutAttempts = attempts } = options;
  const pause = async (why: Waiting['why'], milliseconds: number) => {
    onWait?.({ who, why, milliseconds });
    await sleep(milliseconds);
  };
  const watched = async (request: Promise<Response>) => {
    if (!onWait || timeoutMs <= SILENT_MS) return request;
    const tell = () => onWait({ who, why: 'silent', milliseconds: timeoutMs - SILENT_MS });
    const timer = setTimeout(tell, SILENT_MS);
    return request.finally(() => clearTimeout(timer));
  };

  return async (url, init, repeatable) => {
    for (let attempt = 0; ; attempt += 1) {
      const isLast = attempt + 1 >= attempts;
      const signal = AbortSignal.timeout(timeoutMs);
      try {
        const response = await watched(
          send(url, {
            ...init,
            // A redirect of a management API is a wrong address; following it would carry the token along.
            redirect: 'manual',
            signal,
          }),
        );
        const isWorthARetry =
          response.status === 429 || (repeatable && [500, 502, 503, 504].includes(response.status));
        const asked = askedToWait(response, now());
        if (!isWorthARetry || isLast || (asked !== undefined && asked > longestWaitMs)) {
          return await whole(response, signal);
        }
        await response.body?.cancel();
        await pause(
          response.status === 429 ? 'busy' : 'failed',
          asked === undefined ? backOff(attempt) : asked + Math.random() * 250,
        );
      } catch (error) {
        if (isLast || !(repeatable || neverSent(error))) throw error;
        if (isTimeout(error) && attempt + 1 >= timeoutAttempts) throw error;
        await pause('failed', backOff(attempt));
      }
    }
  };
}

/** What is too long counts as empty: whoever asked for something finds that it isn't there. */
async function whole(response: Response, signal: AbortSignal): Promise<WholeAnswer> {
  const { ok, status, headers } = response;
  return { ok, status, headers, text: (await readLimited(response, MAX_ANSWER, signal)) ?? '' };
}
