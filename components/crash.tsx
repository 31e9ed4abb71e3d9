import { buttonClass } from '#components/ui/button.tsx';
import { Problem } from './problem.tsx';

export type CrashWords = { title: string; todo: string; again: string; reference: string };

/** What a page shows when it failed to render. */
export function Crash({
  words,
  digest,
  onRetry,
}: {
  words: CrashWords;
  digest: string | undefined;
  onRetry: () => void;
}) {
  const reference = digest ? { label: words.reference, value: digest } : undefined;
  return (
    <Problem title={words.title} what={words.todo} reference={reference}>
      <button type="button" onClick={onRetry} className={buttonClass('primary')}>
        {words.again}
      </button>
    </Problem>
  );
}
