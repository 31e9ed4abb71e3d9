/** Ending sessions and grants of somebody by the Management API: what goes on, and what doesn't. */
import { z } from 'zod';
import { Client } from './client.ts';
import { basic } from './flows.ts';
import { type Bench, byPassword, managed, NO_CONTENT, ok, refused } from './management-bench.ts';
import { type Case, fresh, invalidGrant } from './shapes.ts';

/** Signs in, ends the session as told, and asks for new tokens. */
const refreshAfter = (query: string) => async (bench: Bench) => {
  const { target } = bench;
  const { claims, refresh_token } = await byPassword(fresh(target), target);
  const sub = claims.sub ?? '';
  const all = await bench.sessionsOf(sub);
  const { id } = target.application;
  const own = all.find(({ payload }) => payload.authorizations[id]?.sid === claims.sid);
  await bench.api('DELETE', `users/${sub}/sessions/${own?.payload.uid}${query}`);
  return fresh(target).form(
    '/oidc/token',
    { grant_type: 'refresh_token', refresh_token },
    basic(target),
  );
};

export const managementSessionEndCases: Case[] = [
  managed('tokens after their session was ended', refreshAfter(''), () => ({ status: 200 })),
  managed(
    'tokens after their session was ended with the grants',
    refreshAfter('?revokeGrantsTarget=all'),
    () => ({ status: 400, body: invalidGrant }),
  ),
  managed(
    'tokens after their session was ended with those of first-party applications',
    refreshAfter('?revokeGrantsTarget=firstParty'),
    () => ({ status: 400, body: invalidGrant }),
  ),
  managed(
    'ending a session',
    async (bench) => {
      const { claims } = await byPassword(new Client(bench.target.endpoint), bench.target);
      const [first] = await bench.sessionsOf(claims.sub ?? '');
      return bench.call('DELETE', `users/${claims.sub}/sessions/${first?.payload.uid}`);
    },
    () => NO_CONTENT,
  ),
  managed(
    'ending a session of somebody else',
    async (bench) => {
      const { claims } = await byPassword(fresh(bench.target), bench.target);
      const [first] = await bench.sessionsOf(claims.sub ?? '');
      const other = await bench.user();
      return bench.call('DELETE', `users/${other.id}/sessions/${first?.payload.uid}`);
    },
    () => refused(404, 'oidc.invalid_session_account_id'),
  ),
  managed(
    'ending a session that is none',
    async ({ call, target }) => call('DELETE', `users/${target.user.id}/sessions/nope`),
    () => refused(404, 'oidc.session_not_found'),
  ),
  managed(
    'a session that is none',
    async ({ call, target }) => call('GET', `users/${target.user.id}/sessions/nope`),
    () => refused(404, 'oidc.session_not_found'),
  ),
  managed(
    'sessions of nobody',
    async ({ call }) => call('GET', 'users/nope/sessions'),
    () => ok(z.strictObject({ sessions: z.tuple([]) })),
  ),
  managed(
    'a grant that is none',
    async ({ call, target }) => call('DELETE', `users/${target.user.id}/grants/nope`),
    () => refused(404, 'oidc.invalid_grant'),
  ),
];
