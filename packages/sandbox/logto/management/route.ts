/**
 * The frame of the Management API: who may call, what a body may be, how lists are paged, which
 * status an answer has. Each resource has a file of its own beside this one, which returns a
 * table of `route()`s. Schemas are of `zod/v3`, whose issues are part of Logto's answers.
 */
import { createPublicKey, type JsonWebKey } from 'node:crypto';
import type { JWK, default as Provider } from 'oidc-provider';
import type { ZodTypeAny, z } from 'zod/v3';
import { type Exchange, type Handler, type Routes, send } from '../../engine/http.ts';
import { parsed, readInput, UnreadableBody } from '../account-input.ts';
import { LogtoError } from '../errors.ts';
import type { Tenant } from '../tenant.ts';
import { requireManagementToken } from './authorization.ts';

/** What a resource's file is given. */
export type ManagementApi = {
  tenant: Tenant;
  provider: Provider;
  signingKey: JWK;
  now: () => number;
  /** Ends sessions, grants and tokens of somebody who is suspended or deleted. */
  endUserSessions: (userId: string) => void;
};

export type Call<Body> = {
  params: Record<string, string>;
  query: URLSearchParams;
  /** Parsed; keys that the schema doesn't name are gone. */
  body: Body;
  exchange: Exchange;
};

const TEXT = { 'content-type': 'text/plain; charset=utf-8' };

/** Several answers of the real API are the status' name rather than JSON. */
class PlainText {
  readonly text: string;
  constructor(text: string) {
    this.text = text;
  }
}
/** The usual answer to a relation that was added: 201 with this text. */
export const CREATED = new PlainText('Created');
export const OK = new PlainText('OK');

/** A list to be cut into pages; `optional` lists are whole unless a page is asked for. */
class Paged {
  readonly items: readonly unknown[];
  readonly optional: boolean;
  constructor(items: readonly unknown[], optional: boolean) {
    this.items = items;
    this.optional = optional;
  }
}
/** Pages of 20 unless `page_size` says otherwise. */
export const paged = <T>(items: readonly T[]) => new Paged(items, false);
export const optionallyPaged = <T>(items: readonly T[]) => new Paged(items, true);

/** JSON with a status that the others of this route don't have. */
export class WithStatus {
  readonly status: number;
  readonly body: object;
  constructor(status: number, body: object) {
    this.status = status;
    this.body = body;
  }
}

type Result = object | undefined;
type Options<Schema extends ZodTypeAny> = {
  /** Of a success; 200, or 204 when there is nothing to say. */
  status?: number;
  body?: Schema;
  /** Checked, not converted: the handler reads `query`. */
  query?: ZodTypeAny;
};
type Handle<Body> = (call: Call<Body>) => Result | Promise<Result>;
export type ManagementRoute = (exchange: Exchange) => Promise<void>;
export type ManagementTable = Record<string, ManagementRoute>;

/**
 * One method and path. The handler returns the body of a success: `undefined` for none, `paged()`
 * for lists, `PlainText`, or what becomes JSON. It throws `LogtoError` for everything else.
 */
export function route<Schema extends ZodTypeAny = ZodTypeAny>(
  options: Options<Schema>,
  handle: Handle<z.infer<Schema>>,
): ManagementRoute {
  return async (exchange) => {
    const { res, params, url } = exchange;
    const query = url.searchParams;
    if (options.query) parsed('query', options.query, valuesOf(query));
    const body = options.body && parsed('body', options.body, await readInput(exchange));
    const result = await handle({ params, query, body, exchange });
    if (result === undefined) {
      res.writeHead(options.status ?? 204).end();
    } else if (result instanceof PlainText) {
      send(res, options.status ?? (result === OK ? 200 : 201), result.text, TEXT);
    } else if (result instanceof Paged) {
      sendPage(exchange, result, options.status ?? 200);
    } else if (result instanceof WithStatus) {
      send(res, result.status, result.body);
    } else {
      send(res, options.status ?? 200, result);
    }
  };
}

/** One value of a name is text, several are a list. */
const valuesOf = (query: URLSearchParams) =>
  Object.fromEntries(
    [...query.keys()].map((name) => {
      const values = query.getAll(name);
      return [name, values.length > 1 ? values : values[0]];
    }),
  );

const DEFAULT_PAGE_SIZE = 20;
const MAX_PAGE_SIZE = 100;

function pageNumber(text: string | null, fallback: number, max = Number.POSITIVE_INFINITY) {
  if (!text) return fallback;
  const value = Number(text);
  if (value > 0 && value <= max) return value;
  throw new LogtoError(400, 'guard.invalid_pagination');
}

function sendPage({ res, url }: Exchange, { items, optional }: Paged, status: number) {
  const query = url.searchParams;
  const page = pageNumber(query.get('page'), 1);
  const size = pageNumber(query.get('page_size'), DEFAULT_PAGE_SIZE, MAX_PAGE_SIZE);
  if (optional && !query.get('page') && !query.get('page_size')) return send(res, status, items);
  const last = Math.ceil(items.length / size) || 1;
  const link = (target: number, relation: string) => {
    const linked = new URLSearchParams(query);
    linked.set('page', String(target));
    // Logto's links lack `/api`: following them finds nothing.
    return `<${url.origin}${url.pathname.replace(/^\/api/, '')}?${linked}>; rel="${relation}"`;
  };
  res.setHeader('total-number', String(items.length));
  res.setHeader('link', [
    link(1, 'first'),
    ...(page > 1 ? [link(page - 1, 'prev')] : []),
    link(last, 'last'),
    ...(page < last ? [link(page + 1, 'next')] : []),
  ]);
  send(res, status, items.slice((page - 1) * size, page * size));
}

/** Routes with the caller's token checked and errors turned into Logto's bodies. */
export function protectedRoutes(api: ManagementApi, table: ManagementTable): Routes {
  const publicKey = createPublicKey({ key: api.signingKey as JsonWebKey, format: 'jwk' });
  const wrap =
    (handle: ManagementRoute): Handler =>
    async (exchange) => {
      try {
        await requireManagementToken(api.tenant, publicKey, exchange.req);
        await handle(exchange);
      } catch (error) {
        answerError(exchange, error);
      }
    };
  return Object.fromEntries(Object.entries(table).map(([name, one]) => [name, wrap(one)]));
}

function answerError({ res }: Exchange, error: unknown) {
  if (error instanceof UnreadableBody) return send(res, 400, { message: error.message });
  if (!(error instanceof LogtoError)) throw error;
  // A crash of the real API has a message and no code.
  send(res, error.status, error.code ? error.body : { message: error.message });
}
