import 'server-only';
import { readSession } from './current.ts';
import { hashOf } from './memory.ts';

/** Tells one person's pages from another's without saying who it is; null when signed out. */
export async function personTag(): Promise<string | null> {
  const session = await readSession();
  return session ? hashOf(`person:${session.sub}`).slice(0, 12) : null;
}
