/** Where oidc-provider's finished answer differs from Okta's, and no setting changes it. */
import { randomBytes } from 'node:crypto';
import type { KoaContextWithOIDC, Provider } from 'oidc-provider';
import type { Faults } from '../engine/faults.ts';
import { describeRefusal, refuseWithoutProof } from './client-auth.ts';
import type { Apps } from './clients.ts';
import type { Directory } from './directory.ts';
import { discoveryDocument, withoutOpenId } from './discovery.ts';
import { introspectionOf } from './introspection.ts';

const GRANT_ERRORS: Record<string, string> = {
  authorization_code: 'The authorization code is invalid or has expired.',
  refresh_token: 'The refresh token is invalid or expired.',
};

/** The body of an error outside OAuth (docs/vendors.md O2). */
export const oktaError = (errorCode: string, errorSummary: string, causes: string[] = []) => ({
  errorCode,
  errorSummary,
  errorLink: errorCode,
  errorId: `oae${randomBytes(15).toString('base64url')}`,
  errorCauses: causes.map((cause) => ({ errorSummary: cause })),
});

type Server = {
  org: string;
  apps: Apps;
  directory: Directory;
  faults: Faults;
  /** Of a custom authorization server; `undefined` for the org's own. */
  customScopes: (() => string[]) | undefined;
  audience: string;
};

export function adaptAnswers(provider: Provider, server: Server) {
  provider.use(async (context, next) => {
    await next();
    const ctx = context as KoaContextWithOIDC;
    const body = ctx.body as Record<string, unknown> | undefined;

    if (ctx.status === 404 && !ctx.body) {
      ctx.status = 404;
      ctx.body = oktaError('E0000007', `Not found: Resource not found: ${ctx.path}`);
    }
    if (ctx.oidc?.route === 'discovery') {
      const document = discoveryDocument(server.org, provider.issuer, server.customScopes?.());
      const isOpenId = ctx.path.endsWith('/openid-configuration');
      ctx.body = isOpenId ? document : withoutOpenId(document);
    }
    if (ctx.oidc?.route === 'token') refuseWithoutProof(ctx, server.apps);
    if (ctx.oidc?.route === 'introspection' && body?.active !== undefined) {
      ctx.body = introspectionOf(ctx, server.directory, server.audience);
    }

    // RFC 9207's `iss` is not in Okta's authorization response (docs/vendors.md O5).
    const location = ctx.response.get('location');
    if (location?.includes('iss=')) ctx.set('location', withoutIss(location));

    if (typeof body?.error === 'string') adaptError(ctx, body);
    await server.faults.response?.(ctx.oidc?.route ?? '', ctx);
  });
}

function withoutIss(location: string) {
  const url = new URL(location);
  url.searchParams.delete('iss');
  return url.href;
}

function adaptError(ctx: KoaContextWithOIDC, body: Record<string, unknown>) {
  // Its text is Okta's already, see service-token.ts.
  if (ctx.oidc.params?.grant_type === 'client_credentials' && body.error === 'invalid_client') {
    ctx.status = 401;
  }
  if (!String(body.error_description).startsWith('Client Credentials requests')) {
    describeRefusal(ctx, body);
  }
  if (body.error === 'invalid_grant') {
    body.error_description = GRANT_ERRORS[String(ctx.oidc.params?.grant_type)];
  }
  const missing = /^missing required parameter '(\w+)'/.exec(String(body.error_description));
  if (missing) body.error_description = `The \`${missing[1]}\` parameter is required.`;
}
