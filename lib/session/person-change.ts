import 'server-only';
import { z } from 'zod';
import { deleteCookie, readCookie, writeCookie } from './cookies.ts';
import { pageJar } from './jar.ts';
import { cookieName } from './names.ts';
import { seal, unseal } from './seal.ts';

/** Who, and what to call them. Only ever kept under seal. */
export const personSchema = z.object({ sub: z.string(), name: z.string().optional() });
export type PersonHere = z.output<typeof personSchema>;

/** Agreed to on our page: this person's session gives way to that one's, and to no other. */
export const replacementSchema = z.object({ from: z.string(), to: z.string() });
export type Replacement = z.output<typeof replacementSchema>;

/**
 * A sign-in that would have replaced somebody else's session, and waits for their word. Names travel
 * in the seal alone: nobody can show somebody a question of their own making.
 */
const changeSchema = z.object({
  from: personSchema,
  to: personSchema,
  returnTo: z.string(),
  connector: z.string().optional(),
});
export type PersonChange = z.output<typeof changeSchema>;

const cookie = () => cookieName('person-change');
/**
 * Seconds. While it lasts, a second link doesn't get in without the question either: Logto ends the
 * first person's session here as soon as it has signed in the second (docs/vendors.md L8).
 */
const TTL = 3600;

export async function savePersonChange(change: PersonChange) {
  const sealed = await seal('person-change', change, TTL);
  writeCookie(await pageJar(), cookie(), sealed, TTL);
}

export async function readPersonChange(): Promise<PersonChange | undefined> {
  const sealed = await unseal('person-change', readCookie(await pageJar(), cookie()));
  return changeSchema.safeParse(sealed?.data).data;
}

export const forgetPersonChange = async () => deleteCookie(await pageJar(), cookie());
