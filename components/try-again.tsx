'use client';

import { useEffect } from 'react';

/** Milliseconds: soon at first, then less and less often, but never so seldom that nobody waits. */
const FIRST_MS = 3000;
const GROWTH = 1.5;
const LONGEST_MS = 30_000;
/** Whoever was cut off at one moment doesn't come back at one moment. */
const SPREAD = 0.3;

/** HEAD starts no sign-in; where the page would lead doesn't matter here. */
const ASKS = {
  session: (signal: AbortSignal) => fetch('/api/session', { cache: 'no-store', signal }),
  page: (signal: AbortSignal) =>
    fetch(location.href, { method: 'HEAD', redirect: 'manual', cache: 'no-store', signal }),
};

/**
 * Loads the page anew once `asks` no longer fails: sessions that can be read again, or the page
 * itself. Not a refresh by the clock: that would begin from the top, for a screen reader too, while
 * nothing has changed (WCAG 2.2.4).
 */
export function TryAgain({ asks = 'session' }: { asks?: keyof typeof ASKS }) {
  useEffect(() => {
    let delay = FIRST_MS;
    let timer: ReturnType<typeof setTimeout>;
    const giveUp = new AbortController();
    function wait() {
      timer = setTimeout(look, delay * (1 + Math.random() * SPREAD));
      delay = Math.min(delay * GROWTH, LONGEST_MS);
    }
    // One at a time: an answer that takes long delays the next question.
    async function look() {
      const { signal } = giveUp;
      const answer = await ASKS[asks](signal).catch(() => {});
      if (signal.aborted) return;
      const works = asks === 'session' ? answer?.ok : answer && answer.status < 500;
      if (!works) return wait();
      // Its own address says nothing of where the person was.
      if (location.pathname.startsWith('/unavailable')) location.assign('/');
      else location.reload();
    }
    wait();
    return () => {
      clearTimeout(timer);
      giveUp.abort();
    };
  }, [asks]);
  return null;
}
