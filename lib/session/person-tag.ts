import 'server-only';
import { readSession } from './current.ts';
import { hashOf } from './memory.ts';

/** Tells one person from another without saying who it is. */
export const personTagOf = (sub: string) => hashOf(`person:${sub}`).slice(0, 12);

/** The same of whoever is signed in; null when nobody is. */
export async function personTag(): Promise<string | null> {
  const session = await readSession();
  return session ? personTagOf(session.sub) : null;
}
