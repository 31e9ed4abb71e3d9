import { readLimited } from '@logto-okta/clients/read-limited';
import type { z } from 'zod';
import { ApiProblem } from './problem.ts';

/** Bytes. */
const MAX_BODY = 4096;

/**
 * The JSON that was sent, as `schema` has it.
 * @throws ApiProblem 415 for another media type, 413 when it is too long, 400 when it doesn't fit.
 */
export async function readJson<T>(request: Request, schema: z.ZodType<T>): Promise<T> {
  const [type = ''] = (request.headers.get('content-type') ?? '').split(';');
  if (type.trim().toLowerCase() !== 'application/json') {
    throw new ApiProblem(415, 'unsupported_media_type', 'Send JSON (application/json).', {
      Accept: 'application/json',
    });
  }
  const text = await readLimited(request, MAX_BODY);
  if (text === undefined) {
    throw new ApiProblem(413, 'content_too_large', `The body may have ${MAX_BODY} bytes at most.`);
  }
  const parsed = schema.safeParse(parse(text));
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  const where = issue?.path.length ? `"${issue.path.join('.')}": ` : '';
  throw new ApiProblem(
    400,
    'invalid_body',
    `The body doesn’t fit. ${where}${issue?.message ?? ''}`,
  );
}

/**
 * The query, as `schema` has it; a parameter given twice fits nothing.
 * @throws ApiProblem 400
 */
export function readQuery<T>(request: Request, schema: z.ZodType<T>): T {
  const { searchParams } = new URL(request.url);
  const given = new Map<string, unknown>();
  for (const name of searchParams.keys()) {
    const values = searchParams.getAll(name);
    given.set(name, values.length > 1 ? values : values[0]);
  }
  const parsed = schema.safeParse(Object.fromEntries(given));
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw new ApiProblem(
    400,
    'invalid_query',
    `The query doesn’t fit. "${issue?.path.join('.')}": ${issue?.message ?? ''}`,
  );
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
