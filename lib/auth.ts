/**
 * What pages ask: who is this? Getters take no user id; they find it in the session, so that no
 * caller can ask for somebody else.
 */
import 'server-only';
import { redirect } from 'next/navigation';
import { cache } from 'react';
import { z } from 'zod';
import { log } from '#lib/log.ts';
import { getLogtoContext } from '#lib/logto/context.ts';
import { readSession } from '#lib/session/session.ts';
import { signInPath } from '#lib/sign-in-link.ts';

/** Logto's claims at the edge (docs/vendors.md L6): absent data is `null`, roles are names. */
const claimsSchema = z.looseObject({
  sub: z.string(),
  name: z.string().nullish(),
  username: z.string().nullish(),
  email: z.string().nullish(),
  email_verified: z.boolean().nullish(),
  picture: z.string().nullish(),
  roles: z.array(z.string()).nullish(),
  organizations: z.array(z.string()).nullish(),
  /** `<organization id>:<role name>` */
  organization_roles: z.array(z.string()).nullish(),
});

export type Organization = { id: string; name: string; roles: string[] };
export type User = {
  id: string;
  /** The best there is to call them by: name, username, e-mail, or nothing. */
  displayName: string | undefined;
  name: string | undefined;
  username: string | undefined;
  /** Absent for an Okta user whose address isn't verified there (docs/vendors.md O3). */
  email: string | undefined;
  picture: string | undefined;
  roles: string[];
  organizations: Organization[];
  signedInAt: Date;
  sessionExpiresAt: Date;
  /** As in the ID token, for people who need to see them. */
  claims: Record<string, unknown>;
};

const httpsOnly = (url: string | null | undefined) =>
  url && URL.canParse(url) && new URL(url).protocol === 'https:' ? url : undefined;

/** The person of this request, or undefined. */
export const getUser = cache(async (): Promise<User | undefined> => {
  const [{ isAuthenticated, claims }, session] = await Promise.all([
    getLogtoContext(),
    readSession(),
  ]);
  if (!isAuthenticated || !session) return undefined;
  const parsed = claimsSchema.safeParse(claims);
  if (!parsed.success) {
    log.error('claims_unreadable', { problem: z.prettifyError(parsed.error) });
    return undefined;
  }
  const { sub, name, username, email, picture, ...more } = parsed.data;
  const rolesIn = (id: string) =>
    (more.organization_roles ?? [])
      .filter((role) => role.startsWith(`${id}:`))
      .map((role) => role.slice(id.length + 1));
  return {
    id: sub,
    displayName: name ?? username ?? email ?? undefined,
    name: name ?? undefined,
    username: username ?? undefined,
    email: email ?? undefined,
    picture: httpsOnly(picture),
    roles: more.roles ?? [],
    organizations: (more.organizations ?? []).map((id) => ({
      id,
      name: session.organizationNames[id] ?? id,
      roles: rolesIn(id),
    })),
    signedInAt: new Date(session.signedInAt),
    sessionExpiresAt: new Date(session.expiresAt),
    claims: parsed.data,
  };
});

/**
 * The person of this request; whoever isn't signed in goes to sign in and comes back to
 * `returnTo`. Call it beside the data it protects: `proxy.ts` only redirects early.
 */
export async function requireUser(returnTo: string): Promise<User> {
  return (await getUser()) ?? redirect(signInPath({ returnTo }));
}
