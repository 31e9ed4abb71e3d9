/**
 * The body of a request or of somebody's answer, or undefined when it has more than `limit` bytes:
 * it reads no further, and lets go of the connection.
 *
 * @param signal ends the wait for more. `fetch` has the same signal for its part, but may lose it to
 * the garbage collector once the headers are there (Node 24.9), and the body then has no time limit.
 * @throws the signal's reason.
 */
export async function readBytes(
  { body }: Pick<Body, 'body'>,
  limit: number,
  signal?: AbortSignal,
): Promise<Uint8Array<ArrayBuffer> | undefined> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  const reader = body?.getReader();
  // Not waited for: the body of a clone is cancelled when that of its original is.
  const letGo = () => void reader?.cancel().catch(() => {});
  signal?.addEventListener('abort', letGo);
  try {
    for (let part = await reader?.read(); part?.value; part = await reader?.read()) {
      length += part.value.byteLength;
      if (length > limit) {
        letGo();
        return undefined;
      }
      chunks.push(part.value);
    }
  } finally {
    signal?.removeEventListener('abort', letGo);
  }
  // What was let go of looks as if it had ended.
  signal?.throwIfAborted();
  return Buffer.concat(chunks);
}

/** The same as text, decoded as `text()` does it. */
export async function readLimited(
  from: Pick<Body, 'body'>,
  limit: number,
  signal?: AbortSignal,
): Promise<string | undefined> {
  const bytes = await readBytes(from, limit, signal);
  return bytes && new TextDecoder().decode(bytes);
}
