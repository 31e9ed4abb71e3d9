/**
 * Text of tenants, orgs and people on its way to a terminal. Names there are anything: escape
 * sequences move the cursor and rename the window, line breaks forge lines of ours, and bidirectional
 * controls make a name read as another.
 */

/** CSI, OSC and the rest of ECMA-48, with what belongs to them. */
const SEQUENCE =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for.
  /(?:\u001b\[|\u009b)[0-?]*[ -/]*[@-~]|(?:\u001b[\]PX^_]|[\u0090\u0098\u009d-\u009f])[^\u0007\u001b\u009c]*(?:\u0007|\u001b\\|\u009c)?|\u001b[ -/]*[0-~]?/g;
/** C0, C1, line separators, and what turns the direction of text (Unicode's Bidi_Control). */
const UNPRINTABLE = /[\p{Cc}\p{Zl}\p{Zp}\p{Bidi_Control}]+/gu;

/** One line, of characters that stay where they are put. */
export const printable = (text: string) => text.replace(SEQUENCE, '').replace(UNPRINTABLE, ' ');

/** The same of several lines that are ours, with foreign text in them. */
export const printableLines = (text: string) => text.split('\n').map(printable).join('\n');

/** The same of every text in a plan, a finding or a fact. */
export function printableIn<T>(value: T): T {
  if (typeof value === 'string') return printable(value) as T;
  if (Array.isArray(value)) return value.map(printableIn) as T;
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, one]) => [name, printableIn(one)]),
  ) as T;
}

/** JSON that a terminal shows as it is: what is left of such characters is escaped, not lost. */
export const jsonText = (value: unknown, indent?: number) =>
  JSON.stringify(value, null, indent).replace(
    /[\u007f-\u009f\p{Zl}\p{Zp}\p{Bidi_Control}]/gu,
    (one) => `\\u${one.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
