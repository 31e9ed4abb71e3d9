import 'server-only';
import { redirect } from 'next/navigation';
import { AppError } from '#lib/errors.ts';

/**
 * For actions: while sessions can't be read the browser goes to `page`, in whose place `proxy.ts`
 * says so and tries again. What an action throws is a blank 500 for a plain form. Signing in and
 * out need no session and go on working, so it isn't for `proxy.ts` to refuse every form.
 */
export async function orSayUnavailable<T>(page: string, asked: Promise<T>): Promise<T> {
  try {
    return await asked;
  } catch (error) {
    if (error instanceof AppError && error.code === 'sessions_unavailable') redirect(page);
    throw error;
  }
}
