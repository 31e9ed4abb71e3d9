'use client';

import { useEffect, useRef, useState } from 'react';
import { buttonClass } from '#components/ui/button.tsx';

export type SessionWatchWords = { title: string; what: string; signIn: string; home: string };

const CHANNEL = 'session';

/**
 * Notices that the person of this page has signed out, or another has signed in, in another tab or
 * on another device: told by the other tab, or asked when this one is looked at again. What the
 * page shows is hidden then.
 */
export function SessionWatch({ person, words }: { person: string; words: SessionWatchWords }) {
  const dialog = useRef<HTMLDialogElement>(null);
  const isOver = useRef(false);
  const [returnTo, setReturnTo] = useState('/');

  useEffect(() => {
    let gone = false;
    async function look() {
      if (document.visibilityState !== 'visible') return;
      const now = await currentPerson();
      if (gone || now === undefined) return;
      if (now !== null && now !== person) return location.reload();
      // Signed in again meanwhile, in another tab: everything is as it was.
      isOver.current = now === null;
      if (now !== null) return dialog.current?.close();
      setReturnTo(location.pathname + location.search);
      if (!dialog.current?.open) dialog.current?.showModal();
    }
    /** A page that was kept for the back button may be from before a sign-out. */
    const lookAgain = ({ persisted }: PageTransitionEvent) => persisted && look();
    const channel = new BroadcastChannel(CHANNEL);
    channel.onmessage = look;
    // The tab that signs in or out loads a page: this one, or the signed-out one below.
    channel.postMessage('loaded');
    document.addEventListener('visibilitychange', look);
    addEventListener('pageshow', lookAgain);
    return () => {
      gone = true;
      channel.close();
      document.removeEventListener('visibilitychange', look);
      removeEventListener('pageshow', lookAgain);
    };
  }, [person]);

  return (
    <dialog
      ref={dialog}
      aria-labelledby="session-over"
      // Browsers let a second Escape through whatever `cancel` says.
      onCancel={(event) => event.preventDefault()}
      onClose={() => isOver.current && dialog.current?.showModal()}
      className="m-auto max-w-[min(32rem,90vw)] rounded-base border border-line bg-raised p-6 text-ink backdrop:bg-paper"
    >
      <div className="grid gap-4">
        <h2 id="session-over" className="text-title">
          {words.title}
        </h2>
        <p>{words.what}</p>
        <div className="flex flex-wrap gap-3">
          <a
            href={`/sign-in?${new URLSearchParams({ returnTo })}`}
            className={buttonClass('primary')}
          >
            {words.signIn}
          </a>
          <a href="/" className={buttonClass('quiet')}>
            {words.home}
          </a>
        </div>
      </div>
    </dialog>
  );
}

/** Tells the other tabs that this one shows a signed-out page. */
export function SignedOutSignal() {
  useEffect(() => {
    const channel = new BroadcastChannel(CHANNEL);
    channel.postMessage('loaded');
    channel.close();
  }, []);
  return null;
}

/** Undefined when it can't be found out: offline, or the server has a problem of its own. */
async function currentPerson(): Promise<string | null | undefined> {
  try {
    const response = await fetch('/api/session', { cache: 'no-store' });
    if (!response.ok) return undefined;
    const { person } = (await response.json()) as { person: string | null };
    return person;
  } catch {
    return undefined;
  }
}
