import { setTimeout as sleep } from 'node:timers/promises';

const INTERVAL_MS = 150;

/** Resolves once `url` answers below 500. @throws after `limitMs`, naming what didn't answer. */
export async function untilAnswers(url: string, limitMs = 90_000): Promise<void> {
  const deadline = Date.now() + limitMs;
  while (Date.now() < deadline) {
    try {
      const response = await fetch(url, {
        redirect: 'manual',
        signal: AbortSignal.timeout(limitMs),
      });
      await response.body?.cancel();
      if (response.status < 500) return;
    } catch {
      // Not listening yet.
    }
    await sleep(INTERVAL_MS);
  }
  throw new Error(`${url} did not answer within ${limitMs / 1000} seconds.`);
}
