import 'server-only';
import { decodeJwt } from 'jose';
import { displayName } from '#lib/logto/display-name.ts';
import { readSession } from '#lib/session/current.ts';
import { type PersonHere, readPersonChange, savePersonChange } from '#lib/session/person-change.ts';
import type { Session } from '#lib/session/session.ts';
import type { Attempt } from '#lib/sign-in/transactions.ts';
import { claimsSchema } from './claims.ts';

const MAX_NAME = 60;

/**
 * A link can start a sign-in, and a company's Okta org may answer it without a question. Whoever is
 * signed in here is asked before somebody else takes their place (login CSRF).
 */
export const ANOTHER_PERSON_PATH = '/sign-in/another-person';

function personOf({ sub, idToken }: Session): PersonHere {
  const claims = claimsSchema.safeParse(decodeJwt(idToken)).data;
  const name = claims && displayName(claims)?.slice(0, MAX_NAME);
  return { sub, ...(name && { name }) };
}

/**
 * Whoever is signed in in this browser. While sessions can't be read nobody is: a sign-in doesn't
 * wait for it, and can't be finished then either.
 */
export async function personHere(): Promise<PersonHere | undefined> {
  const session = await readSession().catch(() => undefined);
  return session && personOf(session);
}

/** The same, or whoever was until Logto signed in somebody else. */
export const personToKeep = async () => (await personHere()) ?? (await readPersonChange())?.from;

/**
 * Whether the session would take the place of somebody who didn't agree; then what is needed to ask
 * them is kept. Logto may have ended the old session by now, so what the transaction remembers counts.
 */
export async function asksAnotherPerson(session: Session, attempt: Attempt): Promise<boolean> {
  const from = (await personHere()) ?? attempt.person;
  const to = personOf(session);
  if (!from || from.sub === to.sub) return false;
  const { replaces: agreed } = attempt;
  if (agreed?.from === from.sub && agreed.to === to.sub) return false;
  // A company's Okta org answers again; Logto does for others, by the session that it has by now.
  const connector = session.connectorId ?? (session.companySso ? attempt.connector : undefined);
  await savePersonChange({ from, to, returnTo: attempt.returnTo, ...(connector && { connector }) });
  return true;
}
