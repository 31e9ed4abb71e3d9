'use client';

import { type ReactNode, useActionState } from 'react';
import { CopyButton, type CopyWords } from '#components/ui/copy-button.tsx';
import { FormResult } from '#components/ui/form-result.ts';
import { OUTDATED_WORDS } from '#lib/i18n/crash-words.ts';
import { DEFAULT_LOCALE, isLocale } from '#lib/i18n/locales.ts';
import { NoticeBar } from './notice-bar.tsx';
import { unlessOutdated } from './outdated.ts';

export type ActionResult =
  | {
      tone: 'good' | 'warn';
      text: string;
      link?: string;
      linkLabel?: string;
      copyWords?: CopyWords;
      /** Of the fields, to be kept: React empties a form once its action has answered. */
      values?: Record<string, string>;
    }
  | undefined;
export type FormAction = (before: ActionResult, form: FormData) => Promise<ActionResult>;

/** On a page from before a deploy: what was typed stays in the fields. */
function outdated(_before: ActionResult, form: FormData): ActionResult {
  const { lang } = document.documentElement;
  const { inPlace } = OUTDATED_WORDS[isLocale(lang) ? lang : DEFAULT_LOCALE];
  return { tone: 'warn', text: inPlace, values: textsOf(form) };
}

const textsOf = (form: FormData) =>
  Object.fromEntries(
    [...form].filter((field): field is [string, string] => typeof field[1] === 'string'),
  );

/**
 * A form whose action answers with a sentence, shown beneath it. It works without JavaScript.
 *
 * @param summary the form is folded under this, and unfolded again when there is an answer.
 */
export function ActionForm({
  action,
  className,
  label,
  summary,
  children,
}: {
  action: FormAction;
  className?: string;
  label?: string;
  summary?: ReactNode;
  children: ReactNode;
}) {
  const [result, run] = useActionState(unlessOutdated(action, outdated), undefined);
  const content = (
    <FormResult value={{ values: result?.values ?? {} }}>
      <form action={run} className={className} aria-label={label}>
        {children}
      </form>
      {/* There before its words: what comes along with its own live region isn't always read out. */}
      <div role="status" className={result && 'mt-3'}>
        {result && (
          <NoticeBar tone={result.tone} quiet>
            {result.text}
          </NoticeBar>
        )}
      </div>
      {result?.link && (
        <LinkToCopy link={result.link} label={result.linkLabel} words={result.copyWords} />
      )}
    </FormResult>
  );
  if (!summary) return <div>{content}</div>;
  return (
    <details open={result ? true : undefined} className="open:basis-full">
      <summary className="min-h-11 cursor-pointer py-2.5 text-muted text-small hover:text-ink">
        {summary}
      </summary>
      <div className="pt-1 pb-3">{content}</div>
    </details>
  );
}

function LinkToCopy({
  link,
  label,
  words,
}: {
  link: string;
  label: string | undefined;
  words: CopyWords | undefined;
}) {
  return (
    <div className="mt-3 grid gap-2">
      <label className="grid gap-1 text-small">
        {label}
        <input
          readOnly
          value={link}
          onFocus={(event) => event.target.select()}
          className="min-h-11 w-full rounded-base border border-control-line bg-paper px-3 font-mono text-ink text-small"
        />
      </label>
      {words && <CopyButton text={link} words={words} />}
    </div>
  );
}
