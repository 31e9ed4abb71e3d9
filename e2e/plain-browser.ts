/** A browser without a screen, whose people are the target's. */
import { plainBrowser as browser } from '#sandbox/tools/plain-browser.ts';
import { personNamed } from './people.ts';

export const plainBrowser = (appUrl: string) => browser(appUrl, undefined, personNamed);
