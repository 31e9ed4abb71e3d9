/** Requests of the doctor's own: one try, a time limit, no redirect followed. */
import { basicAuth } from '@logto-okta/clients/basic-auth';
import { own } from '@logto-okta/clients/own';
import { readLimited } from '@logto-okta/clients/read-limited';
import type { Fetch } from '@logto-okta/clients/retry';
import type { Answer, ClientProbe, Discovery, Fact } from './facts.ts';

export type ProbeOptions = { fetch?: Fetch; timeoutMs?: number; now?: () => number };
const TIMEOUT_MS = 8000;
/** Bytes of a body that is read. */
const MOST = 200_000;

const REASONS: Record<string, string> = {
  ECONNREFUSED: 'nothing listens there',
  ENOTFOUND: 'its name is not known to DNS',
  EAI_AGAIN: 'DNS does not answer',
  ECONNRESET: 'the connection was cut',
  UND_ERR_CONNECT_TIMEOUT: 'no connection came about in time',
  CERT_HAS_EXPIRED: 'its certificate has expired',
  DEPTH_ZERO_SELF_SIGNED_CERT: 'its certificate is self-signed',
  SELF_SIGNED_CERT_IN_CHAIN: 'its certificate is signed by an unknown authority',
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: 'its certificate is signed by an unknown authority',
  ERR_TLS_CERT_ALTNAME_INVALID: 'its certificate is for another name',
};

/** Why a request didn't come through, continuing "… can't be reached: ". */
export function reasonOf(problem: unknown): string {
  if (problem instanceof Error && problem.name === 'TimeoutError')
    return 'it took too long to answer';
  const cause = problem instanceof Error ? (problem.cause ?? problem) : problem;
  const code = typeof cause === 'object' && cause && 'code' in cause ? String(cause.code) : '';
  const said = cause instanceof Error ? cause.message : '';
  return own(REASONS, code) ?? (code || said || 'the request failed');
}

export async function attempt<T>(what: string, work: () => Promise<T>): Promise<Fact<T>> {
  try {
    return { state: 'known', value: await work() };
  } catch (problem) {
    return { state: 'failed', why: `${what} can't be reached: ${reasonOf(problem)}.` };
  }
}

/** @throws for what is too long as for what isn't JSON. */
const jsonOf = async (response: Response): Promise<unknown> =>
  JSON.parse((await readLimited(response, MOST)) ?? '');

export type Probe = ReturnType<typeof createProbe>;

export function createProbe(options: ProbeOptions = {}) {
  const send = options.fetch ?? fetch;
  const now = options.now ?? Date.now;
  const ask = (url: string, init: RequestInit = {}) =>
    send(url, {
      redirect: 'manual',
      signal: AbortSignal.timeout(options.timeoutMs ?? TIMEOUT_MS),
      ...init,
    });

  return {
    /** @throws what `fetch` throws. */
    async answer(url: string, init?: RequestInit): Promise<Answer> {
      const response = await ask(url, init);
      await response.body?.cancel();
      return {
        status: response.status,
        headers: Object.fromEntries(response.headers),
        cookies: response.headers.getSetCookie(),
      };
    },

    /** @throws what `fetch` throws. */
    async json(url: string): Promise<unknown> {
      const response = await ask(url, { headers: { accept: 'application/json' } });
      return await jsonOf(response);
    },

    /** @throws what `fetch` throws. */
    async discovery(issuer: string): Promise<Discovery> {
      const url = `${issuer}/.well-known/openid-configuration`;
      const before = now();
      const response = await ask(url, { headers: { accept: 'application/json' } });
      const middle = (before + now()) / 2;
      const date = Date.parse(response.headers.get('date') ?? '');
      const body = await jsonOf(response).catch(() => undefined);
      const field = (name: string) => {
        const value = (body as Record<string, unknown> | undefined)?.[name];
        return typeof value === 'string' ? value : undefined;
      };
      return {
        url,
        status: response.status,
        issuer: field('issuer'),
        tokenEndpoint: field('token_endpoint'),
        // The header has whole seconds: on average it is half a second behind.
        skewMs: Number.isNaN(date) ? undefined : date + 500 - middle,
      };
    },

    /**
     * Whether a client id and secret are right, without a sign-in: client authentication comes
     * before the code is looked at (RFC 6749 §3.2.1, §5.2).
     * @throws what `fetch` throws.
     */
    async client(
      tokenEndpoint: string,
      { id, secret, redirectUri }: { id: string; secret: string; redirectUri: string },
    ): Promise<ClientProbe> {
      const response = await ask(tokenEndpoint, {
        method: 'POST',
        headers: {
          authorization: basicAuth(id, secret),
          'content-type': 'application/x-www-form-urlencoded',
          accept: 'application/json',
        },
        body: new URLSearchParams({
          grant_type: 'authorization_code',
          code: 'doctor-asks-whether-the-client-is-known',
          redirect_uri: redirectUri,
        }).toString(),
      });
      const body = await jsonOf(response).catch(() => undefined);
      return clientProbe(response.status, body);
    },
  };
}

/** Logto says 401 to a wrong secret and 400 to an unknown client, both `invalid_client`. */
export function clientProbe(status: number, given: unknown): ClientProbe {
  const body = (typeof given === 'object' && given ? given : {}) as Record<string, unknown>;
  const description = String(body.error_description ?? '');
  if (body.error === 'invalid_grant') return 'accepted';
  // Before the secret is looked at, where none is registered.
  if (body.error === 'invalid_redirect_uri') return 'no_redirect_uri';
  if (body.error === 'invalid_client') return status === 400 ? 'client_unknown' : 'secret_wrong';
  const isAboutGrant = body.error === 'unauthorized_client' || /grant type/i.test(description);
  return isAboutGrant ? 'grant_refused' : 'unclear';
}
