import 'server-only';
import { AppError, type ProblemCode } from '#lib/errors.ts';
import { log, newReference } from '#lib/log/log.ts';
import { API_HEADERS, ApiProblem, challenge, problemResponse, RETRY_AFTER } from './problem.ts';

export const json = (body: unknown, status = 200) =>
  Response.json(body, { status, headers: API_HEADERS });
export const noBody = () => new Response(null, { status: 204, headers: API_HEADERS });

type Handler<Context> = (request: Request, context: Context) => Promise<Response>;
export const METHODS = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'] as const;
type Method = (typeof METHODS)[number];
type Offered = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';

/**
 * All methods of a route, for `export const { GET, … } = route({ … })`. Next answers a method that
 * isn't exported with an empty 405, without the `Allow` that RFC 9110 §15.5.6 wants.
 */
export function route<Context>(handlers: Partial<Record<Offered, Handler<Context>>>) {
  const { GET } = handlers;
  const offered: Partial<Record<Method, Handler<Context>>> = {
    ...handlers,
    ...(GET && { HEAD: GET }),
  };
  const Allow = METHODS.filter((method) => offered[method] || method === 'OPTIONS').join(', ');
  offered.OPTIONS = async () =>
    new Response(null, { status: 204, headers: { ...API_HEADERS, Allow } });
  const refuse: Handler<Context> = async () => {
    throw new ApiProblem(405, 'method_not_allowed', `This address takes ${Allow}.`, { Allow });
  };
  const answered = (method: Method) => {
    const handler = offered[method] ?? refuse;
    return (request: Request, context: Context) => answer(() => handler(request, context));
  };
  return {
    ...{ GET: answered('GET'), HEAD: answered('HEAD'), POST: answered('POST') },
    ...{ PUT: answered('PUT'), PATCH: answered('PATCH'), DELETE: answered('DELETE') },
    OPTIONS: answered('OPTIONS'),
  };
}

/** Somebody else's failure, over sooner or later; any other is our own. */
const PASSING: ProblemCode[] = [
  'logto_unreachable',
  'logto_failed',
  'logto_busy',
  'sessions_unavailable',
];

const toProblem = (error: unknown): ApiProblem => {
  if (error instanceof ApiProblem) return error;
  if (error instanceof AppError && PASSING.includes(error.code)) {
    const detail = 'Something that this needs doesn’t answer now. Try again.';
    return new ApiProblem(503, error.code, detail, RETRY_AFTER);
  }
  if (error instanceof AppError && error.code === 'session_ended') {
    return new ApiProblem(401, 'not_authenticated', 'The session is over. Sign in.', challenge({}));
  }
  return new ApiProblem(500, 'unexpected', 'Something went wrong here. It has been logged.');
};

/** Runs a route's work; whatever it throws leaves as a problem, never as a stack trace. */
export async function answer(work: () => Promise<Response>): Promise<Response> {
  try {
    return await work();
  } catch (error) {
    const problem = toProblem(error);
    if (problem.status < 500) return problemResponse(problem);
    const reference = newReference();
    const { status, code } = problem;
    log.error('api_failed', { status, problem: code, reference, cause: error });
    return problemResponse(problem, reference);
  }
}
