/**
 * What pages ask: who is this? Getters take no user id; they find it in the session, so that no
 * caller can ask for somebody else.
 */
import 'server-only';
import { LOGTO_ID } from '@logto-okta/clients/logto-id';
import { own } from '@logto-okta/clients/own';
import { headers } from 'next/headers';
import { forbidden, notFound, redirect, unauthorized } from 'next/navigation';
import { cache } from 'react';
import { AppError } from '#lib/errors.ts';
import { isNavigation } from '#lib/http/navigation.ts';
import { shownPicture } from '#lib/http/pictures.ts';
import { orSayUnavailable } from '#lib/http/unavailable.ts';
import { audit } from '#lib/log/audit.ts';
import { organizationScopes } from '#lib/logto/access-token.ts';
import { getLogtoContext } from '#lib/logto/context.ts';
import { cleanText, displayName } from '#lib/logto/display-name.ts';
import { organizationNames } from '#lib/logto/organization-names.ts';
import { can, type OrganizationPermission } from '#lib/permissions.ts';
import { readSession, revalidateSoon } from '#lib/session/current.ts';
import { absoluteEnd } from '#lib/session/session.ts';
import { signInPath } from '#lib/sign-in/link.ts';
import { renewOnce } from '#lib/sign-in/renewal.ts';

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
  /** Came through a company's identity provider. */
  companySso: boolean;
  signedInAt: Date;
  sessionExpiresAt: Date;
  /** As in the ID token, for people who need to see them. */
  claims: Record<string, unknown>;
};

/** The person of this request, or undefined. */
export const getUser = cache(async (): Promise<User | undefined> => {
  const [context, session] = await Promise.all([getLogtoContext(), readSession()]);
  if (!context.isAuthenticated || !session) return undefined;
  const { sub, name, username, email, picture, ...more } = context.claims;
  const rolesIn = (id: string) =>
    (more.organization_roles ?? [])
      .filter((role) => role.startsWith(`${id}:`))
      .map((role) => role.slice(id.length + 1));
  const ids = more.organizations ?? [];
  const today = await organizationNames(sub, ids);
  return {
    id: sub,
    displayName: displayName({ name, username, email }),
    name: cleanText(name),
    username: cleanText(username),
    /** As Logto has it: it is compared with invitations. */
    email: email ?? undefined,
    picture: shownPicture(picture),
    roles: more.roles ?? [],
    organizations: ids.map((id) => ({
      id,
      name: cleanText(today.get(id)) ?? cleanText(own(session.organizationNames, id)) ?? id,
      roles: rolesIn(id),
    })),
    companySso: session.companySso,
    signedInAt: new Date(session.signedInAt),
    sessionExpiresAt: new Date(absoluteEnd(session)),
    claims: context.claims,
  };
});

/**
 * The person of this request; whoever isn't signed in goes to sign in and comes back to
 * `returnTo`. Call it beside the data it protects: `proxy.ts` only redirects early.
 */
export async function requireUser(returnTo: string): Promise<User> {
  const user = await getUser();
  if (user) return user;
  // A script that fetches a page can do nothing with Logto's sign-in page.
  if (!isNavigation({ headers: await headers() })) unauthorized();
  redirect(signInPath({ returnTo }));
}

/**
 * The same for pages and actions of an organization. Whoever doesn't belong to it can't tell it
 * from one that doesn't exist (404); a member without the permission is told so (403).
 *
 * Roles are those of the last re-validation: losing one takes effect within
 * `SESSION_REVALIDATE_SECONDS`, or as soon as Logto is seen to say otherwise (`asLogtoSays`).
 * Nobody is refused by what a session said minutes ago: it is renewed first.
 */
export async function requireOrganizationMember(
  returnTo: string,
  organizationId: string,
  permission?: OrganizationPermission,
): Promise<{ user: User; organization: Organization }> {
  const user = await requireUser(returnTo);
  const organization = user.organizations.find(({ id }) => id === organizationId);
  const isAllowed = organization && (!permission || can(organization, permission));
  if (!isAllowed && LOGTO_ID.test(organizationId)) await renewOnce(returnTo);
  if (!organization) notFound();
  if (permission && !isAllowed) {
    audit('access_refused', { user: user.id, organization: organizationId, permission });
    forbidden();
  }
  return { user, organization };
}

/**
 * For a page that Logto has just told the person's roles in the organization. If they aren't those
 * of the session, it is renewed; where that can't be, the page still shows what Logto says.
 *
 * @param roles undefined: not a member (any more).
 */
export async function asLogtoSays(
  returnTo: string,
  organization: Organization,
  roles: readonly string[] | undefined,
  permission: OrganizationPermission,
): Promise<Organization> {
  const isSame = roles?.toSorted().join('\n') === organization.roles.toSorted().join('\n');
  if (isSame) return organization;
  await renewOnce(returnTo);
  if (!roles) notFound();
  const now = { ...organization, roles: [...roles] };
  if (!can(now, permission)) forbidden();
  return now;
}

/**
 * The same for actions. They also ask Logto, by an organization token: who lost a role a minute ago
 * may still look, but changes nothing any more.
 *
 * Next shows no page for what `forbidden()` and `unauthorized()` throw in an action (a plain form
 * gets a 404 for each, a script nothing): the browser goes to the page that says it.
 *
 * @param page of the organization; on it whoever doesn't belong there gets the 404.
 * @throws AppError `logto_unreachable` when Logto doesn't say, `sessions_unavailable`.
 */
export async function requireOrganizationMemberInAction(
  page: string,
  organizationId: string,
  permission: OrganizationPermission,
): Promise<{ user: User; organization: Organization }> {
  const user = await requireUserInAction(page);
  const organization = user.organizations.find(({ id }) => id === organizationId);
  if (!organization) redirect(page);
  const may = () => orSayUnavailable(page, stillMay(page, organizationId, permission));
  if (!can(organization, permission) || !(await may())) {
    audit('access_refused', { user: user.id, organization: organizationId, permission });
    // So that the page that says it is today's.
    await orSayUnavailable(page, revalidateSoon());
    redirect(`${page}?done=not_permitted`);
  }
  return { user, organization };
}

async function stillMay(page: string, organizationId: string, permission: OrganizationPermission) {
  try {
    return await mayNow(organizationId, permission);
  } catch (error) {
    const code = error instanceof AppError ? error.code : undefined;
    if (code === 'session_ended') redirect(signInPath({ returnTo: page }));
    throw error;
  }
}

/**
 * Whether the person may, by Logto's word of this very moment; the session's is minutes old.
 * @throws AppError `session_ended`, `logto_unreachable`, `sessions_unavailable`.
 */
export const mayNow = async (organizationId: string, permission: OrganizationPermission) =>
  (await organizationScopes(organizationId)).has(permission);

/** For an action that needs somebody, whoever they are. */
export async function requireUserInAction(page: string): Promise<User> {
  return (await orSayUnavailable(page, getUser())) ?? redirect(signInPath({ returnTo: page }));
}
