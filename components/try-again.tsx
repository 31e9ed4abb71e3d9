'use client';

import { useEffect } from 'react';

/** Milliseconds: soon at first, then less and less often, but never so seldom that nobody waits. */
const FIRST_MS = 3000;
const GROWTH = 1.5;
const LONGEST_MS = 30_000;
/** Whoever was cut off at one moment doesn't come back at one moment. */
const SPREAD = 0.3;

/**
 * Loads the page anew once sessions can be read again. Not a refresh by the clock: that would begin
 * from the top, for a screen reader too, while nothing has changed (WCAG 2.2.4).
 */
export function TryAgain() {
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
      const answer = await fetch('/api/session', { cache: 'no-store', signal }).catch(() => {});
      if (signal.aborted) return;
      if (!answer?.ok) return wait();
      // Its own address says nothing of where the person was.
      if (location.pathname === '/unavailable') location.assign('/');
      else location.reload();
    }
    wait();
    return () => {
      clearTimeout(timer);
      giveUp.abort();
    };
  }, []);
  return null;
}
