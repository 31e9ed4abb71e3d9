/** What oidc-provider does, as entries of the audit log: interactions, tokens given and revoked. */
import type { KoaContextWithOIDC, Provider } from 'oidc-provider';
import { audit } from './audit.ts';
import type { Tenant } from './tenant.ts';

const GRANTS: Record<string, string> = {
  authorization_code: 'AuthorizationCode',
  refresh_token: 'RefreshToken',
  client_credentials: 'ClientCredentials',
};
/** Where an application says who it is by its secret. */
const WITH_SECRET = ['token', 'revocation', 'introspection'];
const TOKENS = { access_token: 'AccessToken', refresh_token: 'RefreshToken', id_token: 'IdToken' };

export function auditProvider(provider: Provider, tenant: Tenant, now: () => number) {
  function contextOf({ oidc }: KoaContextWithOIDC) {
    const { Client, Session, Interaction, Account } = oidc.entities;
    // Logto tells the secrets of an application apart by their names.
    const [secret] = tenant.applications.get(Client?.clientId ?? '')?.secrets ?? [];
    return {
      applicationId: Client?.clientId,
      ...(WITH_SECRET.includes(oidc.route) &&
        secret && { applicationSecret: { name: secret.name } }),
      sessionId: Session?.jti,
      interactionId: Interaction?.jti,
      userId: Account?.accountId,
      // As they were sent, codes and PKCE verifiers included.
      params: oidc.params && { ...oidc.params },
    };
  }
  const write = (ctx: KoaContextWithOIDC, key: string, more: object = {}, error?: unknown) =>
    audit(tenant, now(), ctx.req, {
      key,
      ...(error !== undefined && { error }),
      payload: { ...contextOf(ctx), ...more },
    });

  function writeExchange(ctx: KoaContextWithOIDC, error?: Error) {
    const body = error ? {} : ((ctx.body ?? {}) as Record<string, unknown>);
    const grant = GRANTS[String(ctx.oidc.params?.grant_type)] ?? 'Unknown';
    const tokenTypes = Object.entries(TOKENS).flatMap(([name, type]) => (body[name] ? type : []));
    // With its stack, as one string.
    const text = error && JSON.stringify(error, Object.getOwnPropertyNames(error));
    write(ctx, `ExchangeTokenBy.${grant}`, { tokenTypes, scope: body.scope }, text);
  }

  provider.on('interaction.started', (ctx, prompt) => write(ctx, 'Interaction.Create', { prompt }));
  provider.on('interaction.ended', (ctx) => write(ctx, 'Interaction.End'));
  provider.on('grant.success', (ctx) => writeExchange(ctx));
  provider.on('grant.error', (ctx, error) => writeExchange(ctx, error));
  provider.on('grant.revoked', (ctx, grantId) => {
    const { AccessToken, RefreshToken } = ctx.oidc.entities;
    const userId = AccessToken?.accountId ?? RefreshToken?.accountId;
    const tokenTypes = Object.values(TOKENS).filter((type) => type in ctx.oidc.entities);
    write(ctx, 'RevokeToken', { userId, grantId, tokenTypes });
  });
}
