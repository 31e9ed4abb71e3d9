/** Which server actions this build has, as Next lists them. */
import { readFileSync } from 'node:fs';
import { isDevelopment } from '#lib/env.ts';

const LIST = '.next/server/server-reference-manifest.json';
let known: ReadonlySet<string> | undefined;

function read(): ReadonlySet<string> {
  try {
    const { node } = JSON.parse(readFileSync(LIST, 'utf8')) as { node: Record<string, unknown> };
    return new Set(Object.keys(node));
  } catch {
    return new Set();
  }
}

/**
 * False only when that is certain: in development actions come and go, and a host may keep the list
 * elsewhere. Next then says so itself, in a bare sentence.
 */
export function isUnknownAction(id: string): boolean {
  if (isDevelopment()) return false;
  known ??= read();
  return known.size > 0 && !known.has(id);
}
