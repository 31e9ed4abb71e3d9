export type SearchParams = Record<string, string | string[] | undefined>;

/** The address a page was opened with, which Next hands to it in pieces. */
export function pathWithQuery(path: string, searchParams: SearchParams): string {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(searchParams)) {
    for (const one of [value].flat()) if (one !== undefined) query.append(name, one);
  }
  return query.size > 0 ? `${path}?${query}` : path;
}
