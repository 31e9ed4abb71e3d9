/**
 * Who calls the management API: an administrator's token (`SSWS`), a program's or a person's access
 * token of the org's own authorization server (`Bearer`). A token's scopes are only half of it: the
 * caller needs an administrator's role as well, and Okta finds that out here, not when the token is
 * made (docs/vendors.md O6).
 */
import type { Provider } from 'oidc-provider';
import type { Exchange } from '../../engine/http.ts';
import type { OktaApiTokenSeed, OktaUserSeed } from '../../seed.ts';
import type { Apps } from '../clients.ts';
import type { Directory } from '../directory.ts';
import { ApiError, apiError } from './errors.ts';
import { type AdminRole, covers, type OktaScope, roleAllows } from './scopes.ts';

export type Principal = {
  role: AdminRole | undefined;
  /** `undefined`: an SSWS token, which has its whole role. */
  scopes: string[] | undefined;
  user: OktaUserSeed | undefined;
  /** For `createdBy` and the log. */
  id: string;
};

const UNUSED_LIFE_MS = 30 * 24 * 3600 * 1000;

export function createAuthenticator(options: {
  url: string;
  tokens: OktaApiTokenSeed[];
  provider: Provider;
  apps: Apps;
  directory: Directory;
  now: () => number;
}) {
  const { url, tokens, provider, apps, directory, now } = options;
  const lastUsed = new Map<string, number>();
  const start = now();

  function byApiToken(value: string): Principal {
    const token = tokens.find((one) => one.value === value);
    const isUnused = now() - (lastUsed.get(value) ?? start) > UNUSED_LIFE_MS;
    const user = token?.userId === undefined ? undefined : directory.active(token.userId);
    if (!token || isUnused || (token.userId && !user)) throw apiError('E0000011');
    lastUsed.set(value, now());
    return { role: token.role, scopes: undefined, user, id: user?.id ?? '00uadmin000000000000' };
  }

  async function byAccessToken(value: string): Promise<Principal | undefined> {
    const person = await provider.AccessToken.find(value);
    if (person) {
      const user = directory.active(person.accountId);
      return user && { role: user.adminRole, scopes: [...person.scopes], user, id: user.id };
    }
    const program = await provider.ClientCredentials.find(value);
    const app = apps.find(program?.clientId);
    if (!program || !app) return undefined;
    const scopes = (program.scope ?? '').split(' ');
    return { role: app.adminRole, scopes, user: undefined, id: app.id };
  }

  return async ({ req, url: { pathname } }: Exchange, scope: OktaScope): Promise<Principal> => {
    const [scheme, value = '', ...more] = (req.headers.authorization ?? '').split(' ');
    if (scheme === 'SSWS' && more.length === 0) return byApiToken(value);
    if (scheme !== 'Bearer') throw apiError('E0000005');
    const principal = await byAccessToken(value);
    if (principal) return principal;
    const headers = challenge(url, scope, pathname, 'invalid_token', 'The access token is invalid');
    throw apiError('E0000011', [], headers);
  };
}

/**
 * @param selfScope Enough, without a role, for one's own user.
 * @throws ApiError 403: for a missing scope with a header and no body (okta-sdk-golang issue 145),
 *   for a missing role E0000006.
 */
export function mustBeAllowed(
  { role, scopes, user }: Principal,
  scope: OktaScope,
  selfScope: OktaScope | undefined,
  url: string,
  path: string,
) {
  const isSelf = selfScope !== undefined && user !== undefined && scopes?.includes(selfScope);
  if (isSelf) return;
  if (scopes && !covers(scopes, scope)) {
    const text = 'The access token provided does not contain the required scopes.';
    throw new ApiError(403, undefined, challenge(url, scope, path, 'insufficient_scope', text));
  }
  if (!roleAllows(role, scope)) throw apiError('E0000006');
}

const challenge = (url: string, scope: string, path: string, error: string, text: string) => ({
  'www-authenticate': `Bearer authorization_uri="${url}/oauth2/v1/authorize", realm="${url}", scope="${scope}", error="${error}", error_description="${text}", resource="${path}"`,
});
