'use client';

import { unstable_isUnrecognizedActionError as isUnrecognized } from 'next/navigation';

/**
 * The same action, for the browser: `otherwise` runs when the app has been deployed anew and doesn't
 * know the action of this page any more (vercel/next.js#58430). The server gets the action itself,
 * from which React makes the fields that browsers without JavaScript send.
 */
export function unlessOutdated<Given extends unknown[], Result>(
  action: (...given: Given) => Promise<Result>,
  otherwise: (...given: Given) => Result | Promise<Result>,
): (...given: Given) => Promise<Result> {
  if (typeof window === 'undefined') return action;
  return async (...given) => {
    try {
      return await action(...given);
    } catch (error) {
      if (!isUnrecognized(error)) throw error;
      return otherwise(...given);
    }
  };
}
