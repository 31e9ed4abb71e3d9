/** `/api/one-time-tokens`. */
import { z } from 'zod/v3';
import { EMAIL } from '../account-identifiers.ts';
import { LogtoError } from '../errors.ts';
import { newOneTimeToken, type OneTimeToken, spendOneTimeToken } from '../one-time-tokens.ts';
import { deleted, found } from './common.ts';
import { type ManagementApi, type ManagementTable, optionallyPaged, route } from './route.ts';

const status = z.nativeEnum({
  Active: 'active',
  Consumed: 'consumed',
  Revoked: 'revoked',
  Expired: 'expired',
} as const);
const context = z
  .object({
    jitOrganizationIds: z.string().array(),
    interactionEvent: z.nativeEnum({
      SignIn: 'SignIn',
      Register: 'Register',
      ForgotPassword: 'ForgotPassword',
    } as const),
  })
  .partial();
const tokenBody = z.object({
  email: z.string().min(1).max(128),
  context: context.optional(),
  expiresIn: z.number().min(1).optional(),
});

export function oneTimeTokenRoutes({ tenant, now }: ManagementApi): ManagementTable {
  const { oneTimeTokens } = tenant;
  const find = (id = '') => found(oneTimeTokens.get(id), 'one_time_tokens', id);
  /** A new token for an address is when its late ones are noticed. */
  const expire = (email: string) => {
    for (const one of oneTimeTokens.values()) {
      const isLate = one.email === email && one.status === 'active' && one.expiresAt <= now();
      if (isLate) one.status = 'expired';
    }
  };
  return {
    'GET /api/one-time-tokens': route(
      {
        query: z.object({ email: z.string().regex(EMAIL).optional(), status: status.optional() }),
      },
      ({ query }) => {
        const isWanted = (one: OneTimeToken) =>
          (query.get('email') ?? one.email) === one.email &&
          (query.get('status') ?? one.status) === one.status;
        return optionallyPaged([...oneTimeTokens.values()].filter(isWanted).reverse());
      },
    ),

    'POST /api/one-time-tokens': route({ body: tokenBody, status: 201 }, ({ body }) => {
      const { email, expiresIn } = body;
      expire(email);
      const token = newOneTimeToken(
        {
          email,
          ...(body.context && { context: given(body.context) }),
          ...(expiresIn && { expiresIn }),
        },
        now(),
      );
      oneTimeTokens.set(token.id, token);
      return token;
    }),

    'POST /api/one-time-tokens/verify': route(
      { body: z.object({ token: z.string().min(1).max(256), email: z.string().min(1).max(128) }) },
      ({ body }) => spendOneTimeToken(tenant, body, now()),
    ),

    'GET /api/one-time-tokens/:id': route({}, ({ params }) => find(params.id)),

    'PUT /api/one-time-tokens/:id/status': route(
      { body: z.object({ status }) },
      ({ params, body }) => {
        const token = find(params.id);
        if (body.status === 'active') {
          throw new LogtoError(400, 'one_time_token.cannot_reactivate_token');
        }
        return Object.assign(token, { status: body.status });
      },
    ),

    'DELETE /api/one-time-tokens/:id': route({}, ({ params }) => {
      deleted(oneTimeTokens.delete(params.id ?? ''));
      return undefined;
    }),
  };
}

const given = ({ jitOrganizationIds, interactionEvent }: z.infer<typeof context>) => ({
  ...(jitOrganizationIds && { jitOrganizationIds }),
  ...(interactionEvent && { interactionEvent }),
});
