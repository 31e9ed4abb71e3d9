/** Where the command line keeps what setup wrote to a tenant: one JSON line a write. */
import { openSync, writeSync } from 'node:fs';
import type { AuditSink } from '../../audit.ts';
import { jsonText } from '../../printable.ts';

export const STANDARD_ERROR = '-';
/** For machines where every run has to leave a record; the flag beats it. */
export const AUDIT_LOG_VARIABLE = 'SETUP_AUDIT_LOG';

const WHY: Record<string, string> = {
  ENOENT: 'its folder is not there',
  ENOTDIR: 'its folder is not there',
  EACCES: 'you may not write there',
  EPERM: 'you may not write there',
  EROFS: 'you may not write there',
  EISDIR: 'it is a folder',
  ENOSPC: 'the disk is full',
};
const why = (error: unknown) => {
  const { code = '' } = error as NodeJS.ErrnoException;
  return WHY[code] ?? (code || String(error));
};

/**
 * Opened before anything is asked of the tenant, so that nothing is done which can't be recorded.
 * Lines are appended, each by one write, so that several runs may share a file.
 * @throws Error with a sentence.
 */
export function openAuditLog(path: string): AuditSink {
  if (path === STANDARD_ERROR) {
    return (event) => {
      process.stderr.write(`${jsonText(event)}\n`);
    };
  }
  let file: number;
  try {
    file = openSync(path, 'a', 0o600);
  } catch (error) {
    throw new Error(`${path} can't be written: ${why(error)}.`);
  }
  return (event) => {
    try {
      writeSync(file, `${jsonText(event)}\n`);
    } catch (error) {
      throw new Error(
        `The audit log ${path} can't be written: ${why(error)}. The last request was sent and isn't on record.`,
      );
    }
  };
}
