/**
 * Tokens for programs: `client_credentials` at the org's token endpoint, which Okta grants to service
 * apps with a key of their own and for scopes that a super administrator granted (docs/vendors.md O6).
 */
import type { Provider } from 'oidc-provider';
import { errors } from '../engine/oidc-provider.ts';
import type { Apps } from './clients.ts';
import { NOT_CONFIGURED } from './scope-check.ts';

export function grantServiceTokens(provider: Provider, apps: Apps) {
  provider.registerGrantType(
    'client_credentials',
    async (ctx) => {
      const { client, params } = ctx.oidc;
      const app = apps.find(client?.clientId);
      if (!client || !app) throw new errors.InvalidClient();
      if (app.authMethod !== 'private_key_jwt') {
        throw new errors.CustomOIDCProviderError(
          'invalid_client',
          'Client Credentials requests to the Org Authorization Server must use the private_key_jwt token_endpoint_auth_method.',
        );
      }
      const requested = String(params?.scope ?? '')
        .split(' ')
        .filter(Boolean);
      if (requested.length === 0) {
        throw new errors.CustomOIDCProviderError('invalid_scope', 'No scopes were requested.');
      }
      if (requested.some((scope) => !app.grantedScopes?.includes(scope))) {
        throw new errors.CustomOIDCProviderError('invalid_scope', NOT_CONFIGURED);
      }
      const token = new provider.ClientCredentials({ client, scope: requested.join(' ') });
      ctx.oidc.entity('ClientCredentials', token);
      ctx.body = {
        token_type: 'Bearer',
        expires_in: token.expiration,
        access_token: await token.save(),
        scope: token.scope,
      };
    },
    ['scope'],
  );
}
