/**
 * Second factors: which a sign-in has to present or set up (docs/vendors.md L3, L5), and the
 * checks of codes. None of it is ever asked of someone who came through a company's connector.
 */
import { randomBytes } from 'node:crypto';
import { Secret, TOTP } from 'otpauth';
import { LogtoError } from './errors.ts';
import { newId } from './ids.ts';
import type { MfaFactor, MfaPolicy } from './sign-in-experience.ts';
import type { LogtoUser, Tenant } from './tenant.ts';

export type MfaVerification =
  | { id: string; createdAt: string; type: 'Totp'; key: string; lastUsedTimeStep?: number }
  | {
      id: string;
      createdAt: string;
      type: 'BackupCode';
      codes: { code: string; usedAt?: string }[];
    };
/** What this sign-in sets up or decides; saved with its end. */
export type PendingMfa = {
  totpSecret?: string;
  backupCodes?: string[];
  enabled?: boolean;
  skipped?: boolean;
};

const PERIOD = 30;
const BACKUP_CODES = 10;
const totpOf = (key: string) => new TOTP({ secret: Secret.fromBase32(key), period: PERIOD });

export const newTotpSecret = () => new Secret({ size: 20 }).base32;
export const newBackupCodes = () =>
  Array.from({ length: BACKUP_CODES }, () => randomBytes(5).toString('hex'));

/** The time step whose code this is, if it's a code of now or of a step to either side. */
export function timeStepOf(key: string, code: string, now: number): number | undefined {
  const delta = totpOf(key).validate({ token: code, timestamp: now, window: 1 });
  return delta === null ? undefined : Math.floor(now / 1000 / PERIOD) + delta;
}

/** A code works once: neither it nor an earlier one is accepted again. */
export function spendTotp(user: LogtoUser, code: string, now: number) {
  const factor = user.mfaVerifications.find((one) => one.type === 'Totp');
  const step = factor && timeStepOf(factor.key, code, now);
  if (!factor || step === undefined || step <= (factor.lastUsedTimeStep ?? 0)) {
    throw new LogtoError(400, 'session.mfa.invalid_totp_code');
  }
  factor.lastUsedTimeStep = step;
}

export function spendBackupCode(user: LogtoUser, code: string, now: number) {
  const factor = user.mfaVerifications.find((one) => one.type === 'BackupCode');
  const found = factor?.codes.find((one) => one.code === code && !one.usedAt);
  if (!found) throw new LogtoError(400, 'session.mfa.invalid_backup_code');
  found.usedAt = new Date(now).toISOString();
}

/** The user's factors that the tenant has switched on; backup codes last, and only while some are left. */
function usableFactors({ signInExperience }: Tenant, user: LogtoUser): MfaFactor[] {
  const usable = user.mfaVerifications.filter(
    (one) => one.type === 'Totp' || one.codes.some(({ usedAt }) => !usedAt),
  );
  const types = usable.map(({ type }) => type);
  const order: MfaFactor[] = ['Totp', 'BackupCode'];
  return order.filter((one) => types.includes(one) && signInExperience.mfa.factors.includes(one));
}

const isSkippable = (policy: MfaPolicy) => policy !== 'Mandatory';

/** @throws 403 with the factors to choose from, when the user has any and showed none. */
export function requireVerifiedMfa(tenant: Tenant, user: LogtoUser, verified: MfaFactor[]) {
  const availableFactors = usableFactors(tenant, user);
  const { enabled, skipMfaOnSignIn } = user.mfa;
  const wantsNone = enabled === false || skipMfaOnSignIn;
  const switchedOff = wantsNone && isSkippable(tenant.signInExperience.mfa.policy);
  const isProved = verified.some((one) => availableFactors.includes(one));
  if (availableFactors.length === 0 || switchedOff || isProved) return;
  throw new LogtoError(403, 'session.mfa.require_mfa_verification', {
    availableFactors,
    maskedIdentifiers: {},
  });
}

/** @throws 422 while the policy wants a factor set up, or wants it to be offered. */
export function requireMfaSetUp(
  { signInExperience }: Tenant,
  user: LogtoUser,
  event: 'SignIn' | 'Register',
  pending: PendingMfa,
) {
  const { factors, policy } = signInExperience.mfa;
  const onlyAtSignIn = event === 'Register' && policy === 'PromptOnlyAtSignIn';
  if (factors.length === 0 || policy === 'NoPrompt' || onlyAtSignIn) return;
  const skippable = isSkippable(policy);
  if (skippable && (pending.skipped ?? user.mfa.skipped)) return;

  const own = user.mfaVerifications.map(({ type }) => type);
  if (skippable) {
    const enabled = pending.enabled ?? user.mfa.enabled ?? own.length > 0;
    if (!enabled) throw new LogtoError(422, 'user.suggest_mfa');
    pending.enabled = true;
  }
  const linked = new Set<string>(own);
  if (pending.totpSecret) linked.add('Totp');
  if (pending.backupCodes) linked.add('BackupCode');
  const availableFactors = factors.filter((factor) => factor !== 'BackupCode');
  if (!availableFactors.some((factor) => linked.has(factor))) {
    throw new LogtoError(422, 'user.missing_mfa', {
      availableFactors,
      ...(skippable && { skippable }),
    });
  }
  if (factors.includes('BackupCode') && !linked.has('BackupCode')) {
    throw new LogtoError(422, 'session.mfa.backup_code_required');
  }
}

export function saveMfa(user: LogtoUser, pending: PendingMfa, now: number) {
  const { totpSecret, backupCodes, enabled, skipped } = pending;
  const common = () => ({ id: newId(21), createdAt: new Date(now).toISOString() });
  if (totpSecret) user.mfaVerifications.push({ ...common(), type: 'Totp', key: totpSecret });
  if (backupCodes) {
    const codes = backupCodes.map((code) => ({ code }));
    user.mfaVerifications.push({ ...common(), type: 'BackupCode', codes });
  }
  if (totpSecret || enabled) user.mfa.enabled = true;
  if (skipped) user.mfa.skipped = true;
}
