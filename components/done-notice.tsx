'use client';

import { type ReactNode, useEffect, useRef } from 'react';
import { NoticeBar } from './notice-bar.tsx';

/**
 * What an action that led to this page has done: the eye and the screen reader go there first. It
 * is said once: the address forgets it.
 */
export function DoneNotice({ tone, children }: { tone: 'good' | 'warn'; children: ReactNode }) {
  const box = useRef<HTMLDivElement>(null);
  useEffect(() => {
    box.current?.focus();
    const address = new URL(location.href);
    address.searchParams.delete('done');
    history.replaceState(history.state, '', address);
  }, []);
  return (
    <div ref={box} tabIndex={-1} className="outline-none">
      <NoticeBar tone={tone}>{children}</NoticeBar>
    </div>
  );
}
