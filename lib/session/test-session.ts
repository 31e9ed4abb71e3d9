/** For tests: settings as after a start of the process, a session, and a browser's cookies. */
import { randomBytes } from 'node:crypto';
import { vi } from 'vitest';
import { stubSettings } from '#lib/test-settings.ts';
import type { CookieJar } from './jar.ts';
import { forgetEverything } from './memory.ts';
import type { Session } from './session.ts';

/** What is imported after this has these settings and remembers nothing. */
export function restart(settings: Record<string, string> = {}) {
  vi.resetModules();
  vi.unstubAllEnvs();
  forgetEverything();
  stubSettings(settings);
}

const HOUR_MS = 3600_000;

/** Just signed in, with an unsigned ID token. */
export function newTestSession(fields: Partial<Session> = {}): Session {
  const now = Date.now();
  return {
    id: 'session-of-alex',
    sub: 'alex',
    idToken: unsigned({ sub: 'alex' }),
    refreshToken: 'refresh-1',
    accessTokens: { '': { token: 'access-1', expiresAt: now + HOUR_MS } },
    organizationNames: {},
    companySso: false,
    signedInAt: now,
    validatedAt: now,
    touchedAt: now,
    ...fields,
  };
}

/** Text that no compressor makes smaller, as real pictures' addresses and tokens are. */
export const noise = (length: number) => randomBytes(length).toString('base64url').slice(0, length);

const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
/** A JWT of the size that Logto's signature gives it. */
export const unsigned = (claims: object) =>
  `${part({ alg: 'ES384', kid: 'k'.repeat(43) })}.${part(claims)}.${'s'.repeat(128)}`;

export function newJar(cookies: Record<string, string> = {}): CookieJar & {
  cookies: Map<string, string>;
} {
  const kept = new Map(Object.entries(cookies));
  return {
    cookies: kept,
    get: (name) => kept.get(name),
    names: () => [...kept.keys()],
    set: (name, value) => void kept.set(name, value),
    remove: (name) => void kept.delete(name),
  };
}
