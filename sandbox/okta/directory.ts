/** The org's people: who may sign in, and with what. */
import { Secret, TOTP } from 'otpauth';
import { type OktaUserSeed, PASSWORD } from '#sandbox/seed.ts';

export type Directory = ReturnType<typeof createDirectory>;

const STEP_MS = 30_000;

/**
 * Keeps the array it is given and reads it anew each time: change a user's `status` there, and the
 * next request sees it, as with an administrator at work in the Okta console.
 */
export function createDirectory(users: OktaUserSeed[], now: () => number) {
  const lastStepUsed = new Map<string, number>();
  const ifActive = (user: OktaUserSeed | undefined) =>
    user?.status === 'ACTIVE' ? user : undefined;

  return {
    active: (id: string) => ifActive(users.find((user) => user.id === id)),

    /** Okta user names are not case-sensitive. */
    activeByLogin: (login: string) =>
      ifActive(users.find((user) => user.login.toLowerCase() === login.trim().toLowerCase())),

    isPassword: (password: string) => password === PASSWORD,

    /** RFC 6238, with its section 5.2: a code works once, so neither it nor an older one again. */
    takeCode(user: OktaUserSeed, token: string): boolean {
      if (!user.totpSecret) return false;
      const totp = new TOTP({ secret: Secret.fromBase32(user.totpSecret) });
      const timestamp = now();
      const delta = totp.validate({ token: token.trim(), timestamp, window: 1 });
      if (delta === null) return false;
      const step = Math.floor(timestamp / STEP_MS) + delta;
      if (step <= (lastStepUsed.get(user.id) ?? -1)) return false;
      lastStepUsed.set(user.id, step);
      return true;
    },
  };
}
