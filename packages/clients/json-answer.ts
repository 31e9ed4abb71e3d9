/** What the clients of the vendors' management APIs make of an answer's body. Plain TypeScript. */
import { z } from 'zod';

/** What isn't JSON stays text: Logto's `Created` and `Not Found` are, and so is a proxy's own page. */
export function parseBody(text: string): unknown {
  try {
    return text === '' ? undefined : JSON.parse(text);
  } catch {
    return text;
  }
}

/**
 * A foreign shape, parsed at the edge.
 * @throws what `unexpected` makes of the problems, which are told in one line.
 */
export function inShape<T>(
  schema: z.ZodType<T>,
  body: unknown,
  unexpected: (problems: string) => Error,
): T {
  const result = schema.safeParse(body);
  if (result.success) return result.data;
  throw unexpected(z.prettifyError(result.error).split('\n').join(' '));
}
