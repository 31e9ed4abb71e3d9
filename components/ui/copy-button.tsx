'use client';

import { useEffect, useState } from 'react';
import { buttonClass } from './button.tsx';

export type CopyWords = { copy: string; copied: string; failed: string };

/** Milliseconds. As long as it takes to read. */
const SHOWN_MS = 4000;

/**
 * Copies `text`, which the page shows beside it: where there is no JavaScript or no clipboard (it
 * needs https) there is no button either, and people select the text themselves.
 *
 * @param label says what is copied, where there are several.
 */
export function CopyButton({
  text,
  words,
  label,
}: {
  text: string;
  words: CopyWords;
  label?: string | undefined;
}) {
  const [canCopy, setCanCopy] = useState(false);
  const [said, setSaid] = useState('');
  useEffect(() => setCanCopy('clipboard' in navigator), []);
  useEffect(() => {
    if (said === '') return;
    const timer = setTimeout(() => setSaid(''), SHOWN_MS);
    return () => clearTimeout(timer);
  }, [said]);
  if (!canCopy) return null;
  async function copy() {
    try {
      await navigator.clipboard.writeText(text);
      setSaid(words.copied);
    } catch {
      setSaid(words.failed);
    }
  }
  return (
    <span className="flex flex-wrap items-center gap-x-3">
      <button
        type="button"
        onClick={copy}
        aria-label={label && `${words.copy}: ${label}`}
        className={buttonClass('secondary')}
      >
        {words.copy}
      </button>
      {/* There before its words, which would not be read out otherwise. */}
      <span aria-live="polite" className="text-muted text-small">
        {said}
      </span>
    </span>
  );
}
