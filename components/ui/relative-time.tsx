'use client';

import { useFormatter, useLocale } from 'next-intl';
import { useEffect, useState } from 'react';

/** "5 minutes ago", with the exact time, in the person's own zone, on hover. */
export function RelativeTime({ date, now }: { date: Date; now: Date }) {
  const format = useFormatter();
  const locale = useLocale();
  // The zone is known in the browser only; rendering it on the server would show somebody else's.
  const [exact, setExact] = useState<string>();
  useEffect(() => {
    const options = { dateStyle: 'full', timeStyle: 'short' } as const;
    setExact(new Intl.DateTimeFormat(locale, options).format(date));
  }, [date, locale]);
  return (
    <time dateTime={date.toISOString()} title={exact}>
      {format.relativeTime(date, now)}
    </time>
  );
}
