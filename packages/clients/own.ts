/**
 * The value that a record has under a name from outside. Objects inherit names (`constructor`,
 * `__proto__`, `toString`): looked up plainly, a role or an error code of such a name has a value
 * that nobody put there.
 */
export const own = <T>(
  record: Readonly<Record<string, T>> | null | undefined,
  name: string | undefined,
): T | undefined =>
  record && name !== undefined && Object.hasOwn(record, name) ? record[name] : undefined;
