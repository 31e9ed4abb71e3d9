/**
 * Logto's Management API: one door for the command line and the server. Plain TypeScript; where,
 * who and `fetch` are passed in.
 */
import { z } from 'zod';
import { inShape, parseBody } from '../json-answer.ts';
import {
  createRetryingFetch,
  isTimeout,
  neverSent,
  type RetryOptions,
  type Send,
  type WholeAnswer,
} from '../retry.ts';
import { ManagementError, toManagementError } from './errors.ts';
import { type Credentials, createTokenSource, managementResource } from './token.ts';

export type ManagementOptions = RetryOptions & {
  /** Origin of the tenant, `https://tenant.logto.app`. */
  endpoint: string;
  credentials: Credentials;
  /** Indicator of the Management API; found from the endpoint when not given. */
  resource?: string;
};

type Query = Record<string, string | number | undefined>;
type Call<T> = {
  /** What is asked, after "Logto refused to …". */
  to: string;
  query?: Query;
  body?: unknown;
  schema?: z.ZodType<T>;
  /** A POST that may arrive twice without harm. */
  repeatable?: boolean;
};
type ListCall<T> = Omit<Call<T>, 'schema'> & { item: z.ZodType<T> };
type Method = 'GET' | 'POST' | 'PATCH' | 'PUT' | 'DELETE';

export type ManagementClient = ReturnType<typeof createManagementClient>;

const PAGE_SIZE = 100;
const MOST_PAGES = 100;

/**
 * @throws ManagementError for every failure; its message is a sentence for a person.
 */
export function createManagementClient(options: ManagementOptions) {
  const endpoint = options.endpoint.replace(/\/+$/, '');
  const resource = options.resource ?? managementResource(endpoint);
  const retrying = createRetryingFetch({ who: 'Logto', ...options });
  /** Requests that were answered or given up; `writes` of them could change something. */
  const calls = { all: 0, writes: 0 };

  const send: Send = async (url, init, repeatable) => {
    calls.all += 1;
    try {
      return await retrying(url, init, repeatable);
    } catch (error) {
      const unknown =
        repeatable || neverSent(error)
          ? ''
          : ' Whether it was done is unknown: look before doing it again.';
      if (isTimeout(error)) {
        throw new ManagementError('timeout', `Logto took too long to answer.${unknown}`, {
          cause: error,
        });
      }
      throw new ManagementError(
        'unreachable',
        `Logto can't be reached at ${endpoint}. Check the address, and that it runs.${unknown}`,
        { cause: error },
      );
    }
  };

  const tokens = createTokenSource(
    { endpoint, resource, credentials: options.credentials },
    send,
    options.now,
  );

  async function answered(method: Method, path: string, call: Call<unknown>): Promise<WholeAnswer> {
    const url = new URL(`${endpoint}/api${path}`);
    for (const [name, value] of Object.entries(call.query ?? {})) {
      if (value !== undefined) url.searchParams.set(name, String(value));
    }
    const request = async () =>
      send(
        url.href,
        {
          method,
          headers: {
            authorization: `Bearer ${await tokens.get()}`,
            ...(call.body === undefined ? {} : { 'content-type': 'application/json' }),
          },
          body: call.body === undefined ? undefined : JSON.stringify(call.body),
        },
        // PATCH replaces whole columns, so that it too may arrive twice.
        method !== 'POST' || call.repeatable === true,
      );
    let response = await request();
    if (response.status === 401) {
      // Logto's keys may have been rotated, or its database exchanged, since the token was made.
      tokens.forget();
      response = await request();
    }
    return response;
  }

  async function call<T>(method: Method, path: string, details: Call<T>): Promise<T> {
    return (await callWithHeaders(method, path, details)).value;
  }

  async function callWithHeaders<T>(method: Method, path: string, details: Call<T>) {
    if (method !== 'GET' && !details.repeatable) calls.writes += 1;
    const response = await answered(method, path, details);
    const body = parseBody(response.text);
    if (!response.ok) throw toManagementError(details.to, response.status, body);
    return { value: parsed(details, body), headers: response.headers };
  }

  const parsed = <T>({ to, schema }: Call<T>, body: unknown): T =>
    schema
      ? inShape(
          schema,
          body,
          (problems) =>
            new ManagementError(
              'answer_unexpected',
              `Logto's answer to "${to}" isn't what version 1.42 gives: ${problems}`,
            ),
        )
      : (undefined as T);

  return {
    endpoint,
    resource,
    appId: options.credentials.appId,
    calls: calls as Readonly<typeof calls>,
    get: <T>(path: string, details: Call<T>) => call('GET', path, details),
    post: <T>(path: string, details: Call<T>) => call('POST', path, details),
    patch: <T>(path: string, details: Call<T>) => call('PATCH', path, details),
    put: <T>(path: string, details: Call<T>) => call('PUT', path, details),
    /** Gone already counts as done. */
    async delete(path: string, to: string): Promise<void> {
      try {
        await call('DELETE', path, { to });
      } catch (error) {
        if (!(error instanceof ManagementError && error.status === 404)) throw error;
      }
    },
    /**
     * One page of a list, and how many items the whole list has.
     * @param page from 1; beyond the end it is empty.
     * @param size at most 100, Logto's limit.
     */
    async page<T>(
      path: string,
      { page, size, ...details }: ListCall<T> & { page: number; size: number },
    ): Promise<{ items: T[]; total: number }> {
      const query = { ...details.query, page, page_size: size };
      const schema = z.array(details.item);
      const { value, headers } = await callWithHeaders('GET', path, { ...details, query, schema });
      const total = Number(headers.get('total-number') ?? Number.NaN);
      if (Number.isInteger(total)) return { items: value, total };
      throw new ManagementError(
        'answer_unexpected',
        `Logto's answer to "${details.to}" has no total-number.`,
      );
    },
    /** Every item of a list. Pages are counted: the addresses in Logto's `link` header lack `/api`. */
    async list<T>(path: string, details: ListCall<T>): Promise<T[]> {
      const items: T[] = [];
      for (let page = 1; page <= MOST_PAGES; page += 1) {
        const query = { ...details.query, page, page_size: PAGE_SIZE };
        const some = await call('GET', path, { ...details, query, schema: z.array(details.item) });
        items.push(...some);
        if (some.length < PAGE_SIZE) return items;
      }
      throw new ManagementError(
        'answer_unexpected',
        `Logto lists more than ${PAGE_SIZE * MOST_PAGES} entries to "${details.to}".`,
      );
    },
    /** @throws ManagementError when the credentials don't get a token that may do everything. */
    async authenticate(): Promise<void> {
      await tokens.get();
    },
  };
}
