/** Applications of the tenant as oidc-provider's clients. */
import type { Provider } from 'oidc-provider';
import { errors } from '../engine/oidc-provider.ts';
import type { Application, ApplicationType } from './entities.ts';
import type { Tenant } from './tenant.ts';

/** Code in a browser or on a phone can't keep a secret. */
const hasSecret = (type: ApplicationType) => type === 'Traditional' || type === 'MachineToMachine';

function grantsOf(type: ApplicationType) {
  return type === 'MachineToMachine'
    ? { grant_types: ['client_credentials'], response_types: [] }
    : { grant_types: ['authorization_code', 'refresh_token'], response_types: ['code' as const] };
}

export function clientOf({ id, name, type, oidcClientMetadata, secrets }: Application) {
  const { backchannelLogoutUri, backchannelLogoutSessionRequired } = oidcClientMetadata;
  return {
    client_id: id,
    client_name: name,
    // One is enough here: `checkSecrets` looks at all of them.
    ...(hasSecret(type) && { client_secret: secrets[0]?.value ?? 'none' }),
    application_type: type === 'Native' ? ('native' as const) : ('web' as const),
    token_endpoint_auth_method: hasSecret(type)
      ? ('client_secret_basic' as const)
      : ('none' as const),
    ...grantsOf(type),
    redirect_uris: oidcClientMetadata.redirectUris,
    post_logout_redirect_uris: oidcClientMetadata.postLogoutRedirectUris,
    id_token_signed_response_alg: 'ES384' as const,
    ...(backchannelLogoutUri && {
      backchannel_logout_uri: backchannelLogoutUri,
      backchannel_logout_session_required: backchannelLogoutSessionRequired ?? false,
    }),
  };
}

/** Several secrets an application, each with an end of its own; oidc-provider knows one. */
export function checkSecrets({ Client }: Provider, tenant: Tenant, now: () => number) {
  Client.prototype.compareClientSecret = function (given) {
    const secrets = tenant.applications.get(this.clientId)?.secrets ?? [];
    const found = secrets.find(({ value }) => value === given);
    if (found?.expiresAt && found.expiresAt < now()) {
      throw new errors.InvalidRequest('client secret has expired');
    }
    return found !== undefined;
  };
}
