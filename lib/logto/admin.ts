import 'server-only';
import { createManagementClient, type ManagementClient } from '@logto-okta/clients/logto/client';
import { createLanes, type Lane } from '@logto-okta/clients/logto/lanes';
import { z } from 'zod';
import { getEnv } from '#lib/env.ts';

/** Milliseconds and tries. A person waits for it, unlike for the command line. */
const LIMITS = { timeoutMs: 4000, attempts: 2, longestWaitMs: 1000 };

/** One set a process: Next bundles routes, pages and `proxy.ts` apart from each other. */
const KEY = Symbol.for('northgate.management-lanes');
const holder = globalThis as { [KEY]?: ReturnType<typeof createLanes> };

const clients = new Map<Lane, ManagementClient>();

/**
 * Logto's Management API, or undefined when the app was given no credentials for it.
 * @param lane `guard` for what decides whether somebody is let in; it never waits for pages or for
 * `revalidation`, where each running session is asked about.
 */
export function managementApi(lane: Lane = 'pages'): ManagementClient | undefined {
  const env = getEnv();
  const { LOGTO_M2M_APP_ID: appId, LOGTO_M2M_APP_SECRET: appSecret } = env;
  if (!appId || !appSecret) return undefined;
  const known = clients.get(lane);
  if (known) return known;
  holder[KEY] ??= createLanes();
  const client = createManagementClient({
    endpoint: env.LOGTO_ENDPOINT,
    credentials: { appId, appSecret },
    ...(env.LOGTO_M2M_RESOURCE && { resource: env.LOGTO_M2M_RESOURCE }),
    ...LIMITS,
    fetch: holder[KEY][lane],
  });
  clients.set(lane, client);
  return client;
}

/** How somebody proved who they are; more types exist than are of interest here. */
const recordSchema = z.looseObject({
  type: z.string(),
  connectorId: z.string().optional(),
  /** Absent while nobody has vouched for anybody. */
  issuer: z.string().optional(),
  enterpriseSsoUserInfo: z.looseObject({ id: z.string() }).optional(),
});
const sessionsSchema = z.object({
  sessions: z.array(
    z.looseObject({
      payload: z.looseObject({
        uid: z.string(),
        /** Seconds. */
        iat: z.number(),
        loginTs: z.number().optional(),
        authorizations: z
          .record(z.string(), z.looseObject({ sid: z.string().optional() }))
          .nullish(),
      }),
      lastSubmission: z
        .looseObject({
          userId: z.string().optional(),
          verificationRecords: z.array(recordSchema).nullish(),
          signInContext: z
            .looseObject({ ip: z.string().optional(), userAgent: z.string().optional() })
            .nullish(),
        })
        .nullish(),
    }),
  ),
});
export type LogtoSession = z.output<typeof sessionsSchema>['sessions'][number];

/**
 * A person's sessions at Logto, on all their devices.
 * @throws ManagementError
 */
export async function sessionsOf(api: ManagementClient, userId: string): Promise<LogtoSession[]> {
  const path = `/users/${encodeURIComponent(userId)}/sessions`;
  const { sessions } = await api.get(path, {
    to: "list a person's sessions",
    schema: sessionsSchema,
  });
  return sessions;
}

/** The one that an ID token's `sid` names: it is per application and session (docs/vendors.md L6). */
export const sessionBySid = (sessions: LogtoSession[], sid: string): LogtoSession | undefined =>
  sessions.find(({ payload }) => payload.authorizations?.[getEnv().LOGTO_APP_ID]?.sid === sid);

/**
 * Ends one session of a person at Logto and every grant that came of it. Logto sends no
 * back-channel logout for it (docs/vendors.md L8).
 * @throws ManagementError
 */
export const endSessionAtLogto = (api: ManagementClient, userId: string, session: LogtoSession) =>
  api.delete(
    `/users/${encodeURIComponent(userId)}/sessions/${encodeURIComponent(session.payload.uid)}?revokeGrantsTarget=all`,
    "end a person's session",
  );

/** The same for all of them, or those that `which` is about. @throws ManagementError */
export async function endSessionsAtLogto(
  api: ManagementClient,
  userId: string,
  which: (session: LogtoSession) => boolean = () => true,
): Promise<void> {
  const sessions = (await sessionsOf(api, userId)).filter(which);
  await Promise.all(sessions.map((session) => endSessionAtLogto(api, userId, session)));
}
