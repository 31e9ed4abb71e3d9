/**
 * Sign-ins of this application through a company's own connection, from Logto's audit log. Any other
 * way in is no business of an organization: a company's identity provider can link a foreign account
 * and make it a member (docs/vendors.md L3), whose administrators would then read when and from where
 * that person signs in.
 */
import 'server-only';
import type { ManagementClient } from '@logto-okta/clients/logto/client';
import { z } from 'zod';
import { getEnv } from '#lib/env.ts';
import { keep } from './kept.ts';

/**
 * Logto's payloads hold codes, PKCE verifiers and all that a company's Okta says of a person
 * (docs/vendors.md L13): only what is listed here is read, the rest never leaves the parser.
 */
const recordSchema = z.object({
  type: z.string(),
  connectorId: z.string().nullish(),
  /** Absent while nobody has vouched for anybody. */
  issuer: z.string().nullish(),
});
const logSchema = z.object({
  id: z.string(),
  key: z.string(),
  createdAt: z.number(),
  payload: z.object({
    result: z.string().nullish(),
    userId: z.string().nullish(),
    ip: z.string().nullish(),
    interaction: z.object({ verificationRecords: z.array(recordSchema).nullish() }).nullish(),
  }),
});
type Log = z.output<typeof logSchema>;

export type CompanySignIn = {
  id: string;
  kind: 'company_sso' | 'registered';
  at: Date;
  succeeded: boolean;
  userId: string;
  ip: string | undefined;
};

const KINDS = {
  'Interaction.SignIn.Submit': 'company_sso',
  'Interaction.Register.Submit': 'registered',
} as const;
type Key = keyof typeof KINDS;

/** Second factors come after any first one. */
const SECOND_FACTORS = ['Totp', 'WebAuthn', 'BackupCode', 'MfaEmailVerificationCode'];

/**
 * The connector by which somebody signed in. Undefined when another way may have been meant: among the
 * records may be a company's that was begun and never finished, or one beside a password.
 */
function connectorOf({ payload }: Log): string | undefined {
  const records = payload.interaction?.verificationRecords ?? [];
  const first = records.filter(({ type }) => !SECOND_FACTORS.includes(type));
  const finished = first.filter(({ type, issuer }) => type === 'EnterpriseSso' && issuer);
  const others = first.filter(({ type }) => type !== 'EnterpriseSso');
  const [one, ...more] = new Set(finished.map(({ connectorId }) => connectorId ?? undefined));
  return more.length === 0 && others.length === 0 ? one : undefined;
}

const PAGE_SIZE = 100;
/** Pages of the log that are looked through; the same for all organizations, so read once for all. */
const MOST_PAGES: Record<Key, number> = {
  'Interaction.SignIn.Submit': 5,
  'Interaction.Register.Submit': 2,
};
/** Milliseconds. */
const LOG_TTL_MS = 15_000;

const logPage = (api: ManagementClient, logKey: Key, page: number): Promise<Log[]> =>
  keep(JSON.stringify(['log', logKey, page]), LOG_TTL_MS, () =>
    api.get('/logs', {
      to: 'read the audit log',
      query: {
        applicationId: getEnv().LOGTO_APP_ID,
        logKey,
        page,
        page_size: PAGE_SIZE,
        // Counting a long log takes longer than reading its newest entries.
        enableCap: 'true',
      },
      schema: z.array(logSchema),
    }),
  );

async function ofKind(
  api: ManagementClient,
  logKey: Key,
  connectorIds: Set<string>,
  most: number,
): Promise<CompanySignIn[]> {
  const found: CompanySignIn[] = [];
  for (let page = 1; page <= MOST_PAGES[logKey] && found.length < most; page += 1) {
    const logs = await logPage(api, logKey, page);
    for (const log of logs) {
      const { userId, result, ip } = log.payload;
      const connectorId = connectorOf(log);
      if (!userId || !connectorId || !connectorIds.has(connectorId)) continue;
      found.push({
        ...{ id: log.id, kind: KINDS[logKey], userId, ip: ip ?? undefined },
        ...{ at: new Date(log.createdAt), succeeded: result === 'Success' },
      });
    }
    if (logs.length < PAGE_SIZE) break;
  }
  return found;
}

/**
 * The newest sign-ins through these connectors, as far back as the newest few hundred of the whole
 * application reach. Seven requests at most, whatever the number of people and organizations.
 * @throws ManagementError
 */
export async function companySignIns(
  api: ManagementClient,
  connectorIds: Set<string>,
  most: number,
): Promise<CompanySignIn[]> {
  if (connectorIds.size === 0) return [];
  const kinds = Object.keys(KINDS) as Key[];
  const all = await Promise.all(kinds.map((key) => ofKind(api, key, connectorIds, most)));
  return all.flat();
}
