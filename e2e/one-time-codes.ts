/** One-time codes of people at Okta, each used once, by whichever process of a run needs it. */
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Secret, TOTP } from 'otpauth';
import { target } from './target.ts';

const PERIOD_MS = 30_000;
const usedPeriods = new Map<string, number>();

/** At a real org a worker that starts anew has to know what the one before it has used. */
function usedFile(secret: string, folder: string | undefined): string | undefined {
  const name = createHash('sha256').update(secret).digest('hex').slice(0, 16);
  return folder && join(folder, `code-${name}`);
}
function lastUsed(secret: string, file: string | undefined): number | undefined {
  return file && existsSync(file) ? Number(readFileSync(file, 'utf8')) : usedPeriods.get(secret);
}

/**
 * A code works once (RFC 6238 §5.2): when this period's was used, the next one is waited for.
 * @param folder Where it is noted for other processes. Whoever prepares a run has to name it.
 */
export async function freshCode(secret: string, folder = target()?.stateFolder): Promise<string> {
  const now = () => Math.floor(Date.now() / PERIOD_MS);
  const file = usedFile(secret, folder);
  if (lastUsed(secret, file) === now()) await sleep(PERIOD_MS - (Date.now() % PERIOD_MS) + 100);
  const period = now();
  usedPeriods.set(secret, period);
  if (file) writeFileSync(file, String(period));
  const totp = new TOTP({ secret: Secret.fromBase32(secret) });
  return totp.generate({ timestamp: period * PERIOD_MS });
}
