/**
 * Who may call Logto's Management API when. Calls that decide whether somebody is let in (the guard)
 * have a lane of their own, so that no number of page views or re-validations can delay them. After a
 * 429, pages stop calling for as long as Logto asked. The guard goes on, and so do re-validations: a
 * session that is over would stay for as long as somebody keeps Logto busy.
 */
import PQueue from 'p-queue';
import { askedToWait, type Fetch } from '../retry.ts';

export type Lane = 'guard' | 'revalidation' | 'pages';

/** Requests at once, in one process. */
const AT_ONCE: Record<Lane, number> = { guard: 16, revalidation: 8, pages: 8 };
/** Milliseconds without a call of pages after a 429 that doesn't say how long. */
const PAUSE_MS = 2000;
/** Milliseconds. A server that asks for more is asked again then. */
const LONGEST_PAUSE_MS = 30_000;

/** The limit of one recipient's messages (docs/vendors.md L14) says nothing about other calls. */
const isMessage = (url: string) => new URL(url).pathname.endsWith('/message');

/** As Logto's own, for the calls that it isn't bothered with. */
const paused = (waitMs: number) =>
  Response.json(
    { code: 'request.paused', message: 'Logto asked for fewer requests.' },
    { status: 429, headers: { 'Retry-After': String(Math.ceil(waitMs / 1000)) } },
  );

/** @returns a `fetch` for each lane; all of them share one pause. */
export function createLanes(
  send: Fetch = (url, init) => fetch(url, init),
  now: () => number = Date.now,
) {
  const queues: Record<Lane, PQueue> = {
    guard: new PQueue({ concurrency: AT_ONCE.guard }),
    revalidation: new PQueue({ concurrency: AT_ONCE.revalidation }),
    pages: new PQueue({ concurrency: AT_ONCE.pages }),
  };
  let pausedUntil = 0;

  const inLane =
    (lane: Lane): Fetch =>
    (url, init) =>
      queues[lane].add(
        async () => {
          const wait = pausedUntil - now();
          if (lane === 'pages' && wait > 0) return paused(wait);
          const response = await send(url, init);
          if (response.status === 429 && !isMessage(url)) {
            const asked = askedToWait(response, now()) ?? PAUSE_MS;
            pausedUntil = Math.max(pausedUntil, now() + Math.min(asked, LONGEST_PAUSE_MS));
          }
          return response;
        },
        // Waiting counts for the time limit of a call: one that nobody waits for any more is dropped.
        { ...(init?.signal && { signal: init.signal }) },
      );
  return {
    guard: inLane('guard'),
    revalidation: inLane('revalidation'),
    pages: inLane('pages'),
  };
}
