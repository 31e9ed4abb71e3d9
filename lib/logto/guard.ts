import 'server-only';
import { setTimeout as wait } from 'node:timers/promises';
import { domainOf } from '@logto-okta/clients/email-address';
import type { ManagementClient } from '@logto-okta/clients/logto/client';
import { ManagementError } from '@logto-okta/clients/logto/errors';
import { z } from 'zod';
import { getEnv } from '#lib/env.ts';
import { AppError } from '#lib/errors.ts';
import {
  endSessionAtLogto,
  type LogtoSession,
  managementApi,
  sessionBySid,
  sessionsOf,
} from './admin.ts';
import type { Claims } from './claims.ts';
import { type Connector, readCompanies } from './connectors.ts';
import {
  type AddressRefusal,
  companyInstead,
  judgeAddress,
  type RefusedAddress,
  type Way,
} from './guard-rule.ts';
import { type Undone, undoSignIn } from './undo-sign-in.ts';

/**
 * Lets in only who came the way their company decided (docs/decisions/sso-guard.md). Logto itself
 * uses a connector's domains for routing alone: a company's Okta can sign in people of any domain,
 * take over an existing user whose address it asserts, and somebody of a company can go round it
 * with a user name and password (docs/vendors.md L3).
 */
export type Verdict =
  /** No credentials for the Management API: nothing can be known. `npm run doctor` says so. */
  | { kind: 'unguarded' }
  | { kind: 'admitted'; connectorId: string | undefined }
  /** It can't be told: the person has to sign in once more, with a question this time. */
  | { kind: 'ask_again' }
  | (RefusedAddress & {
      kind: 'refused';
      connectorId: string | undefined;
      /** For the audit log: the domain is no secret of the person's. */
      domain: string | undefined;
      end: () => Promise<void>;
      /** What Logto did for it; undefined when no company's sign-in was refused. */
      undo: (() => Promise<Undone>) | undefined;
    });

const userSchema = z.object({
  hasPassword: z.boolean().default(false),
  primaryEmail: z.string().nullish(),
  /** A code can be sent there; to an address of a company's domain Logto sends none. */
  primaryPhone: z.string().nullish(),
  /** Social identities, by provider. */
  identities: z.record(z.string(), z.unknown()).default({}),
  ssoIdentities: z
    .array(z.object({ ssoConnectorId: z.string(), issuer: z.string(), identityId: z.string() }))
    .default([]),
});
type Person = z.output<typeof userSchema>;

/** @throws ManagementError */
const readPerson = (api: ManagementClient, userId: string): Promise<Person> =>
  api.get(`/users/${encodeURIComponent(userId)}`, {
    to: 'read a person',
    query: { includeSsoIdentities: 'true' },
    schema: userSchema,
  });

/** As a company's identity provider knows somebody. */
export type SsoIdentity = { issuer: string; identityId: string };

/** Milliseconds between two tries to learn what has to be known. */
const RETRY_MS = 400;

/**
 * @param identities of companies, linked to the person; undefined when userinfo didn't say.
 * @throws AppError `guard_unavailable` when Logto didn't say in `SSO_GUARD_WAIT_SECONDS`: whoever
 * can't be checked isn't let in.
 */
export async function guardSignIn(
  claims: Claims,
  identities: SsoIdentity[] | undefined,
): Promise<Verdict> {
  const api = managementApi('guard');
  if (!api) return { kind: 'unguarded' };
  return untilKnown(async () =>
    judge(api, claims, identities ?? (await readPerson(api, claims.sub)).ssoIdentities),
  );
}

async function untilKnown<T>(work: () => Promise<T>): Promise<T> {
  const deadline = Date.now() + getEnv().SSO_GUARD_WAIT_SECONDS * 1000;
  for (;;) {
    try {
      return await work();
    } catch (error) {
      if (!(error instanceof ManagementError)) throw error;
      const mayPass = ['unreachable', 'timeout', 'busy', 'failed'].includes(error.code);
      if (mayPass && Date.now() + RETRY_MS < deadline) {
        await wait(RETRY_MS);
        continue;
      }
      throw new AppError('guard_unavailable', error.code, { cause: error });
    }
  }
}

async function judge(
  api: ManagementClient,
  claims: Claims,
  identities: SsoIdentity[],
): Promise<Verdict> {
  const [sessions, { connectors, owners }] = await Promise.all([
    sessionsOf(api, claims.sub),
    readCompanies(api),
  ]);
  if (!claims.sid) {
    throw new AppError(
      'guard_unavailable',
      'the ID token has no sid: register the back-channel logout URI with "session required"',
    );
  }
  const session = sessionBySid(sessions, claims.sid);
  if (!session) throw new AppError('guard_unavailable', 'Logto lists no such session');

  const submitted = submittedWay(session, claims.sub, identities);
  const way = submitted.known
    ? submitted.way
    : onlyWay(await readPerson(api, claims.sub), connectors);
  if (way === undefined) return { kind: 'ask_again' };
  const domain = claims.email ? domainOf(claims.email) : undefined;
  const refused = (code: AddressRefusal): Verdict => ({
    ...{ kind: 'refused', code, connectorId: way ?? undefined, domain },
    continueWith: companyInstead(code, claims.email, { connectors }),
    end: () => endSessionAtLogto(api, claims.sub, session),
    // Only for what Logto says was submitted: a way that is inferred may be of weeks ago.
    undo:
      submitted.known && way !== null
        ? () => undoSignIn(api, refusedSignIn(claims, way, session))
        : undefined,
  });
  const refusal = judgeAddress(way, claims.email, { connectors, owners });
  if (refusal) return refused(refusal);
  if (domain) return { kind: 'admitted', connectorId: way ?? undefined };
  // Without an address there is no domain to go by: a linked company speaks for itself, and the person
  // must be known from the one that they came through alone.
  if (way === null && identities.length > 0) return refused('sso_required');
  if (way !== null && onlyWay(await readPerson(api, claims.sub), connectors) !== way) {
    return refused('sso_wrong_company');
  }
  return { kind: 'admitted', connectorId: way ?? undefined };
}

const refusedSignIn = ({ sub }: Claims, connectorId: string, { payload }: LogtoSession) => ({
  ...{ userId: sub, connectorId, loggedInAt: (payload.loginTs ?? payload.iat) * 1000 },
});

/**
 * How somebody is known to have come without a company. Nothing else says so: neither the absence of
 * a record nor one of a kind that a later Logto may bring, and second factors come after any of them.
 */
const WITHOUT_COMPANY = [
  ...['Password', 'NewPasswordIdentity', 'EmailVerificationCode', 'PhoneVerificationCode'],
  ...['OneTimeToken', 'Social', 'SignInPasskey'],
];

/**
 * Not known when Logto no longer says, or what it says is about somebody before. Among the
 * records may be a company's sign-in that was begun and never finished, and even one that somebody
 * else finished in the same browser (docs/vendors.md L3): what counts is a finished one whose
 * identity is linked to this very person.
 */
function submittedWay(
  { lastSubmission }: LogtoSession,
  userId: string,
  identities: SsoIdentity[],
): { known: true; way: Way | undefined } | { known: false } {
  if (lastSubmission?.userId !== userId) return { known: false };
  const records = lastSubmission.verificationRecords ?? [];
  const finished = records.filter(
    ({ type, enterpriseSsoUserInfo }) => type === 'EnterpriseSso' && enterpriseSsoUserInfo,
  );
  const own = finished.find(({ issuer, enterpriseSsoUserInfo }) =>
    identities.some((one) => one.issuer === issuer && one.identityId === enterpriseSsoUserInfo?.id),
  );
  if (own) return { known: true, way: own.connectorId };
  if (records.some(({ type }) => WITHOUT_COMPANY.includes(type))) return { known: true, way: null };
  // Somebody else's alone contradicts what Logto says of this person: nothing is told from links.
  return finished.length > 0 ? { known: true, way: undefined } : { known: false };
}

/**
 * Logto forgets what was submitted as soon as a session is used again without a question, by a
 * second application or at a second sign-in (docs/vendors.md L3). Most people have one way in only;
 * undefined for the others, who are asked again.
 */
function onlyWay(
  { hasPassword, primaryEmail, primaryPhone, identities, ssoIdentities }: Person,
  companies: readonly Connector[],
): Way | undefined {
  const connectors = new Set(ssoIdentities.map(({ ssoConnectorId }) => ssoConnectorId));
  const [connector, ...more] = connectors;
  if (connector === undefined) return null;
  // To an address that isn't the company's, Logto sends codes.
  const domain = primaryEmail ? domainOf(primaryEmail) : undefined;
  const own = companies.find(({ id }) => id === connector)?.domains ?? [];
  const takesCodes = Boolean(primaryEmail) && !(domain && own.includes(domain));
  const hasOther =
    hasPassword || takesCodes || Boolean(primaryPhone) || Object.keys(identities).length > 0;
  return hasOther || more.length > 0 ? undefined : connector;
}
