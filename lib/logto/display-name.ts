/**
 * Names as other people wrote them. In Logto a name may be empty, blank, or hold characters that
 * change how the text around it is read: bidi overrides mirror a sentence, line breaks and escape
 * sequences forge lines of a log or a terminal.
 */

/** Characters. Logto takes 128. */
const LONGEST = 128;

/**
 * Controls, bidi controls, line separators, and what is never drawn. The joiners U+200C and U+200D
 * and variation selectors stay: names in several scripts, and emoji, need them.
 */
const HIDDEN =
  /(?!\u200c|\u200d|[\ufe00-\ufe0f])[\p{Cc}\p{Cs}\p{Bidi_Control}\p{Default_Ignorable_Code_Point}\u2028\u2029\u2800]/gu;
/** What a reader can see something of. */
const VISIBLE = /[\p{L}\p{N}\p{P}\p{S}]/u;

/** Text on one line without hidden characters; undefined when nothing is left to see. */
export function cleanText(text: string | null | undefined): string | undefined {
  const clean = text
    ?.replace(/[\t\n\r]/g, ' ')
    .replace(HIDDEN, '')
    .replace(/\s+/gu, ' ')
    .trim();
  // By code point: half of a surrogate pair is no character.
  return clean && VISIBLE.test(clean) ? [...clean].slice(0, LONGEST).join('') : undefined;
}

type Names = {
  name?: string | null | undefined;
  username?: string | null | undefined;
  email?: string | null | undefined;
};

/**
 * What to call a person, everywhere: the best that is known, or undefined when nothing is. For eyes only:
 * an address that is compared is compared as it is.
 */
export const displayName = ({ name, username, email }: Names): string | undefined =>
  cleanText(name) ?? cleanText(username) ?? cleanText(email);

/**
 * For sentences in plain text, and logs: people's text between FSI and PDI (U+2068, U+2069) is laid
 * out by itself, whatever its direction. HTML uses `<bdi>`.
 */
export const isolated = (text: string) => `\u2068${text}\u2069`;
