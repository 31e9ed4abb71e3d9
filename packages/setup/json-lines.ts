/**
 * The line of a JSON document where the value at a path begins, for messages that point there.
 * @param text a document that `JSON.parse` accepts.
 */
export function lineOf(text: string, path: readonly PropertyKey[]): number {
  let at = 0;
  let found = 0;
  const skipSpace = () => {
    while (/\s/.test(text[at] ?? '')) at += 1;
  };
  const readString = () => {
    const start = at;
    at += 1;
    while (text[at] !== '"') at += text[at] === '\\' ? 2 : 1;
    at += 1;
    return JSON.parse(text.slice(start, at)) as string;
  };
  /** `depth`: how much of the path leads here; -1 off the path. */
  const readValue = (depth: number) => {
    skipSpace();
    if (depth >= 0) found = at;
    const wanted = depth >= 0 ? path[depth] : undefined;
    const inner = (key: PropertyKey) =>
      depth >= 0 && wanted !== undefined && String(wanted) === String(key) ? depth + 1 : -1;
    if (text[at] === '{') {
      readMembers('}', () => {
        const start = at;
        const key = readString();
        skipSpace();
        at += 1;
        const next = inner(key);
        readValue(next);
        // A key says more than its value where both are on the way.
        if (next >= 0 && found >= start && next === path.length) found = start;
      });
    } else if (text[at] === '[') {
      let index = 0;
      readMembers(']', () => {
        readValue(inner(index));
        index += 1;
      });
    } else if (text[at] === '"') readString();
    else while (/[^,\]}\s]/.test(text[at] ?? ' ')) at += 1;
  };
  const readMembers = (end: string, readOne: () => void) => {
    at += 1;
    skipSpace();
    while (text[at] !== end) {
      readOne();
      skipSpace();
      if (text[at] === ',') at += 1;
      skipSpace();
    }
    at += 1;
  };
  readValue(0);
  return text.slice(0, found).split('\n').length;
}
