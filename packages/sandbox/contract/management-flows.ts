/** Cases of the Management API: one call each, about things made for it and removed again. */
import { z } from 'zod';
import type { Answer } from './client.ts';
import { type Management, workshop } from './management.ts';
import type { Case, Expectation } from './shapes.ts';
import type { Target } from './targets.ts';

type Made = { id: string };
export type Manager = Management & {
  target: Target;
  /** Makes something for this case only. */
  make: (path: string, body: object) => Promise<Made>;
};

/** Plain values are what has to be there, exactly; schemas are taken as they are. */
function schemaOf(shape: unknown): z.ZodType {
  if (shape instanceof z.ZodType) return shape;
  if (Array.isArray(shape)) return z.tuple(shape.map(schemaOf) as [z.ZodType, ...z.ZodType[]]);
  if (typeof shape === 'object' && shape !== null) return z.strictObject(fieldsOf(shape));
  return shape === undefined ? z.undefined() : z.literal(shape as string);
}
const fieldsOf = (shape: object) =>
  Object.fromEntries(Object.entries(shape).map(([key, value]) => [key, schemaOf(value)]));

export const exactly = (shape: unknown) => schemaOf(shape);

export const managed = (
  name: string,
  send: (manager: Manager) => Promise<Answer>,
  expect: Expectation | ((target: Target) => Expectation),
): Case => ({
  name: `management: ${name}`,
  async send(target) {
    const { make, close } = workshop(target.management);
    try {
      return await send({ ...target.management, target, make });
    } finally {
      await close();
    }
  },
  expect: typeof expect === 'function' ? expect : () => expect,
});

/** A case that needs nothing made. */
export const simple = (
  name: string,
  [method, path, body]: [method: string, path: string, body?: unknown],
  expect: Parameters<typeof managed>[2],
) => managed(name, ({ call }) => call(method, path, body), expect);

export const answers = (status: number, body: unknown): Expectation => ({
  status,
  body: exactly(body),
});
/** These keys among others. */
export const includes = (status: number, body: object): Expectation => ({
  status,
  body: z.looseObject(fieldsOf(body)),
});
export const refused = (
  status: number,
  code: string,
  message: string,
  more: Record<string, unknown> = {},
): Expectation => answers(status, { code, message, ...more });
export const notFound = (name: string, unknown: string) =>
  refused(404, 'entity.not_exists_with_id', `The ${name} with ID \`${unknown}\` does not exist.`);
/** Where a removal found nothing. */
export const gone = refused(404, 'entity.not_found', 'The resource does not exist.');
export const empty: Expectation = { status: 204, text: /^$/ };

/** A body refused with these issues of zod. */
export const invalid = (issues: unknown[]): Expectation =>
  answers(400, {
    code: 'guard.invalid_input',
    message: 'The request body is invalid.',
    details: z.string(),
    data: { issues, name: 'ZodError' },
  });
export const missing = (path: (string | number)[], expected: string) => ({
  code: 'invalid_type',
  expected,
  received: 'undefined',
  path,
  message: 'Required',
});

export const id = (length: 12 | 21) => z.string().regex(new RegExp(`^[a-z0-9]{${length}}$`));
export const secretValue = z.string().regex(/^[A-Za-z0-9]{32}$/);
/** Milliseconds. */
export const moment = z.number().min(1e12).max(1e13);
/** The answer to a relation that was added. */
export const created: Expectation = {
  status: 201,
  headers: { 'content-type': /^text\/plain/ },
  text: /^Created$/,
};
export const nothingToChange = refused(
  422,
  'entity.invalid_input',
  'Invalid input. Value list must not be empty.',
);
