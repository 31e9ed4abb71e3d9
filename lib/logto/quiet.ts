/**
 * The SDK prints every refused request with the whole of the answer, past our redaction. We log
 * the failure ourselves, with what may be logged of it.
 */
export function quietSdk(target: Pick<Console, 'error'> = console) {
  const print = target.error;
  target.error = (...values: unknown[]) => {
    if (!String(values[0]).startsWith('Logto requester error')) print.apply(target, values);
  };
}
