/** Logto itself: there, on time, called as it calls itself, and willing to talk to us. */
import type { Discovery, Fact, Facts } from './facts.ts';
import { type CheckId, error, FIX, type Finding, ok, skipped, warn } from './finding.ts';

const WARN_SKEW_MS = 60_000;
/** Beyond it the app refuses ID tokens (docs/errors/clock_skew.md). */
const ERROR_SKEW_MS = 300_000;

export function checkLogto(facts: Facts): Finding[] {
  return [
    reachable(facts),
    clock('logto.clock', 'Logto', facts.logto.discovery),
    issuer(facts),
    credentials(facts),
    management(facts),
  ];
}

function reachable({ logto: { endpoint = '', discovery } }: Facts): Finding {
  const id = 'logto.reachable';
  if (discovery.state === 'unasked') return skipped(id, 'Logto', discovery.why);
  const isThere =
    discovery.state === 'known' && discovery.value.status === 200 && discovery.value.issuer;
  if (isThere) return ok(id, `Logto answers at ${endpoint}`);
  return error(id, 'Logto does not answer', {
    cause:
      discovery.state === 'failed'
        ? discovery.why
        : `${discovery.value.url} answered ${discovery.value.status}, and not as a Logto does.`,
    consequence: 'Nobody can sign in.',
    fix: `Check that LOGTO_ENDPOINT is your Logto's address and that Logto runs: curl ${endpoint}/oidc/.well-known/openid-configuration`,
    docs: 'docs/errors/logto_unreachable.md',
  });
}

/** @param who whose clock, as a subject. */
export function clock(id: CheckId, who: string, discovery: Fact<Discovery>, about?: string) {
  const skew = discovery.state === 'known' ? discovery.value.skewMs : undefined;
  if (skew === undefined) {
    return skipped(
      id,
      `Clock of ${who}`,
      'It told no time: no answer, or none with a date.',
      about,
    );
  }
  const seconds = Math.round(Math.abs(skew) / 1000);
  if (Math.abs(skew) <= WARN_SKEW_MS) return ok(id, `Clocks here and at ${who} agree`, about);
  const isOver = Math.abs(skew) > ERROR_SKEW_MS;
  return (isOver ? error : warn)(id, `Clocks here and at ${who} differ`, {
    ...(about && { about }),
    cause: `The clock of ${who} is ${seconds} seconds ${skew > 0 ? 'ahead of' : 'behind'} this machine's.`,
    consequence: isOver
      ? 'Tokens count as expired, or as not yet issued: sign-ins fail.'
      : 'From five minutes on, sign-ins fail.',
    fix: 'Set the wrong one by NTP (timedatectl set-ntp true). If this machine is not the server, run doctor there.',
    docs: 'docs/errors/clock_skew.md',
  });
}

function issuer({ logto: { endpoint = '', discovery } }: Facts): Finding {
  const id = 'logto.issuer';
  const says = discovery.state === 'known' ? discovery.value.issuer : undefined;
  if (!says) return skipped(id, "Logto's name for itself", 'Logto gave no discovery document.');
  if (says === `${endpoint}/oidc`) return ok(id, 'Logto calls itself as LOGTO_ENDPOINT does');
  return error(id, 'Logto calls itself otherwise', {
    cause: `Its issuer is ${says}; LOGTO_ENDPOINT makes it ${endpoint}/oidc.`,
    consequence:
      'People, redirect URIs and tokens go by the other address; callbacks registered at Okta under this one are never used.',
    fix: `Set LOGTO_ENDPOINT=${says.replace(/\/oidc$/, '')}. Or, self-hosted: set Logto's own ENDPOINT to ${endpoint} and restart it.`,
    docs: 'docs/errors/issuer_mismatch.md',
  });
}

function credentials({ logto: { client }, settings, tenant }: Facts): Finding {
  const id = 'logto.credentials';
  const what = 'App ID and App secret';
  if (client.state === 'unasked') return skipped(id, what, client.why);
  if (client.state === 'failed') return skipped(id, what, client.why);
  if (client.value === 'accepted') return ok(id, 'Logto accepts App ID and App secret');
  if (client.value === 'no_redirect_uri') {
    return skipped(id, what, 'Without any redirect URI Logto refuses the application unseen.');
  }
  const common = { docs: 'docs/errors/client_rejected.md' };
  const fixable = tenant.state === 'known';
  const fix = `${fixable ? `${FIX}, or ` : ''}Logto Console > Applications > your application: App ID and App secret into ${settings.envFile}.`;
  if (client.value === 'client_unknown' || client.value === 'secret_wrong') {
    const isUnknown = client.value === 'client_unknown';
    return error(id, `Logto refuses LOGTO_APP_${isUnknown ? 'ID' : 'SECRET'}`, {
      ...common,
      cause: isUnknown
        ? 'It has no application of that id. Is it of another tenant?'
        : 'The secret is not, or no longer, one of that application.',
      consequence: 'Every sign-in fails at its last step.',
      fix,
      fixable,
    });
  }
  if (client.value === 'grant_refused') {
    return error(id, 'LOGTO_APP_ID is of another type of application', {
      ...common,
      cause: 'The application may not exchange authorization codes, as a machine-to-machine one.',
      consequence: 'Nobody can sign in.',
      fix: `Use one of type "Traditional web". ${fix}`,
    });
  }
  return warn(id, 'Whether App ID and App secret are right is not clear', {
    ...common,
    cause: "The token endpoint's answer to a made-up code is not one of Logto's.",
    consequence: 'Something between here and Logto may change requests.',
    fix: 'Look at what stands before Logto: a proxy, a firewall, a maintenance page.',
  });
}

const ROLE =
  'Logto Console > Applications > the machine-to-machine application > Roles: add "Logto Management API access".';

function management({ tenant }: Facts): Finding {
  const id = 'logto.management';
  if (tenant.state === 'known') {
    const unread = Object.values(tenant.value.unread).map(({ why }) => why);
    if (unread.length === 0) return ok(id, 'The Management API lets us read everything');
    return warn(id, 'The Management API answers in part', {
      cause: [...new Set(unread)].join(' '),
      consequence: 'What it was asked for in vain is not checked.',
      fix: "Run this again in a minute; if it stays so, Logto's log says why.",
      docs: 'docs/setup-logto.md',
    });
  }
  if (tenant.state === 'unasked') return skipped(id, 'Management API', tenant.why);
  if (tenant.code === 'unreachable' || tenant.code === 'timeout') {
    return skipped(id, 'Management API', tenant.why);
  }
  const isRole = tenant.code === 'role_missing';
  const isRefusal =
    isRole || ['credentials_rejected', 'resource_unknown'].includes(tenant.code ?? '');
  return error(id, `The Management API ${isRefusal ? 'refuses' : 'fails'} us`, {
    cause: tenant.why,
    consequence:
      'The SSO guard cannot see how people came, and refuses them all; nothing of the tenant can be checked.',
    fix: isRole
      ? ROLE
      : isRefusal
        ? 'Correct LOGTO_M2M_APP_ID, LOGTO_M2M_APP_SECRET or LOGTO_M2M_RESOURCE as said above.'
        : "Try again; if it stays so, Logto's log says why.",
    docs: 'docs/setup-logto.md',
  });
}
