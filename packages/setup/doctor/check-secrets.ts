/** Secrets in Logto that are about to expire, or have. */
import type { ApplicationSecret } from '@logto-okta/clients/logto/schemas';
import type { Facts, TenantFacts } from './facts.ts';
import { error, FIX, type Finding, ok, skipped, warn } from './finding.ts';

const DAY_MS = 24 * 3600 * 1000;
const SOON_DAYS = 30;
const id = 'application.secret-expiry';

export function checkSecrets({ now, settings }: Facts, tenant: TenantFacts): Finding[] {
  const { LOGTO_APP_SECRET, LOGTO_M2M_APP_SECRET } = settings.values;
  const findings = [
    judge('LOGTO_APP_SECRET', LOGTO_APP_SECRET, tenant.secrets, now),
    judge('LOGTO_M2M_APP_SECRET', LOGTO_M2M_APP_SECRET, tenant.machineSecrets, now),
  ].filter((one) => one !== undefined);
  if (findings.length > 0) return findings;
  const { machineSecrets: unread } = tenant.unread;
  return [
    unread
      ? skipped(id, 'When LOGTO_M2M_APP_SECRET expires', unread.why)
      : ok(id, 'No secret in use expires soon'),
  ];
}

function judge(
  setting: string,
  value: string | undefined,
  secrets: ApplicationSecret[],
  now: number,
): Finding | undefined {
  const inUse = secrets.find((one) => one.value === value);
  // A wrong secret is told by who refuses it.
  if (!inUse?.expiresAt) return undefined;
  const days = Math.floor((inUse.expiresAt - now) / DAY_MS);
  if (days >= SOON_DAYS) return undefined;
  const date = new Date(inUse.expiresAt).toISOString().slice(0, 10);
  const renew = `Logto Console > Applications > the application > App secrets > Create: the new value into ${setting} everywhere, then delete the old one.`;
  if (days >= 0) {
    return warn(id, `${setting} expires in ${days} days`, {
      about: setting,
      cause: `The secret "${inUse.name}" ends on ${date}.`,
      consequence: 'From then on Logto refuses this app.',
      fix: renew,
      docs: 'docs/errors/client_rejected.md',
    });
  }
  // Setup can exchange the app's own secret, not the one that it works with itself.
  const fixable = setting === 'LOGTO_APP_SECRET';
  return error(id, `${setting} has expired`, {
    about: setting,
    cause: `The secret "${inUse.name}" ended on ${date}.`,
    consequence: 'Logto refuses this app.',
    fix: fixable ? `${FIX}, or ${renew}` : renew,
    docs: 'docs/errors/client_rejected.md',
    ...(fixable && { fixable }),
  });
}
