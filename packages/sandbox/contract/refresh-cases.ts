/** The refresh grant: the same token again, resources, organizations, and each refusal. */
import { z } from 'zod';
import { basic, tokens, withResource } from './flows.ts';
import { type Case, fresh, invalidGrant, jwt, oidcError, opaque } from './shapes.ts';
import type { Target } from './targets.ts';

type Refresh = { extra?: Record<string, string>; fields?: Record<string, string> };
/** Signs in, then refreshes with these fields. */
async function refresh(target: Target, { extra = {}, fields = {} }: Refresh) {
  const client = fresh(target);
  const { answer } = await tokens(client, target, extra);
  const { refresh_token: token = '' } = answer.body as { refresh_token?: string };
  const form = { grant_type: 'refresh_token', refresh_token: token, ...fields };
  return client.form('/oidc/token', form, basic(target));
}
const refreshes = (
  name: string,
  how: (target: Target) => Refresh,
  expect: Case['expect'],
): Case => ({
  name: `refresh: ${name}`,
  send: (target) => refresh(target, how(target)),
  expect,
});

export const refreshCases: Case[] = [
  refreshes(
    'a new pair, the same refresh token',
    () => ({}),
    () => ({
      status: 200,
      body: z.strictObject({
        access_token: opaque,
        expires_in: z.literal(3600),
        id_token: jwt,
        refresh_token: opaque,
        scope: z.string(),
        token_type: z.literal('Bearer'),
      }),
    }),
  ),
  refreshes(
    'unknown refresh token',
    () => ({ fields: { refresh_token: 'nope' } }),
    () => ({ status: 400, body: invalidGrant }),
  ),
  refreshes(
    'for a resource',
    (target) => ({ extra: withResource(target), fields: { resource: target.resource.indicator } }),
    (target) => ({
      status: 200,
      body: z.object({
        access_token: jwt,
        expires_in: z.literal(3600),
        scope: z.literal(target.resource.scope),
      }),
    }),
  ),
  refreshes(
    'for a resource without permission',
    (target) => ({
      extra: { resource: target.resource.indicator },
      fields: { resource: target.resource.indicator },
    }),
    () => ({
      status: 200,
      body: z.object({ access_token: jwt, scope: z.literal('') }),
    }),
  ),
  refreshes(
    'for a resource not asked for',
    (target) => ({ fields: { resource: target.resource.indicator } }),
    () => ({
      status: 400,
      body: z.object({
        code: z.literal('oidc.invalid_target'),
        error: z.literal('invalid_target'),
      }),
    }),
  ),
  refreshes(
    'for an organization',
    (target) => ({
      extra: { resource: 'urn:logto:resource:organizations' },
      fields: { organization_id: target.organization.id },
    }),
    () => ({
      status: 200,
      body: z.object({ access_token: jwt, expires_in: z.literal(3600), scope: z.string() }),
    }),
  ),
  refreshes(
    'for an organization of others',
    (target) => ({
      extra: { resource: 'urn:logto:resource:organizations' },
      fields: { organization_id: target.foreignOrganizationId },
    }),
    () => ({
      status: 403,
      body: oidcError('access_denied', 'user is not a member of the organization'),
    }),
  ),
  refreshes(
    'for an organization without the scope',
    (target) => ({
      extra: { scope: 'openid offline_access profile' },
      fields: { organization_id: target.organization.id },
    }),
    () => ({
      status: 403,
      body: z.object({
        code: z.literal('oidc.insufficient_scope'),
        error: z.literal('insufficient_scope'),
      }),
    }),
  ),
  refreshes(
    'with a scope that was not granted',
    () => ({ fields: { scope: 'openid custom_data' } }),
    () => ({
      status: 400,
      body: z.object({ code: z.literal('oidc.invalid_scope'), error: z.literal('invalid_scope') }),
    }),
  ),
];
