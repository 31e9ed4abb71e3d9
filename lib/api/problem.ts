/** Errors of the API as RFC 9457 problem details, with RFC 6750 challenges where they belong. */
import { metadataUrl } from './resource.ts';

/** The statuses of the API's problems, with the titles that `about:blank` asks for (§4.2.1). */
export const PROBLEM_TITLES = {
  400: 'Bad Request',
  401: 'Unauthorized',
  403: 'Forbidden',
  404: 'Not Found',
  405: 'Method Not Allowed',
  409: 'Conflict',
  413: 'Content Too Large',
  415: 'Unsupported Media Type',
  422: 'Unprocessable Content',
  429: 'Too Many Requests',
  500: 'Internal Server Error',
  503: 'Service Unavailable',
} as const;
export type ProblemStatus = keyof typeof PROBLEM_TITLES;

/** What every answer of the API carries: nobody else may get it from a cache. */
export const API_HEADERS = {
  'Cache-Control': 'private, no-store',
  Vary: 'Authorization, Cookie',
} as const;

/** Seconds. */
export const RETRY_AFTER = { 'Retry-After': '5' } as const;

/** An answer of the API that isn't a success. Thrown by what checks, returned by the route. */
export class ApiProblem extends Error {
  readonly status: ProblemStatus;
  /** Machine-readable and stable; problems of one status are told apart by it. */
  readonly code: string;
  readonly headers: Record<string, string>;
  constructor(
    status: ProblemStatus,
    code: string,
    detail: string,
    headers: Record<string, string> = {},
  ) {
    super(detail);
    this.name = 'ApiProblem';
    this.status = status;
    this.code = code;
    this.headers = headers;
  }
}

/** RFC 6750 §3 allows ASCII without quotes and backslashes. */
const quoted = (text: string) => `"${text.replace(/[^\x20-\x21\x23-\x5b\x5d-\x7e]/g, ' ')}"`;

type Challenge = { error?: string; error_description?: string; scope?: string };

/**
 * `WWW-Authenticate` of RFC 6750 §3, without `error` when no bearer token was sent at all; it says
 * where the API's metadata is (RFC 9728 §5.1).
 */
export function challenge(fields: Challenge): Record<string, string> {
  const resource_metadata = metadataUrl();
  const all = { realm: 'api', ...fields, ...(resource_metadata && { resource_metadata }) };
  const parts = Object.entries(all).map(([name, value]) => `${name}=${quoted(value)}`);
  return { 'WWW-Authenticate': `Bearer ${parts.join(', ')}` };
}

/** @param reference of the log's line about it, when there is one. */
export function problemResponse(problem: ApiProblem, reference?: string): Response {
  const { status, code, message, headers } = problem;
  const body = {
    type: 'about:blank',
    title: PROBLEM_TITLES[status],
    status,
    detail: message,
    code,
    ...(reference && { reference }),
  };
  return new Response(JSON.stringify(body), {
    status,
    headers: { 'Content-Type': 'application/problem+json', ...API_HEADERS, ...headers },
  });
}
