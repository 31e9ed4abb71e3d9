/**
 * What pages ask: who is this? Getters take no user id; they find it in the session, so that no
 * caller can ask for somebody else.
 */
import 'server-only';
import { redirect } from 'next/navigation';
import { cache } from 'react';
import { getLogtoContext } from '#lib/logto/context.ts';
import { readSession } from '#lib/session/session.ts';
import { signInPath } from '#lib/sign-in-link.ts';

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
  const [context, session] = await Promise.all([getLogtoContext(), readSession()]);
  if (!context.isAuthenticated || !session) return undefined;
  const { sub, name, username, email, picture, ...more } = context.claims;
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
    claims: context.claims,
  };
});

/**
 * The person of this request; whoever isn't signed in goes to sign in and comes back to
 * `returnTo`. Call it beside the data it protects: `proxy.ts` only redirects early.
 */
export async function requireUser(returnTo: string): Promise<User> {
  return (await getUser()) ?? redirect(signInPath({ returnTo }));
}
