/** Redis is away when a form is sent that needs a person. */
import { expect, it, vi } from 'vitest';
import { AppError } from '#lib/errors.ts';

let failure: Error;
vi.mock('#lib/session/current.ts', () => ({ readSession: () => Promise.reject(failure) }));
vi.mock('#lib/logto/context.ts', () => ({ getLogtoContext: () => Promise.reject(failure) }));
vi.mock('#lib/logto/access-token.ts', () => ({}));
vi.mock('next/headers', () => ({ headers: async () => new Headers() }));
vi.mock('next/navigation', () => ({
  redirect: (path: string) => {
    throw new Error(`goes to ${path}`);
  },
}));
const { requireOrganizationMemberInAction, requireUserInAction } = await import('#lib/auth.ts');

const asks = [
  ['somebody', () => requireUserInAction('/page')],
  ['a member', () => requireOrganizationMemberInAction('/page', 'o1', 'manage:members')],
] as const;

it.each(asks)('an action that needs %s goes to its page, which says so', async (_who, ask) => {
  failure = new AppError('sessions_unavailable');
  await expect(ask()).rejects.toThrow('goes to /page');
});

it.each(asks)('for %s any other failure stays one', async (_who, ask) => {
  failure = new AppError('settings_wrong');
  await expect(ask()).rejects.toBe(failure);
});
