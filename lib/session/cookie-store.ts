import 'server-only';
import { AppError } from '#lib/errors.ts';
import { log } from '#lib/log/log.ts';
import { rememberEndedFor } from './ended.ts';
import { seal, unseal } from './seal.ts';
import { parseSession, remainingSeconds, type Session } from './session.ts';
import type { SessionStore } from './store.ts';

/**
 * Characters of the sealed session. With the cookies of a few sign-ins the header stays under the
 * 8 KB that proxies take by default, and far under Node's 16 KB, past which a browser is locked out.
 */
export const MAX_SEALED_LENGTH = 5600;

/** The whole session is in the cookie: nothing to run, nothing to ask, and a limit to its size. */
export const cookieStore: SessionStore = {
  async open(value) {
    const sealed = await unseal('session', value);
    return sealed && parseSession(sealed.data);
  },
  idOf: async (value) => (await cookieStore.open(value))?.id,
  create: sealFitting,
  replace: sealFitting,
  end: async () => {},
  endAll: async (whose, until) => rememberEndedFor(whose, until),
  // One process has nobody to share with but itself.
  exclusively: inTurn,
  claim: async () => true,
  isClaimed: async () => false,
};

const turns = new Map<string, Promise<unknown>>();

async function inTurn<T>(name: string, work: () => Promise<T>): Promise<T> {
  const before = turns.get(name);
  const turn = (before ?? Promise.resolve()).then(work, work);
  turns.set(name, turn);
  try {
    return await turn;
  } finally {
    if (turns.get(name) === turn) turns.delete(name);
  }
}

/** The same session with less and less that can be fetched again; the first is all of it. */
function* lighterAndLighter(session: Session): Generator<Session> {
  yield session;
  const all = Object.entries(session.accessTokens);
  // Without a refresh token the session's own can't be fetched again, and says when it is over.
  const kept = session.refreshToken ? [] : all.filter(([name]) => name === '');
  const bySize = all
    .filter((one) => !kept.includes(one))
    .sort(([, one], [, other]) => other.token.length - one.token.length);
  for (let dropped = 1; dropped <= bySize.length; dropped++) {
    const accessTokens = Object.fromEntries([...kept, ...bySize.slice(dropped)]);
    yield { ...session, accessTokens };
  }
  yield { ...session, accessTokens: Object.fromEntries(kept), organizationNames: null };
}

/** Leaves out what can be fetched again before it gives up (logto-io/js#779). */
async function sealFitting(session: Session): Promise<string> {
  let wanted = 0;
  for (const candidate of lighterAndLighter(session)) {
    const sealed = await seal('session', candidate, remainingSeconds(session));
    wanted ||= sealed.length;
    if (sealed.length > MAX_SEALED_LENGTH) continue;
    if (candidate !== session) {
      log.warn('session_lightened', {
        length: wanted,
        limit: MAX_SEALED_LENGTH,
        left_out:
          Object.keys(session.accessTokens).length - Object.keys(candidate.accessTokens).length,
        names_left_out: candidate.organizationNames === null && session.organizationNames !== null,
      });
    }
    return sealed;
  }
  throw new AppError('session_too_large', `${wanted} characters, at most ${MAX_SEALED_LENGTH}`);
}
