import { styleText } from 'node:util';
import type { ApplyError } from '../../apply.ts';
import type { Change } from '../../change.ts';
import { printable } from '../../printable.ts';

/** One line a step. Ctrl-C ends it after the step at hand, so that what was done is known. */
/** @param clear takes away the line that says what is waited for. */
export function createProgress(isQuiet: boolean, clear: () => void = () => {}) {
  let isInterrupted = false;
  const interrupt = () => {
    isInterrupted = true;
    clear();
    console.error('Stops after this step. Ctrl-C again stops at once.');
  };
  process.once('SIGINT', interrupt);
  return {
    onStep(step: Change, state: 'start' | 'done') {
      if (state === 'start' && isInterrupted) throw new Error('Interrupted.');
      if (state === 'done') clear();
      if (isQuiet || state === 'start') return;
      console.log(`  ${styleText('green', '✓')} ${printable(step.title)}`);
    },
    end() {
      clear();
      process.removeListener('SIGINT', interrupt);
    },
  };
}

export function failureText({ done, failed, message }: ApplyError): string {
  return [
    `${styleText('red', '✗')} ${printable(failed.title)}`,
    `    ${printable(message)}`,
    '',
    done.length > 0
      ? `Done before that: ${done.length === 1 ? '1 step' : `${done.length} steps`}. Fix the cause, then run setup again; it continues from there.`
      : 'Nothing was changed.',
  ].join('\n');
}

export const callsText = (
  calls: { logto: number; okta: number; writes: number },
  since: number,
) => {
  const seconds = ((Date.now() - since) / 1000).toFixed(1);
  const okta = calls.okta > 0 ? ` and ${calls.okta} to Okta` : '';
  return styleText(
    'dim',
    `${calls.logto} requests to Logto${okta}, ${calls.writes} of them writes, in ${seconds} s.`,
  );
};
