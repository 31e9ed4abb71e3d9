/** What Okta says of a person, asked with that person's own token. Plain `fetch`. */

import { readLimited } from '@logto-okta/clients/read-limited';
import { fail, ok, type Result } from '@logto-okta/clients/result';
import { z } from 'zod';

/** Why Okta didn't say. */
export type OktaRefusal =
  /** The token lacks the scope: it isn't granted to the application, or the connector doesn't ask. */
  | 'scope_missing'
  /** The scope is there, but Okta lets administrators only use it ("silent downscoping"). */
  | 'not_permitted'
  /** The application has no groups claim in Okta, or the connector doesn't ask for it. */
  | 'not_shared'
  | 'token_rejected'
  | 'busy'
  | 'unavailable';
export type OktaResult<T> = Result<T, OktaRefusal>;

export type OktaProfile = {
  name: string;
  login: string;
  email: string | undefined;
  title: string | undefined;
  department: string | undefined;
};

const TIMEOUT_MS = 5000;
/** Bytes. Two hundred groups have about 150 KB. */
const MAX_BODY = 2_000_000;
const PAGE_SIZE = 200;

const profileSchema = z.object({
  profile: z.object({
    firstName: z.string().nullish(),
    lastName: z.string().nullish(),
    login: z.string(),
    email: z.string().nullish(),
    title: z.string().nullish(),
    department: z.string().nullish(),
  }),
});
const groupsSchema = z.array(z.object({ profile: z.object({ name: z.string() }) }));

type Org = {
  /** Of the tenant's connector, never of a request: the token goes there. */
  origin: string;
  /** Path of the connector's issuer: empty or `/` for the org's own, else `/oauth2/default`. */
  authorizationServer: string;
  token: string;
  scopes: Set<string>;
  fetch?: typeof globalThis.fetch;
};

async function ask<T>(
  { origin, token, scopes, fetch = globalThis.fetch }: Org,
  path: string,
  wanted: string[],
  schema: z.ZodType<T>,
): Promise<OktaResult<T>> {
  if (!wanted.some((scope) => scopes.has(scope))) return fail('scope_missing');
  const signal = AbortSignal.timeout(TIMEOUT_MS);
  try {
    const response = await fetch(origin + path, {
      cache: 'no-store',
      redirect: 'error',
      signal,
      headers: { authorization: `Bearer ${token}`, accept: 'application/json' },
    });
    const { status } = response;
    if (status === 401) return fail('token_rejected');
    if (status === 403) return fail('not_permitted');
    if (status === 429) return fail('busy');
    const text = await readLimited(response, MAX_BODY, signal);
    const parsed =
      response.ok && text !== undefined ? schema.safeParse(JSON.parse(text)) : undefined;
    return parsed?.success ? ok(parsed.data) : fail('unavailable');
  } catch {
    return fail('unavailable');
  }
}

/** `okta.users.read.self` is enough for everybody; `okta.users.read` serves administrators. */
export async function ownProfile(org: Org): Promise<OktaResult<OktaProfile>> {
  const scopes = ['okta.users.read.self', 'okta.users.read'];
  const answer = await ask(org, '/api/v1/users/me', scopes, profileSchema);
  if (!answer.ok) return answer;
  const { firstName, lastName, login, email, title, department } = answer.value.profile;
  return ok({
    name: [firstName, lastName].filter(Boolean).join(' ') || login,
    login,
    email: email ?? undefined,
    title: title ?? undefined,
    department: department ?? undefined,
  });
}

/**
 * As somebody set the claim up: a list (Filter), or the text that an expression gave, of one group or of
 * several with commas. Anything else is no claim: asking again would bring the same.
 */
const groupsClaim = z
  .union([
    z.array(z.string()),
    z.string().transform((text) =>
      text
        .split(',')
        .map((name) => name.trim())
        .filter(Boolean),
    ),
  ])
  .nullish()
  .catch(undefined);
const userinfoSchema = z.object({ groups: groupsClaim });

/**
 * Names, in alphabetical order. What the company shares with this application is in the `groups`
 * claim, for everybody; Okta's API lists them for administrators only, whatever the scope
 * (docs/vendors.md O6), and is asked when there is no claim.
 */
export async function ownGroups(org: Org): Promise<OktaResult<string[]>> {
  const told = await ask(org, userinfoPath(org), ['groups'], userinfoSchema);
  if (told.ok && told.value.groups) return ok(sorted(told.value.groups));
  if (!told.ok && told.reason !== 'scope_missing') return told;
  const scopes = ['okta.users.read', 'okta.users.manage'];
  const path = `/api/v1/users/me/groups?limit=${PAGE_SIZE}`;
  const answer = await ask(org, path, scopes, groupsSchema);
  if (answer.ok) return ok(sorted(answer.value.map(({ profile }) => profile.name)));
  return answer.reason === 'scope_missing' ? fail('not_shared') : answer;
}

/** Once each: an expression can name a group twice. */
const sorted = (names: string[]) =>
  [...new Set(names)].sort((one, other) => one.localeCompare(other));

/** The org's own authorization server is at `/oauth2`, though its issuer doesn't say so. */
const userinfoPath = ({ authorizationServer }: Org) =>
  `${authorizationServer.replace(/\/$/, '') || '/oauth2'}/v1/userinfo`;
