/** Findings for people: what is wrong in full, what is fine as a number. */
import { styleText } from 'node:util';
import type { Facts } from '../../doctor/facts.ts';
import {
  CHECKS,
  type Counts,
  count,
  FIX,
  type Finding,
  type Group,
  groupOf,
  type Level,
} from '../../doctor/finding.ts';
import { jsonText, printable, printableIn } from '../../printable.ts';
import { wrapped } from '../setup/print.ts';

type Style = Parameters<typeof styleText>[0];
const MARKS: Record<Level, { mark: string; style: Style }> = {
  ok: { mark: '✓', style: 'green' },
  warn: { mark: '!', style: 'yellow' },
  error: { mark: '✗', style: 'red' },
  skipped: { mark: '–', style: 'dim' },
};
const HEADINGS: Record<Group, string> = {
  settings: 'Settings',
  logto: 'Logto',
  application: 'Application in Logto',
  tenant: 'Tenant',
  connectors: 'Companies in Logto',
  okta: 'Applications in Okta',
  redis: 'Redis',
  app: 'Deployed app',
};
const many = (number: number, one: string) => `${number} ${one}${number === 1 ? '' : 's'}`;

/** @param indent as wide as what stands before the first line. */
const behind = (head: string, text: string, indent: string) =>
  head + wrapped(text, indent).slice(indent.length);
const marked = (level: Level, text: string) =>
  behind(`  ${styleText(MARKS[level].style, MARKS[level].mark)} `, text, '    ');

function problemLines({ level, title, cause, consequence, fix, docs }: Finding): string {
  const line = (label: string, text: string | undefined) =>
    text ? [behind(`    ${styleText('dim', label.padEnd(7))}`, text, ' '.repeat(11))] : [];
  return [
    marked(level, styleText('bold', title)),
    ...line('Cause', cause),
    ...line('So', consequence),
    ...line('Fix', fix),
    ...line('See', docs),
  ].join('\n');
}

/** One line for all that were skipped for the same reason. */
function skippedLines(findings: Finding[]): string[] {
  const byCause = Map.groupBy(findings, ({ cause = '' }) => cause);
  return [...byCause].map(([cause, all]) => {
    const [first] = all;
    const what = all.length === 1 ? (first?.title ?? '') : many(all.length, 'check');
    return marked('skipped', `${what} – skipped: ${cause}`);
  });
}

/** Groups that were skipped as a whole, by reason. */
function unseenLines(findings: Finding[]): string[] {
  const byCauses = new Map<string, { headings: string[]; checks: number }>();
  for (const group of Object.keys(CHECKS) as Group[]) {
    const own = findings.filter(({ id }) => groupOf(id) === group);
    if (own.length === 0 || !own.every(({ level }) => level === 'skipped')) continue;
    const causes = [...new Set(own.map(({ cause = '' }) => cause))].join(' ');
    const entry = byCauses.get(causes) ?? { headings: [], checks: 0 };
    entry.headings.push(HEADINGS[group]);
    entry.checks += own.length;
    byCauses.set(causes, entry);
  }
  return [...byCauses].map(([causes, { headings, checks }]) =>
    marked('skipped', `${headings.join(', ')} (${many(checks, 'check')}): ${causes}`),
  );
}

export function reportText(given: Finding[], facts: Facts, verbose: boolean): string {
  const findings = printableIn(given);
  const blocks = (Object.keys(CHECKS) as Group[]).flatMap((group) => {
    const own = findings.filter(({ id }) => groupOf(id) === group);
    if (own.every(({ level }) => level === 'skipped')) return [];
    const of = (level: Level) => own.filter((one) => one.level === level);
    const fine = of('ok');
    const lines = [
      ...(verbose
        ? fine.map(({ title }) => marked('ok', title))
        : fine.length > 0
          ? [marked('ok', `${many(fine.length, 'check')} fine`)]
          : []),
      ...[...of('error'), ...of('warn')].map(problemLines),
      ...skippedLines(of('skipped')),
    ];
    return [`${styleText('bold', HEADINGS[group])}\n${lines.join('\n')}`];
  });
  const unseen = unseenLines(findings);
  if (unseen.length > 0) blocks.push(`${styleText('bold', 'Not looked at')}\n${unseen.join('\n')}`);
  const where = [
    `Logto  ${printable(facts.logto.endpoint ?? 'not known')}`,
    ...Object.values(facts.idps).flatMap(({ connector, org }) =>
      org.state === 'known'
        ? [`Okta   ${org.value.orgUrl}  (${printable(connector.connectorName)})`]
        : [],
    ),
    ...(facts.app.state === 'known' ? [`App    ${facts.app.value.url}`] : []),
  ];
  return `\n${where.join('\n')}\n\n${blocks.join('\n\n')}\n`;
}

export const countsText = ({ ok, warn, error, skipped }: Counts) =>
  `${ok} fine, ${many(warn, 'warning')}, ${many(error, 'error')}, ${skipped} skipped.`;

/** The last lines: what can be fixed, and how many of what. */
export function closing(findings: Finding[], isFixing: boolean): string {
  const fixable = findings.filter((one) => one.fixable).length;
  const hint = fixable > 0 && !isFixing ? `Setup can fix ${fixable} of these: ${FIX}\n` : '';
  return hint + countsText(count(findings));
}

/** The machine-readable answer; `version` changes when a field of it does. */
export const reportJson = (findings: Finding[], rest: object = {}) =>
  jsonText({ version: 1, ...rest, counts: count(findings), findings }, 2);
