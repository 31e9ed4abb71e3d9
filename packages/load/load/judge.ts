/** What an answer means: the right person's page, or what went wrong, by name. */
import { namedIn } from './people.ts';

export type Answer = {
  status: number;
  location: string | undefined;
  setCookies: string[];
  text: string;
};

/** Broken promises, whatever else fails meanwhile. */
export const NEVER = ['another person’s page', 'signed out'] as const;

export type Kind =
  | 'right page'
  | (typeof NEVER)[number]
  /** The app's own page, status 503: Redis doesn't answer. */
  | 'sessions unavailable'
  | 'bad gateway'
  | 'gateway timeout'
  | 'connection broken'
  | 'no answer'
  | 'page without its person'
  | 'redirected without end'
  | 'Logto doesn’t answer the browser'
  | `status ${number}`
  /** A sign-in that the app explains, by its code. */
  | `problem ${string}`;

/** The code of the page that explains a failed sign-in, if the address is one. */
export function problemIn(path: string): `problem ${string}` | undefined {
  const { pathname, searchParams } = new URL(path, 'http://localhost');
  return pathname === '/sign-in/problem' ? `problem ${searchParams.get('code')}` : undefined;
}

const isOfStart = (location: string) =>
  new URL(location, 'http://localhost').pathname.startsWith('/sign-in');

/**
 * @param index the person whose cookies were sent.
 * @param session whether the browser still has a session's cookie after this answer, if it had one:
 *   during a sign-in it may have none yet.
 */
export function judgePage(answer: Answer, index: number, session: 'kept' | 'lost' | 'none'): Kind {
  const { status, location, text } = answer;
  // First of all, and in pages of errors too.
  const named = namedIn(text);
  if ([...named].some((one) => one !== index)) return 'another person’s page';
  const isSentAway = location !== undefined && isOfStart(location);
  if (session === 'lost' || (session === 'kept' && isSentAway)) return 'signed out';
  if (status === 503 && text.includes('role="alert"')) return 'sessions unavailable';
  if (status === 502) return 'bad gateway';
  if (status === 504) return 'gateway timeout';
  if (status !== 200) return `status ${status}`;
  // The header alone would be a page whose content failed while it was being sent.
  const content = text.slice(text.indexOf('<main'));
  if (namedIn(content).has(index) && text.includes('</html>')) return 'right page';
  // What a page shows to those without a session is the form to sign in.
  const isOfNobody = named.size === 0 && content.includes('<form');
  return session === 'kept' && isOfNobody ? 'signed out' : 'page without its person';
}
