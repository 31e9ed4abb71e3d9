/** A browser without a screen, whose people are the target's. */
import { plainBrowser as browser } from '@logto-okta/sandbox/tools/plain-browser';
import { personNamed } from './people.ts';

export const plainBrowser = (appUrl: string) => browser(appUrl, undefined, personNamed);
