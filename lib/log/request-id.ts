/**
 * The name of the request at hand, the same in every log line that it causes and in the answer's
 * `X-Request-Id`. `lib/http/server.ts` sets it before anything else runs, so `proxy.ts`, pages, actions
 * and routes need not hand it on, and no page turns dynamic by reading a header.
 */
import { AsyncLocalStorage } from 'node:async_hooks';
import { randomUUID } from 'node:crypto';

/** On `globalThis`, as Next bundles `instrumentation.ts`, `proxy.ts` and the pages apart. */
const KEY = Symbol.for('northgate.request-id');
const holder = globalThis as { [KEY]?: AsyncLocalStorage<string | undefined> };
function storage() {
  holder[KEY] ??= new AsyncLocalStorage();
  return holder[KEY];
}

/**
 * What a proxy in front may call a request: UUIDs, nginx's `$request_id`, and the like. Shorter than
 * anything that the log takes for a secret, so that nobody can have one written there as an id.
 */
const WELL_FORMED = /^[A-Za-z0-9][A-Za-z0-9._-]{7,38}$/;

/** @param given the `x-request-id` of a request; anything else than one plain name gets a new one. */
export const requestIdFor = (given: unknown): string =>
  typeof given === 'string' && WELL_FORMED.test(given) ? given : randomUUID();

/** Undefined outside requests, and where a host starts functions without Node's HTTP server. */
export const currentRequestId = (): string | undefined => storage().getStore();

export const withRequestId = <T>(id: string, work: () => T): T => storage().run(id, work);

/**
 * For what a request happens to start but doesn't own: a connection made by the first request would
 * write all its later events under that one's name.
 */
export const outsideRequests = <T>(work: () => T): T => storage().run(undefined, work);
