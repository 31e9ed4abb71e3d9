/**
 * Grants that Logto knows and discovery names, but no application of the sandbox may use: devices
 * are for native applications, and exchanges have to be allowed for an application first. What an
 * application sees of them is the refusal, for which the provider has to know them.
 */
import type { KoaContextWithOIDC, Provider } from 'oidc-provider';
import { errors } from '../engine/oidc-provider.ts';

const TOKEN_EXCHANGE = 'urn:ietf:params:oauth:grant-type:token-exchange';
const PARAMETERS = [
  ...['subject_token', 'subject_token_type', 'actor_token', 'actor_token_type'],
  ...['organization_id', 'scope', 'resource'],
];

/** The grant types of a client are checked before this, so nobody gets as far. */
export const registerTokenExchange = (provider: Provider) =>
  provider.registerGrantType(
    TOKEN_EXCHANGE,
    () => {
      throw new errors.InvalidGrant('subject token not found');
    },
    PARAMETERS,
    'resource',
  );

const toPage = (ctx: KoaContextWithOIDC) => ctx.redirect('/device');
export const deviceFlow = {
  enabled: true,
  userCodeInputSource: toPage,
  userCodeConfirmSource: toPage,
  successSource: (ctx: KoaContextWithOIDC) => ctx.redirect('/device/success'),
};
