/** `?search.name=…&mode.name=exact`: how the lists of the Management API are searched. */
import { LogtoError } from '../errors.ts';

type Mode = 'like' | 'exact' | 'posix' | 'similar_to';
const MODES: readonly string[] = ['exact', 'like', 'similar_to', 'posix'];
type Match = { field: string | undefined; values: string[] };

const refuse = (reason: string): never => {
  throw new LogtoError(
    400,
    'request.invalid_input',
    {},
    { message: `Input is invalid. ${reason}` },
  );
};

const snakeCase = (name: string) => name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);

/** SQL's `like`: `%` any text, `_` any character. */
function like(pattern: string, flags: string) {
  const escaped = pattern.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
  return new RegExp(`^${escaped.replaceAll('%', '.*').replaceAll('_', '.')}$`, `s${flags}`);
}

function parse(query: URLSearchParams) {
  const modes = new Map<string | undefined, Mode>();
  const matches = new Map<string | undefined, Match>();
  for (const [key, value] of query) {
    const [word = '', field, ...deeper] = key.split('.');
    if (!/^(mode|search)/.test(word)) continue;
    if (deeper.length > 0) {
      refuse(
        `Unsupported nested search field path \`${[field, ...deeper].join('.')}\` detected. Only the first level field is supported.`,
      );
    }
    if (word.startsWith('mode')) {
      if (!MODES.includes(value)) {
        const which = field ? ` for field \`${field}\`` : '';
        refuse(
          `Search match mode \`${value}\`${which} is not valid, expect one of ${MODES.join(', ')}.`,
        );
      }
      modes.set(field, value as Mode);
      continue;
    }
    const match = matches.get(field) ?? { field, values: [] };
    match.values.push(value);
    matches.set(field, match);
  }
  return { matches: [...matches.values()], modes };
}

function testFor(mode: Mode, values: string[], isCaseSensitive: boolean) {
  if (mode !== 'exact' && values.length > 1) {
    refuse('Only one search value is allowed when search mode is not `exact`.');
  }
  if (!values.every(Boolean)) refuse('Search value cannot be empty.');
  const flags = isCaseSensitive ? '' : 'i';
  const [value = ''] = values;
  if (mode === 'exact') {
    const fold = (text: string) => (isCaseSensitive ? text : text.toLowerCase());
    return (text: string) => values.some((one) => fold(one) === fold(text));
  }
  if (mode === 'similar_to' && !isCaseSensitive) {
    refuse('Cannot use case-insensitive match for `similar to`.');
  }
  const pattern = mode === 'posix' ? new RegExp(value, flags) : like(value, flags);
  return (text: string) => pattern.test(text);
}

/**
 * A predicate for the list's rows; true for all when nothing is searched.
 * @param fields that may be searched, in camel case; a bare `search` looks at all of them.
 * @throws 400 `request.invalid_input` for an unknown field or mode, or an empty value.
 */
export function searching<Field extends string>(query: URLSearchParams, fields: readonly Field[]) {
  const { matches, modes } = parse(query);
  const isCaseSensitive = ['1', 'true', 'y', 'yes'].includes(
    query.get('isCaseSensitive')?.toLowerCase() ?? '',
  );
  const joint = query.get('joint') ?? query.get('jointMode') ?? 'or';
  if (joint !== 'or' && joint !== 'and') {
    refuse(`Search joint mode \`${joint}\` is not valid, expect one of or, and.`);
  }
  const columns = fields.map(snakeCase);
  const tests = matches.map(({ field, values }) => {
    const test = testFor(
      modes.get(field) ?? modes.get(undefined) ?? 'like',
      values,
      isCaseSensitive,
    );
    const column = field && snakeCase(field);
    if (column && !columns.includes(column)) {
      refuse(`Search field \`${column}\` is not valid, expect one of ${columns.join(', ')}.`);
    }
    const searched = column ? fields.filter((_, index) => columns[index] === column) : fields;
    return (row: { [key in Field]: unknown }) =>
      searched.some((name) => typeof row[name] === 'string' && test(row[name] as string));
  });
  return (row: { [key in Field]: unknown }) =>
    tests.length === 0 ||
    (joint === 'and' ? tests.every((test) => test(row)) : tests.some((test) => test(row)));
}
