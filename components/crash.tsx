import { buttonClass } from './ui/button.tsx';

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
  return (
    <div className="grid justify-items-start gap-4" role="alert">
      <h1 className="text-display">{words.title}</h1>
      <p className="text-lead text-muted">{words.todo}</p>
      <button type="button" onClick={onRetry} className={buttonClass('primary')}>
        {words.again}
      </button>
      {digest && (
        <p className="text-muted text-small">
          {words.reference} <code className="select-all text-ink">{digest}</code>
        </p>
      )}
    </div>
  );
}
