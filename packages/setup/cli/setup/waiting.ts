/** Says what a command waits for: nobody sits before a silent terminal for a minute. */
import type { RetryOptions, Waiting } from '@logto-okta/clients/retry';

/** Shorter pauses are over before they are read. */
const WORTH_SAYING_MS = 1500;
const SECOND = 1000;

/** A silent server is asked twice, ten seconds each; a rate limit is waited for as long as it says. */
export const PATIENCE = { timeoutMs: 10_000, timeoutAttempts: 2 } satisfies RetryOptions;

const WORDS: Record<Waiting['why'], (who: string, seconds: number) => string> = {
  busy: (who, seconds) => `${who} limits requests: trying again in ${seconds} s. Ctrl-C stops.`,
  failed: (who, seconds) => `${who} failed: trying again in ${seconds} s. Ctrl-C stops.`,
  silent: (who, seconds) => `${who} hasn't answered yet: waiting ${seconds} s more. Ctrl-C stops.`,
};

type Terminal = Pick<NodeJS.WriteStream, 'write' | 'isTTY'>;

/**
 * Several requests wait at once: whose wait ends last is shown. On a terminal one line counts down;
 * elsewhere there is one line a wait.
 */
export function createWaiting(to: Terminal = process.stderr, now = Date.now) {
  const ends = new Map<string, number>();
  let timer: NodeJS.Timeout | undefined;
  const clear = () => {
    if (timer) to.write('\r\u001b[K');
    clearInterval(timer);
    timer = undefined;
  };
  return {
    onWait({ who, why, milliseconds }: Waiting) {
      if (milliseconds < WORTH_SAYING_MS) return;
      const end = now() + milliseconds;
      const key = `${who} ${why}`;
      // Requests side by side are refused together.
      if ((ends.get(key) ?? 0) + SECOND >= end) return;
      ends.set(key, end);
      const text = () => WORDS[why](who, Math.max(0, Math.ceil((end - now()) / SECOND)));
      if (!to.isTTY) {
        to.write(`${text()}\n`);
        return;
      }
      clear();
      const draw = () => (now() < end ? to.write(`\r\u001b[K${text()}`) : clear());
      draw();
      timer = setInterval(draw, SECOND);
      timer.unref();
    },
    /** Before anything else is printed. */
    clear,
  };
}
