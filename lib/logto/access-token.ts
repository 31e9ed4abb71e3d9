import 'server-only';
import { own } from '@logto-okta/clients/own';
import { AppError } from '#lib/errors.ts';
import { changeSession, readSession } from '#lib/session/current.ts';
import type { AccessToken } from '#lib/session/session.ts';
import { refreshGrant } from './tokens.ts';

/** An API (its indicator), an organization, or an API inside an organization. */
export type TokenTarget = { resource?: string; organizationId?: string };

const keyOf = ({ resource = '', organizationId }: TokenTarget) =>
  organizationId ? `${resource}#${organizationId}` : resource;

/** Milliseconds that a token must still be good for. */
const MARGIN_MS = 30_000;
const isGood = (token: AccessToken | undefined): token is AccessToken =>
  token !== undefined && token.expiresAt - Date.now() > MARGIN_MS;

/**
 * The signed-in person's access token for an API or organization, from the session or, by the
 * refresh grant, from Logto; it is kept until the next re-validation. For server actions and route
 * handlers, which can store what they get.
 *
 * @param fresh Logto is asked although the session has a good one: a permission may be gone since.
 * @returns undefined when Logto refuses it: not a member, not an API of the tenant.
 * @throws AppError `session_ended`, `logto_unreachable`, `sessions_unavailable`.
 */
export async function getAccessToken(
  target: TokenTarget,
  { fresh = false } = {},
): Promise<AccessToken | undefined> {
  const key = keyOf(target);
  const known = fresh ? undefined : own((await readSession())?.accessTokens, key);
  if (isGood(known)) return known;
  let refused = false;
  const session = await changeSession(async (now) => {
    // Another request was faster.
    if (!fresh && isGood(own(now.accessTokens, key))) return now;
    if (!now.refreshToken) throw new AppError('session_ended', 'no refresh token');
    const { resource, organizationId } = target;
    const result = await refreshGrant(now.refreshToken, {
      ...(resource && { resource }),
      ...(organizationId && { organization_id: organizationId }),
    });
    if (result.kind === 'over') throw new AppError('session_ended');
    if (result.kind === 'later') throw new AppError('logto_unreachable', 'at the token endpoint');
    if (result.kind === 'refused') {
      refused = true;
      return now;
    }
    const { access_token: token, expires_in, scope = '', refresh_token } = result.answer;
    const expiresAt = Date.now() + expires_in * 1000;
    return {
      ...now,
      refreshToken: refresh_token ?? now.refreshToken,
      accessTokens: { ...now.accessTokens, [key]: { token, expiresAt, scope } },
    };
  });
  return refused ? undefined : own(session.accessTokens, key);
}

/** What the person may do in the organization by Logto's word of this very moment. @throws as above. */
export async function organizationScopes(organizationId: string): Promise<Set<string>> {
  const token = await getAccessToken({ organizationId }, { fresh: true });
  return new Set((token?.scope ?? '').split(' ').filter(Boolean));
}
