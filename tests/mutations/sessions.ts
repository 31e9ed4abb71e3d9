/** Mutations of sessions, of sign-in and of signing out. */
import type { Mutation } from './mutation.ts';

const SHARED = 'CVE-2025-67490';
const END = 'CVE-2025-46344';
const FIXATION = 'session fixation';
const CSRF = 'CSRF';
const LOGOUT_TOKENS = 'forged logout tokens';
const SIGN_OUT = 'signing out leaves tokens';

export default [
  {
    row: SHARED,
    what: 'the SDK’s storage is kept for the next request',
    file: 'lib/logto/config.ts',
    find: '      unwrap: async () => ({ ...storage.initial }),',
    replace:
      '      unwrap: async () => {\n        const holder = globalThis as { kept?: LogtoStorage };\n        holder.kept ??= storage.initial;\n        return { ...holder.kept };\n      },',
    tests: ['lib/logto/config.test.ts'],
  },
  {
    row: SHARED,
    what: 'an opened seal is found by a part of it',
    file: 'lib/session/seal.ts',
    find: 'const key = hashOf(sealed);',
    replace: 'const key = hashOf(sealed.slice(0, 50));',
    tests: ['lib/session/ended.test.ts'],
  },
  {
    row: SHARED,
    what: 'a refresh is shared by all sessions that were used at one moment',
    file: 'lib/session-check/revalidation.ts',
    find: '`${session.id}:${session.touchedAt}`',
    replace: '`${session.touchedAt}`',
    tests: ['lib/session-check/revalidation.test.ts'],
  },
  {
    row: SHARED,
    what: 'a handed-over session is good with any cookie',
    file: 'lib/session/handover.ts',
    find: 'if (!ticket || known?.valueHash !== hashOf(value)) return undefined;',
    replace: 'if (!ticket || !known || !value) return undefined;',
    tests: ['lib/session/handover.test.ts'],
  },
  {
    row: END,
    what: 'a seal has no end',
    file: 'lib/session/seal.ts',
    find: 'if (exp <= now || iat > now + 60_000)',
    replace: 'if (iat > now + 60_000)',
    tests: ['lib/session/seal.test.ts'],
  },
  {
    row: END,
    what: 'no idle end',
    file: 'lib/session/session.ts',
    find: 'Math.min(absoluteEnd(session), session.touchedAt + getEnv().SESSION_IDLE_SECONDS * 1000)',
    replace: 'absoluteEnd(session)',
    tests: ['lib/session/session.test.ts'],
  },
  {
    row: END,
    what: 'no absolute end',
    file: 'lib/session/session.ts',
    find: 'const start = session.authenticatedAt ?? session.signedInAt;',
    replace: 'const start = session.touchedAt;',
    tests: ['lib/session/session.test.ts'],
  },
  {
    row: END,
    what: 'a company’s session ends as late as any other',
    file: 'lib/session/session.ts',
    find: '(companySso ? Math.min(sso, longest) : longest)',
    replace: '(companySso ? Math.max(sso, longest) : longest)',
    tests: ['lib/session/session.test.ts'],
  },
  {
    row: END,
    what: 'nobody asks whether a session is over',
    file: 'lib/session/current.ts',
    find: 'if (!value || !session || !isAlive(session)) return undefined;',
    replace: 'if (!value || !session) return undefined;',
    tests: ['lib/session/session.test.ts'],
  },
  {
    row: FIXATION,
    what: 'all sessions have one id',
    file: 'lib/session/session.ts',
    find: "randomBytes(18).toString('base64url')",
    replace: "randomBytes(18).fill(0).toString('base64url')",
    tests: ['lib/session/session.test.ts'],
  },
  {
    row: FIXATION,
    what: 'a person’s sessions have one id',
    file: 'lib/logto/new-session.ts',
    find: 'id: newSessionId(),',
    replace: 'id: claims.sub.padEnd(newSessionId().length, claims.sub),',
    tests: ['lib/logto/new-session.test.ts'],
  },
  {
    row: FIXATION,
    what: 'a sign-in leaves the session before it alive',
    file: 'lib/session/current.ts',
    find: 'const replaced = await endIn(jar, session.id);',
    replace: 'const replaced = undefined;',
    tests: ['e2e/sessions-redis.spec.ts'],
  },
  {
    row: CSRF,
    what: 'an unknown state is answered with the latest sign-in',
    file: 'lib/logto/callback.ts',
    find: 'await findAttempt(state) : undefined;',
    replace: '((await findAttempt(state)) ?? (await latestAttempt())) : undefined;',
    tests: ['lib/logto/callback.test.ts'],
  },
  {
    row: CSRF,
    what: 'a sign-in is found without its state',
    file: 'lib/sign-in/transactions.ts',
    find: 'namesIn(jar).find((name) => name.endsWith(hashOf(state)));',
    replace: 'namesIn(jar).find((name) => name.includes(hashOf(state).slice(0, 0)));',
    tests: ['lib/sign-in/transactions.test.ts'],
  },
  ...(
    [
      ['of any issuer', '    issuer,\n    audience', '    audience'],
      ['for any application', '    audience: getEnv().LOGTO_APP_ID,\n', ''],
      ['of any type', "    typ: 'logout+jwt',\n", ''],
      ['of any age', '    maxTokenAge: MAX_AGE,\n', ''],
      ['about any event', 'z.object({ [LOGOUT_EVENT]: z.looseObject({}) })', 'z.object({})'],
      ['with a nonce', '    nonce: z.never().optional(),\n', ''],
      ['used before', 'if (seen.has(jti) || (await store.isClaimed(use)))', 'if (!use)'],
    ] as const
  ).map(([which, find, replace]) => ({
    ...{ row: LOGOUT_TOKENS, what: `one ${which} counts`, file: 'lib/logto/backchannel.ts' },
    ...{ find, replace, tests: ['lib/logto/logout-tokens.test.ts'] },
  })),
  {
    row: SIGN_OUT,
    what: 'the refresh token is left alive',
    file: 'lib/logto/sign-out.ts',
    find: 'const revoking = revoke(session?.refreshToken);',
    replace: 'const revoking = revoke(undefined);',
    tests: ['lib/logto/revocation.test.ts'],
  },
  {
    row: SIGN_OUT,
    what: 'signing out everywhere leaves Logto’s sessions',
    file: 'lib/logto/sign-out.ts',
    find: ', endAllAtLogto(sub)]',
    replace: ']',
    tests: ['lib/logto/sign-out.test.ts'],
  },
] satisfies Mutation[];
