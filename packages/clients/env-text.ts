/** Env files as bytes: what no reader makes the right settings of is refused by name. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

const HOW_TO_SAVE =
  'Save it as UTF-8: in an editor by "Save with encoding", in PowerShell by "| Out-File -Encoding utf8".';

/** Why the bytes are no UTF-8 text, continuing "<file> …". Readers of env files guess nothing else. */
export function textProblem(bytes: Uint8Array): string | undefined {
  const [first, second] = bytes;
  const isUtf16 = (first === 0xff && second === 0xfe) || (first === 0xfe && second === 0xff);
  // Windows PowerShell's `>` writes it.
  if (isUtf16) return `is saved as UTF-16, so that its settings can't be read. ${HOW_TO_SAVE}`;
  if (bytes.includes(0)) return `has NUL characters in it, as UTF-16 has. ${HOW_TO_SAVE}`;
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    return undefined;
  } catch {
    return `is not UTF-8 text. ${HOW_TO_SAVE}`;
  }
}

/** The files that Next reads in this mode, as its own reader has them. */
const envFiles = (mode: string) =>
  [
    `.env.${mode}.local`,
    ...(mode === 'test' ? [] : ['.env.local']),
    `.env.${mode}`,
    '.env',
  ] as const;

/** A sentence for each env file of the app that can't be read. */
export function envFileProblems(mode: string, folder?: string): string[] {
  return envFiles(mode).flatMap((name) => {
    try {
      const problem = textProblem(
        readFileSync(join(/* turbopackIgnore: true */ folder ?? process.cwd(), name)),
      );
      return problem ? [`${name} ${problem}`] : [];
    } catch {
      // Not there, or a folder: Next passes over it.
      return [];
    }
  });
}

/** Docker's `--env-file`, Kubernetes and most hosts take a value as it stands; env files of Next don't. */
export const isQuoted = (value: string | undefined) => /^\s*(["'`])[\s\S]*\1\s*$/.test(value ?? '');
export const KEEPS_QUOTES =
  'has its quotes as part of the value. Write it without them where your host keeps settings, and in files for docker --env-file.';
