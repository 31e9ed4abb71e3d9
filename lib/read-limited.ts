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
  for await (const chunk of body ?? []) {
    length += chunk.byteLength;
    if (length > limit) return undefined;
    chunks.push(chunk);
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
