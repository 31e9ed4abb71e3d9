/** What the files of several resources share. */
import { z } from 'zod/v3';
import { LogtoError } from '../errors.ts';

export const ids = z.string().min(1).array();
export const jsonObject = z.record(z.unknown());

/** @param name as Logto's table is called. @throws 404 `entity.not_exists_with_id`. */
export function found<T>(value: T | undefined, name: string, id: string): T {
  if (value !== undefined) return value;
  throw new LogtoError(404, 'entity.not_exists_with_id', undefined, {
    message: `The ${name} with ID \`${id}\` does not exist.`,
  });
}

/** @param name of one, where an update of the database found none. @throws 404 `entity.not_exists`. */
export function updated<T>(value: T | undefined, name: string): T {
  if (value !== undefined) return value;
  const message = `The ${name} does not exist.`;
  throw new LogtoError(404, 'entity.not_exists', undefined, { message });
}

/** Where a deletion found nothing to delete. @throws 404 `entity.not_found`. */
export function deleted(wasThere: boolean) {
  if (!wasThere) throw new LogtoError(404, 'entity.not_found');
}

/** Takes an id out of a relation. @throws 404 `entity.not_found` unless it is in it. */
export function unlink(relation: string[], id: string) {
  const index = relation.indexOf(id);
  deleted(index >= 0);
  relation.splice(index, 1);
}

/** Logto's queries refuse a change that changes nothing. @throws 422 `entity.invalid_input`. */
export function requireChange(changes: object) {
  const given = Object.values(changes).some((value) => value !== undefined);
  if (!given) throw new LogtoError(422, 'entity.invalid_input');
}

/** The keys that were given; `null` is a value. */
export const defined = <T extends object>(changes: T) =>
  Object.fromEntries(Object.entries(changes).filter(([, value]) => value !== undefined)) as {
    [Key in keyof T]: Exclude<T[Key], undefined>;
  };

/** With a value in the text. */
export const refusal = (status: number, code: string, message: string) =>
  new LogtoError(status, code, undefined, { message });
