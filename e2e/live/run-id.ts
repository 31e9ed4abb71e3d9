/**
 * What a run makes is known by its name: `e2e-<when><who>`, wherever a name can be given. So a
 * later run, or another machine, finds and removes it without a file that the first one left.
 */
import { randomBytes } from 'node:crypto';

/** Strict, because it decides what a sweep deletes: the time's first digit is 0 or 1 until 2105. */
const RUN = /\be2e[-_]([01][0-9a-z]{6})([0-9a-f]{4})(?![0-9a-z])/;
/** In seconds since 1970, base 36. */
const TIME_DIGITS = 7;

export const newRunId = (now = Date.now()) =>
  `e2e-${Math.floor(now / 1000)
    .toString(36)
    .padStart(TIME_DIGITS, '0')}${randomBytes(2).toString('hex')}`;

export type RunMark = { runId: string; startedAt: Date };

/** The run that has made something of this name; `undefined` for everybody else's things. */
export function runOf(name: string | null | undefined): RunMark | undefined {
  const [, time, random] = RUN.exec(name ?? '') ?? [];
  if (!time || !random) return undefined;
  return {
    runId: `e2e-${time}${random}`,
    startedAt: new Date(Number.parseInt(time, 36) * 1000),
  };
}

/** For user names, which have letters, digits and underscores only. */
export const userPrefix = (runId: string) => `${runId.replace('-', '_')}_`;
/** Mail to it reaches nobody (RFC 2606). */
export const companyDomain = (runId: string) => `${runId}.test`;
export const peopleDomain = (runId: string) => `people.${runId}.test`;
export const applicationName = (runId: string) => `${runId} app`;
export const companyName = (runId: string) => `${runId} Acme`;
export const otherOrganizationName = (runId: string) => `${runId} Globex`;
export const groupName = (runId: string) => `${runId} people`;
