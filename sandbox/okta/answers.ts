/** Where oidc-provider's finished answer differs from Okta's, and no setting changes it. */
import { randomBytes } from 'node:crypto';
import type { KoaContextWithOIDC, Provider } from 'oidc-provider';
import type { Faults } from './faults.ts';

const GRANT_ERRORS: Record<string, string> = {
  authorization_code: 'The authorization code is invalid or has expired.',
  refresh_token: 'The refresh token is invalid or expired.',
};

/** How oidc-provider says it, and how Okta does (the text is from tomcat-oidcauth issue 6). */
export const DOUBLE = 'client authentication must only be provided using one mechanism';
const DOUBLE_CREDENTIALS =
  'Cannot supply multiple client credentials. Use one of the following: credentials in the Authorization header, credentials in the post body, or a client_assertion in the post body.';

/** The body of an error outside OAuth (docs/vendors.md O2). */
export const oktaError = (errorCode: string, errorSummary: string) => ({
  errorCode,
  errorSummary,
  errorLink: errorCode,
  errorId: `oae${randomBytes(15).toString('base64url')}`,
  errorCauses: [],
});

export function adaptAnswers(provider: Provider, faults: Faults) {
  provider.use(async (ctx, next) => {
    await next();

    if (ctx.status === 404 && !ctx.body) {
      ctx.status = 404;
      ctx.body = oktaError('E0000007', `Not found: Resource not found: ${ctx.path}`);
    }
    if (ctx.oidc?.route === 'discovery') adaptDiscovery(ctx.body as Record<string, unknown>);

    // RFC 9207's `iss` is not in Okta's authorization response (docs/vendors.md O5).
    const location = ctx.response.get('location') as string | undefined;
    if (location?.includes('iss=')) ctx.set('location', withoutIss(location));

    if (ctx.body?.error === 'invalid_client') {
      ctx.body.error_description = ctx.oidc.client
        ? 'The client secret supplied for a confidential client is invalid.'
        : "Invalid value for 'client_id' parameter.";
    }
    if (ctx.body?.error === 'invalid_grant') {
      ctx.body.error_description = GRANT_ERRORS[ctx.oidc.params.grant_type];
    }
    if (ctx.body?.error_description === DOUBLE) {
      ctx.status = 401;
      ctx.body.error_description = DOUBLE_CREDENTIALS;
    }
    await faults.response?.(ctx.oidc?.route ?? '', ctx as KoaContextWithOIDC);
  });
}

function withoutIss(location: string) {
  const url = new URL(location);
  url.searchParams.delete('iss');
  return url.href;
}

function adaptDiscovery(document: Record<string, unknown>) {
  delete document.authorization_response_iss_parameter_supported;
  document.response_modes_supported = ['query'];
  document.grant_types_supported = ['authorization_code', 'refresh_token'];
}
