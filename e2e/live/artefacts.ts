/** The last look at a run's reports: whatever still holds a secret is not left lying about. */
import { existsSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { redactor } from './redact.ts';

/**
 * Cleans what reporters have written after the tests, and removes what can't be cleaned.
 * @returns the files that were removed.
 */
export function withheldFiles(folder: string, secrets: string[]): string[] {
  if (!existsSync(folder)) return [];
  const { file: clean, finds } = redactor(secrets);
  const withheld: string[] = [];
  for (const name of readdirSync(folder, { recursive: true, encoding: 'utf8' })) {
    const path = join(folder, name);
    if (!statSync(path).isFile()) continue;
    try {
      const given = readFileSync(path);
      if (!finds(given)) continue;
      const cleaned = clean(given);
      if (finds(cleaned)) throw new Error('not clean');
      writeFileSync(path, cleaned);
    } catch {
      rmSync(path, { force: true });
      withheld.push(path);
    }
  }
  return withheld;
}
