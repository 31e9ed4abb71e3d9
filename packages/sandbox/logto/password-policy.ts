/** Which passwords a registration refuses, and why: Logto's default policy (docs/vendors.md L5). */
import type { SignInExperience } from './sign-in-experience.ts';

export type PasswordIssue = { code: string; interpolation?: Record<string, number> };

const SHORTEST_RUN = 3;
/** With more than so many characters outside of runs and personal data, any password will do. */
const TOLERANCE = 3;
const PRINTABLE_ASCII = /^[ -~]*$/;

const backwards = (text: string) => [...text].reverse().join('');
const KEYBOARD = ['qwertyuiop', 'asdfghjkl', 'zxcvbnm'];
const KEYBOARD_COLUMNS = ['1qaz', '2wsx', '3edc', '4rfv', '5tgb', '6yhn', '7ujm', '8ik', '9ol'];
const RUNS = ['0123456789', 'abcdefghijklmnopqrstuvwxyz', ...KEYBOARD, ...KEYBOARD_COLUMNS]
  .flatMap((row) => [row, row.toUpperCase()])
  .flatMap((row) => [row, backwards(row)]);

/** The longest start of `text` that `accepts`, unless it is too short to matter. */
function longestStart(text: string, accepts: (start: string) => boolean) {
  let length = Math.min(1, text.length);
  while (length < text.length && accepts(text.slice(0, length + 1))) length += 1;
  return length >= SHORTEST_RUN ? length : 0;
}

const repetition = (text: string) =>
  longestStart(text, (start) => start === text.charAt(0).repeat(start.length));
const sequence = (text: string) =>
  longestStart(text, (start) => RUNS.some((run) => run.includes(start)));
const wordsOf = (words: string[]) => (text: string) =>
  Math.max(0, ...words.filter((word) => text.toLowerCase().startsWith(word)).map((w) => w.length));

/** @param personal what is known of the person: parts of it count against the password. */
export function passwordIssues(
  password: string,
  { length, rejects }: SignInExperience['passwordPolicy'],
  personal: string[],
): PasswordIssue[] {
  const { min, max } = { min: 8, max: 256, ...length };
  const issues: PasswordIssue[] = [];
  if (password.length < min) {
    issues.push({ code: 'password_rejected.too_short', interpolation: { min } });
  } else if (password.length > max) {
    issues.push({ code: 'password_rejected.too_long', interpolation: { max } });
  }
  if (!PRINTABLE_ASCII.test(password)) {
    issues.push({ code: 'password_rejected.unsupported_characters' });
  }

  const lowered = (words: string[]) => words.map((word) => word.toLowerCase()).filter(Boolean);
  const restrictions: [string, (text: string) => number][] = [
    ['words', wordsOf(lowered(rejects?.words ?? []))],
  ];
  if (rejects?.repetitionAndSequence ?? true) {
    restrictions.push(['repetition', repetition], ['sequence', sequence]);
  }
  if (rejects?.userInfo ?? true) restrictions.push(['user_info', wordsOf(lowered(personal))]);

  const weak = new Set<number>();
  const reasons = new Set<string>();
  for (let at = 0; at < password.length; at += 1) {
    for (const [reason, lengthOf] of restrictions) {
      const found = lengthOf(password.slice(at));
      for (let i = at; i < at + found; i += 1) weak.add(i);
      if (found > 0) reasons.add(reason);
    }
  }
  if (weak.size > Math.max(1, password.length - TOLERANCE)) {
    for (const reason of reasons) issues.push({ code: `password_rejected.restricted.${reason}` });
  }
  return issues;
}
