/**
 * How a session was made, as the Management API tells it. Whoever decides by it who may come in
 * has to know each of these.
 */
import { z } from 'zod';
import type { Client } from './client.ts';
import { authorizePath, followToApp, SCOPES, signIn } from './flows.ts';
import {
  type Bench,
  byOkta,
  byPassword,
  exchanged,
  managed,
  ok,
  provedByOkta,
  submitted,
} from './management-bench.ts';
import { type Case, fresh, opaque } from './shapes.ts';
import type { Target } from './targets.ts';

const seconds = z.number().max(1e11);
const passwordRecord = (target: Target) =>
  z.strictObject({
    id: z.string().regex(/^[a-z0-9]{21}$/),
    type: z.literal('Password'),
    identifier: z.strictObject({
      type: z.literal('username'),
      value: z.literal(target.user.username),
    }),
    verified: z.literal(true),
  });
const oktaRecord = ({ connector, okta }: Target) =>
  z.strictObject({
    id: z.string().regex(/^[a-z0-9]{21}$/),
    connectorId: z.literal(connector.id),
    type: z.literal('EnterpriseSso'),
    enterpriseSsoUserInfo: z.strictObject({
      id: z.string(),
      email: z.literal(okta.login),
      name: z.literal('Con Tract'),
      givenName: z.literal('Con'),
      familyName: z.literal('Tract'),
      preferredUsername: z.literal(okta.login),
      locale: z.string(),
      zoneinfo: z.string(),
      updatedAt: seconds,
    }),
    issuer: z.literal(okta.url),
  });
/** Begun, and nobody came back from there. */
const openRecord = ({ connector }: Target) =>
  z.strictObject({
    id: z.string(),
    connectorId: z.literal(connector.id),
    type: z.literal('EnterpriseSso'),
  });
const submission = (event: 'SignIn' | 'Register', records: [z.ZodType, ...z.ZodType[]]) =>
  z.strictObject({
    interactionEvent: z.literal(event),
    userId: z.string().length(12),
    verificationRecords: z.tuple(records),
    signInContext: z.looseObject({ ip: z.string(), userAgent: z.string() }),
  });
const session = (target: Target, lastSubmission: z.ZodType) =>
  z.strictObject({
    payload: z.strictObject({
      exp: seconds,
      iat: seconds,
      jti: opaque,
      uid: opaque,
      kind: z.literal('Session'),
      loginTs: seconds,
      accountId: z.string().length(12),
      authorizations: z.strictObject({
        [target.application.id]: z.strictObject({
          // Of the ID token that the case got: `ofToken` puts it here.
          sid: z.literal('the sid of the ID token'),
          grantId: opaque,
          persistsLogout: z.literal(true),
        }),
      }),
    }),
    lastSubmission,
    clientId: z.literal(target.application.id),
    accountId: z.string().length(12),
    expiresAt: z.number().min(1e12),
  });

/** The session of an ID token: the one whose `sid` for the application is the token's. */
async function ofToken(
  { target, call, sessionsOf }: Bench,
  { sub = '', sid }: { sub?: string; sid?: unknown },
) {
  const { id } = target.application;
  const all = await sessionsOf(sub);
  const found = all.filter(({ payload }) => payload.authorizations[id]?.sid === sid);
  if (found.length !== 1) throw new Error(`${found.length} sessions have the sid`);
  const answer = await call('GET', `users/${sub}/sessions/${found[0]?.payload.uid}`);
  const text = answer.text.replace(String(sid), 'the sid of the ID token');
  return { ...answer, text, body: JSON.parse(text) };
}

/** Somebody in a session asks for the application again, without signing in. */
async function again(client: Client, target: Target, extra: Record<string, string> = {}) {
  return followToApp(client, target, authorizePath(target, extra));
}

export const managementSessionCases: Case[] = [
  managed(
    'session by password',
    async (bench) => ofToken(bench, (await byPassword(fresh(bench.target), bench.target)).claims),
    (target) => ok(session(target, submission('SignIn', [passwordRecord(target)]))),
  ),
  managed(
    'session of somebody who registers through a connector',
    async (bench) => ofToken(bench, (await byOkta(bench)).claims),
    (target) => ok(session(target, submission('Register', [oktaRecord(target)]))),
  ),
  managed(
    'session through a connector, the second time',
    async (bench) => {
      await byOkta(bench);
      return ofToken(bench, (await byOkta(bench)).claims);
    },
    (target) => ok(session(target, submission('SignIn', [oktaRecord(target)]))),
  ),
  managed(
    'session after a silent sign-in with prompt=none: as before',
    async (bench) => {
      const client = fresh(bench.target);
      await byPassword(client, bench.target);
      const callback = await again(client, bench.target, { prompt: 'none', scope: SCOPES });
      return ofToken(bench, (await exchanged(client, bench.target, callback)).claims);
    },
    (target) => ok(session(target, submission('SignIn', [passwordRecord(target)]))),
  ),
  managed(
    'session after prompt=consent without a sign-in: the record is gone',
    async (bench) => {
      const client = fresh(bench.target);
      await byPassword(client, bench.target);
      const callback = await again(client, bench.target);
      return ofToken(bench, (await exchanged(client, bench.target, callback)).claims);
    },
    (target) => ok(session(target, z.null())),
  ),
  managed(
    'session after prompt=login consent, by another way: the new one',
    async (bench) => {
      const { client, claims } = await byOkta(bench);
      const { username, password } = bench.target.user;
      const other = { username: `${username}x`, password };
      await bench.api('PATCH', `users/${claims.sub}`, { username: other.username });
      await bench.api('PATCH', `users/${claims.sub}/password`, { password });
      const target = { ...bench.target, user: { ...bench.target.user, ...other } };
      const later = await byPassword(client, target, { prompt: 'login consent' });
      return ofToken(bench, later.claims);
    },
    (target) => {
      const user = { ...target.user, username: `${target.user.username}x` };
      return ok(session(target, submission('SignIn', [passwordRecord({ ...target, user })])));
    },
  ),
  managed(
    'session after prompt=login alone, by another way: still the old one',
    async (bench) => {
      const { client, claims } = await byOkta(bench);
      const { username, password } = bench.target.user;
      const other = { username: `${username}y`, password };
      await bench.api('PATCH', `users/${claims.sub}`, { username: other.username });
      await bench.api('PATCH', `users/${claims.sub}/password`, { password });
      const target = { ...bench.target, user: { ...bench.target.user, ...other } };
      const callback = await signIn(client, target, { prompt: 'login' });
      return ofToken(bench, (await exchanged(client, target, callback)).claims);
    },
    (target) => ok(session(target, submission('Register', [oktaRecord(target)]))),
  ),
  managed(
    'session by password, after a connector was only begun: both are in the record',
    async (bench) => {
      const { target } = bench;
      const client = fresh(target);
      await client.get(authorizePath(target));
      await client.json('PUT', '/api/experience', { interactionEvent: 'SignIn' });
      await client.json(
        'POST',
        `/api/experience/verification/sso/${target.connector.id}/authorization-uri`,
        { state: 's', redirectUri: `${target.endpoint}/callback/${target.connector.id}` },
      );
      return ofToken(bench, await identifiedByPassword(client, target));
    },
    (target) =>
      ok(session(target, submission('SignIn', [openRecord(target), passwordRecord(target)]))),
  ),
  managed(
    'session by password, after somebody else came back from the connector: both',
    async (bench) => {
      const { target } = bench;
      const client = fresh(target);
      await client.get(authorizePath(target));
      await client.json('PUT', '/api/experience', { interactionEvent: 'SignIn' });
      await provedByOkta(client, target);
      return ofToken(bench, await identifiedByPassword(client, target));
    },
    (target) =>
      ok(session(target, submission('SignIn', [oktaRecord(target), passwordRecord(target)]))),
  ),
];

async function identifiedByPassword(client: Client, target: Target) {
  const { username, password } = target.user;
  const proof = await client.json('POST', '/api/experience/verification/password', {
    identifier: { type: 'username', value: username },
    password,
  });
  await client.json('POST', '/api/experience/identification', proof.body as object);
  return (await exchanged(client, target, await submitted(client, target))).claims;
}
