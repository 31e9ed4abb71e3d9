/** The faults that can be asked for by name, with what each takes, for the control API. */
import type { JWK } from 'oidc-provider';
import { z } from 'zod';
import type { Clock } from './clock.ts';
import {
  answers,
  dropped,
  type Faults,
  forgedState,
  limited,
  replayedCode,
  silent,
  slow,
} from './faults.ts';
import { forged, otherKey, oversized, rotatedKeys, skewed } from './forged-tokens.ts';
import type { Listener } from './http.ts';

/** A server of the sandbox, as far as faults and time are concerned. */
export type Faulty = {
  url: string;
  faults: Faults;
  clock: Clock;
  /** All private keys that it signs with. */
  signingKeys: JWK[];
  network: Pick<Listener, 'goAway' | 'comeBack'>;
};

const MAX_MS = 120_000;
const limits = {
  path: z
    .string()
    .startsWith('/')
    .optional()
    .describe('only requests whose path begins with this meet the fault'),
  times: z.int().min(1).optional().describe('so many requests meet it, those after them do not'),
};
const token = z.enum(['id_token', 'access_token']).optional().describe('default id_token');
const kind = <K extends string, S extends z.ZodRawShape>(name: K, about: string, shape: S) =>
  z.strictObject({ kind: z.literal(name), ...shape }).describe(about);
const ofTokens = { token, ...limits };

const KINDS = [
  kind('slow', 'answers late', { ms: z.int().min(1).max(MAX_MS), ...limits }),
  kind('silent', 'takes the request and never answers', limits),
  kind('dropped', 'breaks the connection off', limits),
  kind('unreachable', 'nothing listens at the port, until the fault is taken back', {}),
  kind('status', 'answers with a status and no more, or with this body', {
    status: z.int().min(400).max(599),
    body: z.string().optional(),
    ...limits,
  }),
  kind('rate-limited', 'answers 429, with Retry-After and X-Rate-Limit-* unless headers is false', {
    headers: z.boolean().optional(),
    ...limits,
  }),
  kind('clock-skew', 'tokens are dated by a clock so many seconds ahead, or behind if negative', {
    seconds: z.int(),
    ...ofTokens,
  }),
  kind('expired', 'tokens expired an hour ago', ofTokens),
  kind('wrong-issuer', 'tokens name another issuer', ofTokens),
  kind('wrong-audience', 'tokens are for another client', ofTokens),
  kind('wrong-signature', 'tokens are signed by a stranger who names the right key', ofTokens),
  kind('unknown-key', 'tokens are signed with a key that is not published', ofTokens),
  kind('rotated-keys', 'tokens are signed with a new key, the only one published', ofTokens),
  kind('alg-none', 'tokens are not signed', ofTokens),
  kind('oversized-claims', 'a claim is a list of names, in the ID token and at userinfo', {
    bytes: z.int().min(1).max(1_000_000),
    claim: z.string().min(1).optional().describe('default groups'),
    ...limits,
  }),
  kind('replayed-code', 'the code has been redeemed when the client comes with it', limits),
  kind('forged-state', 'the browser is sent back with another state', limits),
] as const;

export const faultRequest = z.discriminatedUnion('kind', KINDS);
export type FaultRequest = z.infer<typeof faultRequest>;
export const kindNames = KINDS.map(({ shape }) => shape.kind.value);
/** JSON Schema of each, by name. */
export const describeKinds = () =>
  Object.fromEntries(KINDS.map((one) => [one.shape.kind.value, z.toJSONSchema(one)]));

const HOUR = 3600;
const seconds = () => Math.floor(Date.now() / 1000);

const contentType = (body: string) =>
  body.startsWith('{') ? 'application/json' : body.startsWith('<') ? 'text/html' : 'text/plain';

const rateLimitHeaders = () => ({
  'retry-after': '30',
  'x-rate-limit-limit': '60',
  'x-rate-limit-remaining': '0',
  'x-rate-limit-reset': String(seconds() + 30),
});

/** All but `unreachable`, which is no matter of requests. */
export async function createFault(
  wanted: Exclude<FaultRequest, { kind: 'unreachable' }>,
  { url, signingKeys: keys }: Faulty,
): Promise<Faults> {
  const name = 'token' in wanted && wanted.token ? { token: wanted.token } : {};
  const claims = (change: Record<string, unknown>) => forged(keys, { ...name, claims: change });
  const [key] = keys;
  if (!key) throw new Error('a server without keys signs nothing');
  switch (wanted.kind) {
    case 'slow':
      return { request: slow(wanted.ms) };
    case 'silent':
      return { request: silent };
    case 'dropped':
      return { request: dropped };
    case 'status': {
      const { status, body = '' } = wanted;
      return { request: answers(status, body, { 'content-type': contentType(body) }) };
    }
    case 'rate-limited': {
      const headers = wanted.headers === false ? {} : rateLimitHeaders();
      return { request: answers(429, 'Too Many Requests', headers) };
    }
    case 'clock-skew':
      return { response: skewed(keys, wanted.seconds, wanted.token) };
    case 'expired':
      return { response: skewed(keys, -2 * HOUR, wanted.token) };
    case 'wrong-issuer':
      return { response: claims({ iss: 'https://elsewhere.example' }) };
    case 'wrong-audience':
      return { response: claims({ aud: 'another-client' }) };
    case 'wrong-signature':
      return { response: forged(keys, { ...name, signWith: await otherKey(key) }) };
    case 'unknown-key': {
      const signWith = await otherKey(key, 'unknown-key');
      return { response: forged(keys, { ...name, header: { kid: signWith.kid }, signWith }) };
    }
    case 'rotated-keys':
      return { response: await rotatedKeys(keys, wanted.token) };
    case 'alg-none':
      return { response: forged(keys, { ...name, header: { alg: 'none' } }) };
    case 'oversized-claims':
      return { response: oversized(keys, wanted.claim ?? 'groups', wanted.bytes) };
    case 'replayed-code':
      return { request: replayedCode(url) };
    case 'forged-state':
      return { response: forgedState };
  }
}

/** One fault at a time at a server, switched on and off. */
export function faultSwitch(server: Faulty) {
  let current: { fault: FaultRequest; met: () => number } | undefined;
  async function clear() {
    if (current?.fault.kind === 'unreachable') await server.network.comeBack();
    current = undefined;
    delete server.faults.request;
    delete server.faults.response;
  }
  return {
    clear,
    /** `met`: how many requests it has met so far. */
    state: () => ({ fault: current?.fault ?? null, met: current?.met() ?? 0 }),
    async set(fault: FaultRequest) {
      await clear();
      if (fault.kind === 'unreachable') {
        await server.network.goAway();
        current = { fault, met: () => 0 };
        return;
      }
      const { met, ...hooks } = limited(await createFault(fault, server), fault);
      Object.assign(server.faults, hooks);
      current = { fault, met };
    },
  };
}
export type FaultSwitch = ReturnType<typeof faultSwitch>;
