'use client';

import { useEffect } from 'react';

const EVERY_MS = 5000;

/**
 * Loads the page anew once sessions can be read again. Not a refresh by the clock: that would begin
 * from the top, for a screen reader too, while nothing has changed (WCAG 2.2.4).
 */
export function TryAgain() {
  useEffect(() => {
    async function look() {
      const answer = await fetch('/api/session', { cache: 'no-store' }).catch(() => undefined);
      if (!answer?.ok) return;
      // Its own address says nothing of where the person was.
      if (location.pathname === '/unavailable') location.assign('/');
      else location.reload();
    }
    const timer = setInterval(look, EVERY_MS);
    return () => clearInterval(timer);
  }, []);
  return null;
}
