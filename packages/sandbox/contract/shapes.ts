/** What a case is, and the shapes that answers share. */
import { z } from 'zod';
import { type Answer, Client } from './client.ts';
import type { Target } from './targets.ts';

export type Expectation = {
  status: number;
  /** Header name → exact text or pattern. */
  headers?: Record<string, string | RegExp>;
  body?: z.ZodType;
  text?: RegExp;
};
export type Case = {
  name: string;
  send: (target: Target) => Promise<Answer>;
  expect: (target: Target) => Expectation;
};

export const fresh = (target: Target) => new Client(target.endpoint);
export const opaque = z.string().regex(/^[\w-]{43}$/);
export const jwt = z.string().regex(/^eyJ[\w-]+\.eyJ[\w-]+\.[\w-]+$/);

export const oidcError = (error: string, description: string, extra: z.ZodRawShape = {}) =>
  z.strictObject({
    code: z.literal(`oidc.${error}`),
    message: z.string(),
    error: z.literal(error),
    error_description: z.literal(description),
    ...extra,
  });
export const invalidGrant = oidcError('invalid_grant', 'grant request is invalid', {
  error_uri: z.literal('https://openid.sh/debug/invalid_grant'),
});
export const apiError = (code: string, more: z.ZodRawShape = {}) =>
  z.object({ code: z.literal(code), message: z.string(), ...more });
