/** A plan for people: what is created (+), changed (~), deleted (-) and left to somebody (!). */
import { styleText } from 'node:util';
import type { Change, Field, Kind } from '../../change.ts';
import type { EnvChange } from '../../env-file.ts';
import { printableIn } from '../../printable.ts';
import { isSecretName } from '../../vercel.ts';

type Style = Parameters<typeof styleText>[0];
const MARKS: Record<Kind, { mark: string; style: Style }> = {
  create: { mark: '+', style: 'green' },
  change: { mark: '~', style: 'yellow' },
  delete: { mark: '-', style: 'red' },
  keep: { mark: '=', style: 'dim' },
  manual: { mark: '!', style: 'cyan' },
  question: { mark: '?', style: 'magenta' },
};
const WIDTH = 80;
const NAME_WIDTH = 30;

export const marked = (kind: Kind, text: string) =>
  `${styleText(MARKS[kind].style, MARKS[kind].mark)} ${text}`;

/** Broken at spaces; an address longer than a line stays whole, so that it can be copied. */
export function wrapped(text: string, indent: string): string {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ')) {
    if (line && `${indent}${line} ${word}`.length > WIDTH) {
      lines.push(indent + line);
      line = word;
    } else line = line ? `${line} ${word}` : word;
  }
  return [...lines, indent + line].join('\n');
}

const shown = (value: unknown): string =>
  value === undefined || value === ''
    ? 'none'
    : typeof value === 'boolean'
      ? value
        ? 'yes'
        : 'no'
      : typeof value === 'object' && value !== null
        ? 'displayName' in value
          ? String(value.displayName)
          : 'none'
        : String(value);

function fieldLines({ name, from, to }: Field): string {
  const label = `      ${name.padEnd(NAME_WIDTH)} `;
  if (Array.isArray(to)) {
    const before = Array.isArray(from) ? from : [];
    const rows = to
      .filter((one) => !before.includes(one))
      .map((one) => `${styleText('green', '+')} ${one}`);
    const stay = before.length;
    if (stay > 0) rows.push(styleText('dim', `${stay} more ${stay === 1 ? 'stays' : 'stay'}`));
    return rows.map((row, index) => (index ? ' '.repeat(label.length) : label) + row).join('\n');
  }
  if (from === undefined || shown(from) === 'none') return label + shown(to);
  const line = `${label}${shown(from)} → ${shown(to)}`;
  if (line.length <= WIDTH) return line;
  return `${label}${shown(from)}\n${' '.repeat(label.length - 2)}→ ${shown(to)}`;
}

export function changeLines(given: Change): string {
  const { write: _write, ...shownPart } = given;
  const change = printableIn(shownPart);
  const notes = change.notes.map((note) => wrapped(note, '      '));
  // A description says nothing that the name beside it doesn't.
  const fields = change.fields.filter(({ name }) => name !== 'description').map(fieldLines);
  return [`  ${marked(change.kind, change.title)}`, ...fields, ...notes].join('\n');
}

const HEADINGS: [string, RegExp][] = [
  ['Application', /^application/],
  ['Permissions and roles', /^(api-|machine-|organization-(scope|role) )/],
  ['Tenant', /^(sign-in|account-center)/],
  ['Companies', /^(connector|okta-|organization(-jit|-admin)? |groups-claim)/],
];

export function planText(changes: Change[], verbose: boolean): string {
  const blocks = HEADINGS.map(([heading, keys]) => {
    const lines = changes
      .filter(({ key, kind, notes }) => {
        const isWorthIt = verbose || kind !== 'keep' || notes.length > 0;
        return keys.test(key) && kind !== 'manual' && isWorthIt;
      })
      .map(changeLines);
    return lines.length > 0 ? `${styleText('bold', heading)}\n${lines.join('\n')}` : '';
  });
  const manual = changes.filter(({ kind }) => kind === 'manual').map(changeLines);
  if (manual.length > 0) blocks.push(`${styleText('bold', 'Left to you')}\n${manual.join('\n')}`);
  return blocks.filter(Boolean).join('\n\n');
}

const count = (changes: Change[], kind: Kind) => changes.filter((one) => one.kind === kind).length;

export const summary = (changes: Change[]) =>
  `${count(changes, 'create')} to create, ${count(changes, 'change')} to change, ${count(changes, 'keep')} as they should be.`;
export const nothingToChange = (changes: Change[]) =>
  `Nothing to change. ${count(changes, 'keep')} things are as they should be.`;

const masked = (name: string, value: string | undefined) =>
  value === undefined ? 'none' : isSecretName(name) ? '********' : value;

export function envText(file: string, changes: EnvChange[]): string {
  const lines = printableIn(changes)
    .filter(({ kind }) => kind !== 'keep')
    .map(({ name, kind, from, to }) => {
      const value =
        kind === 'add' ? masked(name, to) : `${masked(name, from)} → ${masked(name, to)}`;
      return `  ${marked(kind === 'add' ? 'create' : 'change', name.padEnd(NAME_WIDTH + 2))}   ${value}`;
    });
  return lines.length > 0 ? `${styleText('bold', file)}\n${lines.join('\n')}` : '';
}
