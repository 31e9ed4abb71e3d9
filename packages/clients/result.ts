/** What may fail as expected: the caller has to look which it is. The unexpected is thrown. */
export type Result<T, Reason extends string> =
  | { ok: true; value: T }
  | { ok: false; reason: Reason };

export const ok = <T>(value: T) => ({ ok: true, value }) as const;
export const fail = <Reason extends string>(reason: Reason) => ({ ok: false, reason }) as const;
