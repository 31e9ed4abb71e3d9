/** The org's people: who may sign in, and with what. */
import { Secret, TOTP } from 'otpauth';
import { type OktaFactorSeed, type OktaUserSeed, PASSWORD } from '../seed.ts';

export type Directory = ReturnType<typeof createDirectory>;

const STEP_MS = 30_000;

export const factorsOf = ({ factors, totpSecret }: OktaUserSeed): OktaFactorSeed[] =>
  factors ?? (totpSecret ? [{ type: 'google_authenticator', secret: totpSecret }] : []);

/**
 * Keeps the array it is given and reads it anew each time: change a user's `status` there, and the
 * next request sees it, as with an administrator at work in the Okta console.
 *
 * @param onSignIn Told of each sign-in, and of each wrong password or code.
 */
export function createDirectory(
  users: OktaUserSeed[],
  now: () => number,
  maxAttempts: number,
  onSignIn: (user: OktaUserSeed, isSuccess: boolean) => void = () => {},
) {
  const lastStepUsed = new Map<string, number>();
  const failures = new Map<string, number>();

  const ifActive = (user: OktaUserSeed | undefined) =>
    user?.status === 'ACTIVE' ? user : undefined;
  const byLogin = (login: string) =>
    users.find((user) => user.login.toLowerCase() === login.trim().toLowerCase());
  const isLockedOut = (user: OktaUserSeed) => (failures.get(user.id) ?? 0) >= maxAttempts;
  // Being locked out ends no session: it is about signing in, with a password or a code.
  const ifMaySignIn = (user: OktaUserSeed | undefined) =>
    user && !isLockedOut(user) ? ifActive(user) : undefined;
  /** Passes the verdict on, and counts a failure. */
  const counted = (user: OktaUserSeed, isRight: boolean) => {
    if (!isRight) {
      failures.set(user.id, (failures.get(user.id) ?? 0) + 1);
      onSignIn(user, false);
    }
    return isRight;
  };

  return {
    users,
    byLogin,
    isLockedOut,
    active: (id: string) => ifActive(users.find((user) => user.id === id)),

    /** Active and not locked out. Okta user names are not case-sensitive. */
    signingIn: (login: string) => ifMaySignIn(byLogin(login)),

    checkPassword: (user: OktaUserSeed, password: string) =>
      counted(user, user.password !== null && password === (user.password ?? PASSWORD)),

    /** RFC 6238, with its section 5.2: a code works once, so neither it nor an older one again. */
    takeCode(user: OktaUserSeed, factor: OktaFactorSeed, token: string): boolean {
      const totp = new TOTP({ secret: Secret.fromBase32(factor.secret) });
      const timestamp = now();
      const delta = totp.validate({ token: token.trim(), timestamp, window: 1 });
      if (delta === null) return counted(user, false);
      const step = Math.floor(timestamp / STEP_MS) + delta;
      const key = `${user.id} ${factor.type}`;
      if (step <= (lastStepUsed.get(key) ?? -1)) return counted(user, false);
      lastStepUsed.set(key, step);
      return true;
    },

    /** After every step, not after the password alone, or codes could be guessed without end. */
    signedIn(user: OktaUserSeed) {
      failures.delete(user.id);
      onSignIn(user, true);
    },

    unlock(login: string) {
      const user = byLogin(login);
      if (!user) throw new Error(`no user ${login}`);
      failures.delete(user.id);
    },
  };
}
