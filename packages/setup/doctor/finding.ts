/** What the doctor says: data only, so that it can be shown, compared and tested. */
export type Level = 'ok' | 'warn' | 'error' | 'skipped';

export type Finding = {
  /** Stable; listed in docs/doctor.md. */
  id: CheckId;
  level: Level;
  /** What was looked at and how it is, in one line. */
  title: string;
  /** Which of several, a connector's name for example. */
  about?: string;
  /** What is wrong; of a skipped check, why. */
  cause?: string;
  /** What comes of it. */
  consequence?: string;
  /** A command, or where to click. */
  fix?: string;
  /** A file of this repository. */
  docs?: string;
  /** Whether `--fix` fixes it. */
  fixable?: boolean;
};

/** Every check there is, by group, in the order in which a sign-in meets what they are about. */
export const CHECKS = {
  settings: [
    'settings.valid',
    'settings.secret-strength',
    'settings.env-file',
    'settings.guard',
    'settings.companies',
  ],
  logto: [
    'logto.reachable',
    'logto.clock',
    'logto.issuer',
    'logto.credentials',
    'logto.management',
  ],
  application: [
    'application.exists',
    'application.type',
    'application.redirect-uris',
    'application.post-logout-uris',
    'application.unsafe-uris',
    'application.back-channel-uri',
    'application.back-channel-session',
    'application.back-channel-public',
    'application.secret-expiry',
  ],
  tenant: [
    'tenant.sso-enabled',
    'tenant.sign-in-mode',
    'tenant.email-sign-in',
    'tenant.email-sign-up',
    'tenant.pwned-check',
    'tenant.account-center',
    'tenant.id-token-claims',
    'tenant.organization-template',
    'tenant.organization-admin',
    'tenant.api-resource',
  ],
  connectors: [
    'connector.any',
    'connector.owned-domain',
    'connector.missing',
    'connector.draft',
    'connector.trailing-slash',
    'connector.discovery',
    'connector.issuer',
    'connector.clock',
    'connector.credentials',
    'connector.domains',
    'connector.shared-domain',
    'connector.offline-access',
    'connector.unverified-email',
    'connector.organization',
    'connector.foreign-members',
  ],
  okta: [
    'okta.api',
    'okta.engine',
    'okta.client-id',
    'okta.active',
    'okta.type',
    'okta.client-auth',
    'okta.pkce',
    'okta.grant-types',
    'okta.redirect-uris',
    'okta.post-logout-uris',
    'okta.tile',
    'okta.assignment',
    'okta.scope-grants',
    'okta.secret',
  ],
  redis: ['redis.reachable', 'redis.eviction', 'redis.tls'],
  app: [
    'app.reachable',
    'app.https',
    'app.hsts',
    'app.csp',
    'app.framing',
    'app.caching',
    'app.sign-in',
    'app.cookies',
    'app.back-channel',
  ],
} as const;

export type Group = keyof typeof CHECKS;
export type CheckId = (typeof CHECKS)[Group][number];

export const groupOf = (id: CheckId): Group =>
  (Object.keys(CHECKS) as Group[]).find((group) =>
    (CHECKS[group] as readonly string[]).includes(id),
  ) as Group;

type Problem = Pick<Finding, 'cause' | 'consequence' | 'fix' | 'docs' | 'fixable' | 'about'>;

export const ok = (id: CheckId, title: string, about?: string): Finding => ({
  id,
  level: 'ok',
  title,
  ...(about && { about }),
});
export const warn = (id: CheckId, title: string, problem: Problem): Finding => ({
  id,
  level: 'warn',
  title,
  ...problem,
});
export const error = (id: CheckId, title: string, problem: Problem): Finding => ({
  id,
  level: 'error',
  title,
  ...problem,
});
export const skipped = (id: CheckId, title: string, cause: string, about?: string): Finding => ({
  id,
  level: 'skipped',
  title,
  cause,
  ...(about && { about }),
});

export type Counts = Record<Level, number>;
export function count(findings: readonly Finding[]): Counts {
  const counts: Counts = { ok: 0, warn: 0, error: 0, skipped: 0 };
  for (const { level } of findings) counts[level] += 1;
  return counts;
}

/** 0 all fine, 1 warnings only, 2 errors. */
export function exitStatus(findings: readonly Finding[]): 0 | 1 | 2 {
  const counts = count(findings);
  return counts.error > 0 ? 2 : counts.warn > 0 ? 1 : 0;
}

/** How `--fix` is typed, for findings that it fixes. */
export const FIX = 'npm run doctor -- --fix';
