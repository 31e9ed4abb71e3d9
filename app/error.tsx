'use client';

import { useTranslations } from 'next-intl';
import { Crash } from '#components/crash.tsx';

/** A page that failed while rendering. The digest is what the server's log has too. */
export default function ErrorPage({
  error,
  retry,
}: {
  error: Error & { digest?: string };
  retry: () => void;
}) {
  const t = useTranslations('crash');
  const words = {
    title: t('title'),
    todo: t('todo'),
    again: t('again'),
    reference: t('reference'),
  };
  return <Crash words={words} digest={error.digest} onRetry={retry} />;
}
