/** The contract of tokens that prove an address once, and of signing in with one. */
import { z } from 'zod';
import type { Answer } from './client.ts';
import { authorizePath } from './flows.ts';
import {
  type Bench,
  created,
  exchanged,
  invalid,
  managed,
  NO_CONTENT,
  ok,
  refused,
  submitted,
} from './management-bench.ts';
import { type Case, fresh } from './shapes.ts';

type Expect = Parameters<typeof managed>[2];
const moment = z.number().min(1e12);
type Token = { id: string; token: string; email: string };
const token = z.strictObject({
  tenantId: z.string(),
  id: z.string().length(21),
  email: z.string(),
  token: z.string().regex(/^[A-Za-z0-9]{32}$/),
  context: z.strictObject({}),
  status: z.literal('active'),
  createdAt: moment,
  expiresAt: moment,
});
const withToken =
  (method: string, path: string, body?: (one: Token) => object, fields: object = {}) =>
  async (bench: Bench) => {
    const email = `${bench.unique()}@example.test`;
    const one = await bench.make<Token>('one-time-tokens', { email, ...fields });
    return bench.call(method, path.replace(':id', one.id).replace(':email', email), body?.(one));
  };
const verify = ({ token: given, email }: Token) => ({ token: given, email });
const oneTime = (name: string, send: ReturnType<typeof withToken>, expect: Expect): Case =>
  managed(`one-time token: ${name}`, send, expect);
const spend = 'one-time-tokens/verify';

const tokens: Case[] = [
  oneTime('one', withToken('GET', 'one-time-tokens/:id'), () => ok(token)),
  oneTime('of an address', withToken('GET', 'one-time-tokens?email=:email&status=active'), () =>
    ok(z.tuple([token])),
  ),
  oneTime('of an unknown status', withToken('GET', 'one-time-tokens?status=nope'), () =>
    invalid('status'),
  ),
  oneTime('unknown', withToken('GET', 'one-time-tokens/nope'), () =>
    refused(404, 'entity.not_exists_with_id'),
  ),
  oneTime(
    'without an address',
    withToken('POST', 'one-time-tokens', () => ({})),
    () => invalid('email'),
  ),
  oneTime(
    'for no time',
    withToken('POST', 'one-time-tokens', () => ({ email: 'a@b.test', expiresIn: 0 })),
    () => invalid('expiresIn'),
  ),
  oneTime('used', withToken('POST', spend, verify), () =>
    ok(token.extend({ status: z.literal('consumed') })),
  ),
  oneTime(
    'of another address',
    withToken('POST', spend, (one) => ({ ...verify(one), email: 'a@b.test' })),
    () => refused(400, 'one_time_token.email_mismatch'),
  ),
  oneTime(
    'unknown, used',
    withToken('POST', spend, (one) => ({ ...verify(one), token: 'nope' })),
    () => refused(404, 'one_time_token.token_not_found'),
  ),
  oneTime(
    'activated',
    withToken('PUT', 'one-time-tokens/:id/status', () => ({ status: 'active' })),
    () => refused(400, 'one_time_token.cannot_reactivate_token'),
  ),
  oneTime(
    'revoked',
    withToken('PUT', 'one-time-tokens/:id/status', () => ({ status: 'revoked' })),
    () => ok(token.extend({ status: z.literal('revoked') })),
  ),
  oneTime('removed', withToken('DELETE', 'one-time-tokens/:id'), () => NO_CONTENT),
  managed(
    'one-time token: used twice',
    async (bench) => {
      const email = `${bench.unique()}@example.test`;
      const one = await bench.make<Token>('one-time-tokens', { email });
      await bench.call('POST', spend, verify(one));
      return bench.call('POST', spend, verify(one));
    },
    () => refused(400, 'one_time_token.token_consumed'),
  ),
  managed(
    'one-time token: into an organization',
    async (bench) => {
      const { id } = await bench.organization();
      const context = { jitOrganizationIds: [id], unknown: 1 };
      const email = `${bench.unique()}@example.test`;
      const answer = await bench.call('POST', 'one-time-tokens', { email, context });
      const { id: tokenId } = answer.body as Token;
      bench.finally(() => bench.api('DELETE', `one-time-tokens/${tokenId}`));
      return answer;
    },
    () =>
      created(
        token.extend({ context: z.strictObject({ jitOrganizationIds: z.tuple([z.string()]) }) }),
      ),
  ),
];

/** Signs in with a token of the address, as the page does; whoever is new registers. */
async function byToken(bench: Bench, email: string, context: object = {}) {
  const { target, api } = bench;
  const { token: given } = await bench.make<Token>('one-time-tokens', { email, context });
  const client = fresh(target);
  await client.get(authorizePath(target));
  await client.json('PUT', '/api/experience', { interactionEvent: 'SignIn' });
  const path = '/api/experience/verification/one-time-token/verify';
  const identifier = { type: 'email', value: email };
  const proof = await client.json('POST', path, { identifier, token: given });
  const identified = await client.json('POST', '/api/experience/identification', proof.body ?? {});
  if (identified.status === 404) {
    const event = { interactionEvent: 'Register' };
    await client.json('PUT', '/api/experience/interaction-event', event);
    // The tenant wants everybody to have both.
    const profile = { username: bench.unique(), password: target.user.password };
    for (const [type, value] of Object.entries(profile)) {
      await client.json('POST', '/api/experience/profile', { type, value });
    }
    await client.json('POST', '/api/experience/identification', proof.body ?? {});
  }
  const { claims } = await exchanged(client, target, await submitted(client, target));
  if (identified.status === 404) bench.finally(() => api('DELETE', `users/${claims.sub}`));
  return { client, claims, proof, identified };
}

const signingIn: Case[] = [
  managed(
    'one-time token: signs in who has the address',
    async (bench) => {
      const user = await bench.user({ password: bench.target.user.password });
      const { claims } = await byToken(bench, user.primaryEmail);
      const [session] = await bench.sessionsOf(claims.sub ?? '');
      return bench.call('GET', `users/${user.id}/sessions/${session?.payload.uid}`);
    },
    () =>
      ok(
        z.looseObject({
          lastSubmission: z.looseObject({
            interactionEvent: z.literal('SignIn'),
            verificationRecords: z.tuple([
              z.strictObject({
                id: z.string(),
                type: z.literal('OneTimeToken'),
                identifier: z.strictObject({ type: z.literal('email'), value: z.string() }),
                verified: z.literal(true),
                oneTimeTokenContext: z.strictObject({}),
              }),
            ]),
          }),
        }),
      ),
  ),
  managed(
    'one-time token: an address that nobody has',
    async (bench): Promise<Answer> =>
      (await byToken(bench, `${bench.unique()}@example.test`)).identified,
    () => ({ status: 404, body: z.looseObject({ code: z.literal('user.user_not_exist') }) }),
  ),
  managed(
    'one-time token: registers, and joins by token and by the domain of the address',
    async (bench) => {
      const [one, other] = [await bench.organization(), await bench.organization()];
      const emailDomain = `${bench.unique()}.test`;
      await bench.api('POST', `organizations/${other.id}/jit/email-domains`, { emailDomain });
      const context = { jitOrganizationIds: [one.id] };
      const { claims } = await byToken(bench, `x@${emailDomain}`, context);
      return bench.call('GET', `users/${claims.sub}/organizations`);
    },
    () => ok(z.array(z.looseObject({ id: z.string() })).length(2)),
  ),
  managed(
    'one-time token: signs nobody in who has no password, while everybody has to have one',
    async (bench) => {
      const { primaryEmail: email } = await bench.user();
      const { token: given } = await bench.make<Token>('one-time-tokens', { email });
      const client = fresh(bench.target);
      await client.get(authorizePath(bench.target));
      await client.json('PUT', '/api/experience', { interactionEvent: 'SignIn' });
      const path = '/api/experience/verification/one-time-token/verify';
      const identifier = { type: 'email', value: email };
      const proof = await client.json('POST', path, { identifier, token: given });
      await client.json('POST', '/api/experience/identification', proof.body ?? {});
      return client.json('POST', '/api/experience/submit');
    },
    () =>
      refused(422, 'user.missing_profile', {
        data: z.strictObject({ missingProfile: z.tuple([z.literal('password')]) }),
      }),
  ),
  managed(
    'one-time token: of another address, at sign-in',
    async (bench) => {
      const email = `${bench.unique()}@example.test`;
      const { token: given } = await bench.make<Token>('one-time-tokens', { email });
      const client = fresh(bench.target);
      await client.get(authorizePath(bench.target));
      await client.json('PUT', '/api/experience', { interactionEvent: 'SignIn' });
      return client.json('POST', '/api/experience/verification/one-time-token/verify', {
        identifier: { type: 'email', value: 'other@example.test' },
        token: given,
      });
    },
    () => refused(400, 'one_time_token.email_mismatch'),
  ),
];

export const managementOneTimeTokenCases: Case[] = [...tokens, ...signingIn];
