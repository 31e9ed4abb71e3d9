/**
 * A name as part of an address: letters, marks and digits of any script, the rest as single
 * hyphens. NFC, as two ways to write `ü` are one name; empty for a name without any of them.
 */
export const slug = (text: string) =>
  text
    .toLowerCase()
    .normalize('NFC')
    .replace(/[^\p{L}\p{M}\p{N}]+/gu, '-')
    .replace(/^-|-$/g, '');
