/**
 * Okta's management API with plain `fetch`. Plain TypeScript; where, who and `fetch` are passed in.
 */
import { z } from 'zod';
import { inShape, parseBody } from '../json-answer.ts';
import { createRetryingFetch, isTimeout, type RetryOptions, type Send } from '../retry.ts';
import { OktaError, toOktaError } from './errors.ts';
import { createServiceAppTokens, type ServiceApp } from './service-app.ts';

export type OktaCredentials = { apiToken: string } | { serviceApp: ServiceApp };
export type OktaOptions = RetryOptions & {
  /** Origin of the org, `https://acme.okta.com`. */
  orgUrl: string;
  credentials: OktaCredentials;
};

type Call<T> = {
  /** What is asked, after "Okta refused to …". */
  to: string;
  query?: Record<string, string | number>;
  body?: unknown;
  schema?: z.ZodType<T>;
};
type Method = 'GET' | 'POST' | 'PUT' | 'DELETE';
export type OktaClient = ReturnType<typeof createOktaClient>;

const PAGE_SIZE = 200;
const MOST_PAGES = 100;

/** `next` of the `link` headers (RFC 8288), which `fetch` joins by commas; never built by hand. */
export function nextPage(link: string | null): string | undefined {
  return /<([^>]+)>\s*;\s*rel="?next"?/.exec(link ?? '')?.[1];
}

/** @throws OktaError for every failure; its message is a sentence for a person. */
export function createOktaClient(options: OktaOptions) {
  const orgUrl = new URL(options.orgUrl).origin;
  const retrying = createRetryingFetch({ who: 'Okta', ...options });
  /** Requests that were answered or given up; `writes` of them could change something. */
  const calls = { all: 0, writes: 0 };

  const send: Send = async (url, init, repeatable) => {
    calls.all += 1;
    try {
      return await retrying(url, init, repeatable);
    } catch (cause) {
      if (isTimeout(cause))
        throw new OktaError('timeout', 'Okta took too long to answer.', { cause });
      throw new OktaError(
        'unreachable',
        `Okta can't be reached at ${orgUrl}. Check OKTA_ORG_URL: https://<your org>.okta.com`,
        { cause },
      );
    }
  };

  const { credentials } = options;
  const serviceAppToken =
    'serviceApp' in credentials
      ? createServiceAppTokens(orgUrl, credentials.serviceApp, send, options.now)
      : undefined;
  const authorization = async () =>
    serviceAppToken
      ? `Bearer ${await serviceAppToken()}`
      : `SSWS ${'apiToken' in credentials ? credentials.apiToken : ''}`;

  async function ask(method: Method, url: URL, { to, body }: Call<unknown>) {
    if (method !== 'GET') calls.writes += 1;
    const response = await send(
      url.href,
      {
        method,
        headers: {
          accept: 'application/json',
          authorization: await authorization(),
          ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        },
        body: body === undefined ? undefined : JSON.stringify(body),
      },
      method !== 'POST',
    );
    const answer = parseBody(response.text);
    if (!response.ok) throw toOktaError(to, response, answer);
    return { answer, link: response.headers.get('link') };
  }

  const parsed = <T>(to: string, schema: z.ZodType<T>, answer: unknown): T =>
    inShape(
      schema,
      answer,
      (problems) =>
        new OktaError(
          'answer_unexpected',
          `Okta's answer to "${to}" has another shape than its specification: ${problems}`,
        ),
    );

  function address(path: string, query: Call<unknown>['query'] = {}) {
    const url = new URL(`${orgUrl}/api/v1${path}`);
    for (const [name, value] of Object.entries(query)) url.searchParams.set(name, String(value));
    return url;
  }

  async function call<T>(method: Method, path: string, details: Call<T>): Promise<T> {
    const { answer } = await ask(method, address(path, details.query), details);
    return details.schema ? parsed(details.to, details.schema, answer) : (undefined as T);
  }

  return {
    orgUrl,
    calls: calls as Readonly<typeof calls>,
    get: <T>(path: string, details: Call<T>) => call('GET', path, details),
    post: <T>(path: string, details: Call<T>) => call('POST', path, details),
    put: <T>(path: string, details: Call<T>) => call('PUT', path, details),
    /** Gone already counts as done. */
    async delete(path: string, to: string): Promise<void> {
      try {
        await call('DELETE', path, { to });
      } catch (error) {
        if (!(error instanceof OktaError && error.status === 404)) throw error;
      }
    },
    /** Every item of a list, by its `next` links, as long as they stay on the org's own origin. */
    async list<T>(
      path: string,
      details: Omit<Call<T>, 'schema'> & { item: z.ZodType<T> },
    ): Promise<T[]> {
      const items: T[] = [];
      let url: URL | undefined = address(path, { limit: PAGE_SIZE, ...details.query });
      for (let page = 0; url && page < MOST_PAGES; page += 1) {
        const { answer, link } = await ask('GET', url, details);
        items.push(...parsed(details.to, z.array(details.item), answer));
        const next = nextPage(link);
        // The credentials go with each request, so a link must not lead them elsewhere.
        url =
          next && URL.canParse(next) && new URL(next).origin === orgUrl ? new URL(next) : undefined;
      }
      return items;
    },
  };
}
