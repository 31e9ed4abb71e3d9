/** Access tokens of this API, as Logto issues them (docs/vendors.md L6). */
import 'server-only';
import { errors, jwtVerify } from 'jose';
import { z } from 'zod';
import { getDiscovery } from '#lib/logto/discovery.ts';
import { logtoKeys } from '#lib/logto/tokens.ts';
import { ApiProblem, challenge, RETRY_AFTER } from './problem.ts';
import { apiIndicator } from './resource.ts';

/** Seconds. Access tokens are short-lived; clocks of servers are close. */
const CLOCK_TOLERANCE = 60;
/** Characters. Logto's are under two thousand; nobody verifies a megabyte. */
const MAX_TOKEN_LENGTH = 16_000;

const claimsSchema = z.object({
  sub: z.string().min(1),
  client_id: z.string().min(1),
  scope: z.string().default(''),
  organization_id: z.string().min(1).optional(),
});

export type AccessToken = {
  /** The user's id, or the machine client's. */
  subject: string;
  /** A machine client acts for itself; any other acts for a person. */
  isMachine: boolean;
  scopes: ReadonlySet<string>;
  organizationId: string | undefined;
};

const invalidToken = (description: string) =>
  new ApiProblem(
    401,
    'invalid_token',
    description,
    challenge({ error: 'invalid_token', error_description: description }),
  );

/**
 * The token of an `Authorization` header; undefined for another scheme than Bearer, which counts as
 * no token at all (RFC 6750 §3.1).
 * @throws ApiProblem 400 when it isn't "Bearer" and one token.
 */
export function bearerToken(header: string): string | undefined {
  const [, scheme = '', rest = ''] = /^\s*([^\s,]*)(.*)$/s.exec(header) ?? [];
  if (scheme.toLowerCase() !== 'bearer') return undefined;
  const [, token] = /^ +([\w.~+/-]+=*) *$/.exec(rest) ?? [];
  if (token && token.length <= MAX_TOKEN_LENGTH) return token;
  throw new ApiProblem(
    400,
    'invalid_request',
    'The Authorization header must be "Bearer" and one access token.',
    challenge({ error: 'invalid_request' }),
  );
}

/** What jose throws when it is the keys that couldn't be had, not the token that is wrong. */
const ABOUT_THE_KEYS = new Set(['ERR_JWKS_TIMEOUT', 'ERR_JWKS_INVALID', 'ERR_JOSE_GENERIC']);

/**
 * RFC 9068 §4, as far as Logto's tokens go: they carry no `auth_time`, `acr` or `amr`.
 * @throws ApiProblem 401 for whatever isn't a token of this API that is good now; 503 when Logto's
 * keys can't be reached.
 */
export async function verifyAccessToken(token: string): Promise<AccessToken> {
  try {
    const { issuer } = await getDiscovery();
    const { payload } = await jwtVerify(token, await logtoKeys(), {
      issuer,
      audience: apiIndicator(),
      typ: 'at+jwt',
      algorithms: ['ES384', 'ES256', 'RS256'],
      requiredClaims: ['sub', 'exp', 'iat', 'jti', 'client_id'],
      clockTolerance: CLOCK_TOLERANCE,
    });
    const claims = claimsSchema.parse(payload);
    return {
      subject: claims.sub,
      isMachine: claims.sub === claims.client_id,
      scopes: new Set(claims.scope.split(' ').filter(Boolean)),
      organizationId: claims.organization_id,
    };
  } catch (error) {
    if (error instanceof errors.JWTExpired) throw invalidToken('The access token has expired.');
    const isAboutTheToken =
      error instanceof z.ZodError ||
      (error instanceof errors.JOSEError && !ABOUT_THE_KEYS.has(error.code));
    if (isAboutTheToken) throw invalidToken('This is not an access token of this API.');
    throw new ApiProblem(
      503,
      'keys_unavailable',
      'The keys to check the token with can’t be had from Logto now. Try again.',
      RETRY_AFTER,
    );
  }
}
