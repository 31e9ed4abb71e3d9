/**
 * The body of a request or of somebody's answer, or undefined when it has more than `limit` bytes:
 * it reads no further, and lets go of the connection.
 */
export async function readBytes(
  { body }: Pick<Body, 'body'>,
  limit: number,
): Promise<Uint8Array<ArrayBuffer> | undefined> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  const reader = body?.getReader();
  for (let part = await reader?.read(); part?.value; part = await reader?.read()) {
    length += part.value.byteLength;
    if (length > limit) {
      // Not waited for: the body of a clone is cancelled when that of its original is.
      reader?.cancel().catch(() => {});
      return undefined;
    }
    chunks.push(part.value);
  }
  return Buffer.concat(chunks);
}

/** The same as text, decoded as `text()` does it. */
export async function readLimited(
  from: Pick<Body, 'body'>,
  limit: number,
): Promise<string | undefined> {
  const bytes = await readBytes(from, limit);
  return bytes && new TextDecoder().decode(bytes);
}
