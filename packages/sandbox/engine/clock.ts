/**
 * A server's clock, which tests can move.
 *
 * oidc-provider reads the machine's clock and takes no other, and so does the app under test. So
 * moving this one leaves both alone: whatever the server has stored becomes that much older, and
 * its own rules (one-time codes, lock-outs, rate limits) go by `now()`, which runs ahead. A JWT is
 * dated by the machine's clock before and after, so those handed out earlier don't age.
 */
export type Clock = {
  /** Milliseconds since 1970. */
  now: () => number;
  /** @throws RangeError unless given a number of seconds that is not negative. */
  advance: (seconds: number) => void;
  /** For whoever stores moments of oidc-provider's. */
  onAdvance: (makeOlder: (seconds: number) => void) => void;
};

export function createClock(): Clock {
  let ahead = 0;
  const listeners: ((seconds: number) => void)[] = [];
  return {
    now: () => Date.now() + ahead,
    advance(seconds) {
      // What has been deleted because its time was over can't come back.
      if (!(seconds >= 0 && Number.isFinite(seconds))) {
        throw new RangeError(`A clock goes forward, not by ${seconds} seconds.`);
      }
      ahead += seconds * 1000;
      for (const makeOlder of listeners) makeOlder(seconds);
    },
    onAdvance: (makeOlder) => void listeners.push(makeOlder),
  };
}
