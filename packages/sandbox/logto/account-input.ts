/**
 * What a request to the account API may carry. Checked with zod 3, which zod 4 brings along as
 * `zod/v3`: Logto answers with that library's list of issues, word for word.
 */
import type { ZodError, ZodTypeAny, z } from 'zod/v3';
import { type Exchange, readBody } from '../engine/http.ts';
import { LogtoError } from './errors.ts';

/** A body that isn't JSON is answered with a message and no code. */
export class UnreadableBody extends Error {}

/** JSON, a form, or text, by its content type; nothing counts as an empty object. */
export async function readInput({ req }: Exchange): Promise<unknown> {
  const text = await readBody(req);
  const type = req.headers['content-type'] ?? '';
  if (!text) return {};
  if (/^application\/x-www-form-urlencoded/.test(type)) {
    return Object.fromEntries(new URLSearchParams(text));
  }
  if (/^text\//.test(type)) return text;
  if (!/^application\/([\w.-]+\+)?json/.test(type)) return {};
  if (!/^\s*[[{]/.test(text)) {
    throw new UnreadableBody('invalid JSON, only supports object and array');
  }
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new UnreadableBody((error as Error).message);
  }
}

export function detailsOf({ issues }: ZodError) {
  return issues
    .map((issue) => {
      const reason =
        issue.code === 'invalid_type'
          ? `Expected ${issue.expected} but received ${issue.received}.`
          : issue.message;
      return `Error in key path "${issue.path.join('.')}": (${issue.code}) ${reason}`;
    })
    .join('\n');
}

/** @throws 400 `guard.invalid_input` with every issue, as data and as text. */
export function parsed<Schema extends ZodTypeAny>(
  part: 'body' | 'query' | 'params' | 'files',
  schema: Schema,
  value: unknown,
): z.infer<Schema> {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  const { issues, name } = result.error;
  const message = `The request ${part} is invalid.`;
  const details = detailsOf(result.error);
  throw new LogtoError(400, 'guard.invalid_input', { issues, name }, { message, details });
}
