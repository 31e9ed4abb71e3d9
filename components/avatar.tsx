import { cn } from '#components/ui/cn.ts';

/** First letters of the first and last word, by grapheme: Thai vowels and marks stay whole. */
export function initials(name: string): string {
  const words = name.split(/[\s@._-]+/).filter(Boolean);
  const first = (word = '') => [...new Intl.Segmenter().segment(word)][0]?.segment ?? '';
  const last = words.length > 1 ? first(words.at(-1)) : '';
  return (first(words[0]) + last).toLocaleUpperCase();
}

/**
 * A picture, or initials. Decoration: the name always stands beside it.
 * `picture` is what `lib/http/pictures.ts` lets through, never an address as a person gave it.
 */
export function Avatar({
  name,
  picture,
  large = false,
}: {
  name: string;
  picture: string | undefined;
  large?: boolean;
}) {
  const size = large ? 'size-14 text-title' : 'size-8 text-small';
  const pixels = large ? 56 : 32;
  if (picture) {
    return (
      // biome-ignore lint/performance/noImgElement: next/image would need every picture host listed
      <img
        src={picture}
        alt=""
        width={pixels}
        height={pixels}
        referrerPolicy="no-referrer"
        className={cn(size, 'rounded-full border border-line object-cover')}
      />
    );
  }
  return (
    <span
      aria-hidden="true"
      className={cn(
        size,
        'inline-flex shrink-0 select-none items-center justify-center rounded-full border border-line bg-raised font-semibold text-muted',
      )}
    >
      {initials(name)}
    </span>
  );
}
