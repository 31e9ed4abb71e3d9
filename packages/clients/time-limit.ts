/** Throws as `AbortSignal.timeout` does. */
const timeout = (ms: number): never => {
  throw new DOMException(`no answer in ${ms} ms`, 'TimeoutError');
};

/**
 * Waits at most `ms` milliseconds for work that can't be cancelled: the work goes on. For `fetch`
 * there is `AbortSignal.timeout`.
 * @param onTimeout returns what counts instead, or throws. A `TimeoutError` if not given.
 */
export async function withTimeLimit<T, L = never>(
  work: Promise<T>,
  ms: number,
  onTimeout: (ms: number) => L = timeout,
): Promise<T | L> {
  const { promise, resolve } = Promise.withResolvers<void>();
  // After a moment in which the process was too busy, timers come before what has arrived
  // meanwhile: the answer may be there, unread.
  const timer = setTimeout(() => setImmediate(resolve), ms);
  try {
    return await Promise.race([work, promise.then(() => onTimeout(ms))]);
  } finally {
    clearTimeout(timer);
  }
}
