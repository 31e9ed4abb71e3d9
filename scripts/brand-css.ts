import { readFileSync } from 'node:fs';

/** Where the product's colours are; for `settingsFrom`. */
export const brandCss = () => readFileSync(new URL('../app/globals.css', import.meta.url), 'utf8');
