import 'server-only';
import { randomUUID } from 'node:crypto';
import { hashOf, memory } from './memory.ts';
import type { Session } from './session.ts';

/**
 * `proxy.ts` has just opened the session that the page of the same request asks for: where both run
 * in one process the page takes it over, instead of asking Redis a second time and failing when Redis
 * went away in between. Anywhere else the page finds nothing here and opens the session itself.
 */
const HEADER = 'x-session-handover';

/** Overwrites what a client may have sent. @param opened absent: the page opens it itself. */
export function handOver(headers: Headers, opened?: { session: Session; value: string }) {
  headers.delete(HEADER);
  if (!opened) return;
  const { session, value } = opened;
  const ticket = randomUUID();
  memory().handedOver.set(ticket, { session, valueHash: hashOf(value) });
  headers.set(HEADER, ticket);
}

/**
 * Once only: whatever is read later in the request may have changed by then.
 *
 * @param value of the session's cookie. A ticket can't be guessed; should one be known all the same,
 * it is good for nothing without the cookie that it was made for.
 */
export function takeOver(headers: Headers, value: string): Session | undefined {
  const ticket = headers.get(HEADER);
  const known = ticket ? memory().handedOver.get(ticket) : undefined;
  if (!ticket || known?.valueHash !== hashOf(value)) return undefined;
  memory().handedOver.delete(ticket);
  return known.session as Session;
}
