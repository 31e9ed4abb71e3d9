/**
 * Lock-out after too many failures, counted per identifier within an hour (docs/vendors.md L5).
 * Once locked, the right password is refused as well, until the time is over.
 */
import { ExperienceError } from './experience-messages.ts';
import type { Tenant } from './tenant.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DEFAULTS = { maxAttempts: 100, lockoutDuration: 60 };

/** Passwords are counted apart from codes, so that mistyped codes don't lock the password. */
export type SentinelAction = 'Password' | 'MfaTotp' | 'MfaBackupCode' | 'OneTimeToken';
export type SentinelActivity = {
  /** The identifier as it was typed, or for a second factor the user's id. */
  target: string;
  action: SentinelAction;
  failed: boolean;
  createdAt: number;
  /** Set on what was refused because of the lock-out. */
  blockedUntil?: number;
};

function lockedUntil(
  { sentinelActivities, signInExperience }: Tenant,
  { target, action }: Pick<SentinelActivity, 'target' | 'action'>,
  failed: boolean,
  now: number,
): number | undefined {
  const { maxAttempts, lockoutDuration } = { ...DEFAULTS, ...signInExperience.sentinelPolicy };
  const same = sentinelActivities.filter((one) => one.target === target && one.action === action);
  const running = same.find(({ blockedUntil }) => blockedUntil && blockedUntil > now);
  if (running) return running.blockedUntil;
  const failures = same.filter((one) => one.failed && !one.blockedUntil);
  const recent = failures.filter(({ createdAt }) => createdAt > now - HOUR);
  return recent.length + Number(failed) >= maxAttempts ? now + lockoutDuration * MINUTE : undefined;
}

/** Runs a check of a secret and counts how it went. @throws the lock-out rather than the check's error. */
export function withSentinel<T>(
  tenant: Tenant,
  attempt: { target: string; action: SentinelAction; now: number },
  check: () => T,
): T {
  const { target, action, now } = attempt;
  let outcome: { value: T } | { error: unknown };
  try {
    outcome = { value: check() };
  } catch (error) {
    outcome = { error };
  }
  const failed = 'error' in outcome;
  const blockedUntil = lockedUntil(tenant, { target, action }, failed, now);
  tenant.sentinelActivities.push({
    target,
    action,
    failed,
    createdAt: now,
    ...(blockedUntil && { blockedUntil }),
  });
  if (blockedUntil) {
    const minutes = Math.round((blockedUntil - now) / MINUTE);
    const code = 'session.verification_blocked_too_many_attempts';
    throw new ExperienceError(400, code, { minutes });
  }
  if ('error' in outcome) throw outcome.error;
  return outcome.value;
}
