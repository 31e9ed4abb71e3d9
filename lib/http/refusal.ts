import { readBytes } from '@logto-okta/clients/read-limited';
import { isDevelopment } from '#lib/env.ts';
import { type ActionCall, readActionCall } from '#lib/http/action-form.ts';
import { provenanceOf } from '#lib/http/origin.ts';

/**
 * Bytes; `next.config.ts` has the same for Next. The largest form has a few thousand. Anybody may
 * send one, and parsing keeps the process from everything else: a second for 10 MB of small fields.
 */
export const MAX_FORM = 65_536;

/** What pages take. `POST` calls their actions. */
const PAGE_METHODS = ['GET', 'HEAD', 'POST'];
const FILE_METHODS = ['GET', 'HEAD'];
/** Routes of the API refuse what they don't offer themselves (`lib/api/route.ts`). */
const API_METHODS = [...PAGE_METHODS, 'PUT', 'PATCH', 'DELETE', 'OPTIONS'];

export type Rejection = {
  status: 400 | 403 | 404 | 405 | 413 | 415;
  headers?: Record<string, string>;
};

const isApi = (path: string) => path.startsWith('/api/') || path.startsWith('/.well-known/');

/** Next's own addresses that nothing here uses: its image optimizer, data of its other router. */
const UNUSED = /^\/+(_next\/(?!static\/)|__next)/;

/**
 * What is refused before Next sees it, by the first line of a request. Next has no answer of its own
 * to these but 500: it makes a `Request` of each, which knows no `TRACE`, and decodes an address
 * without looking whether that works (vercel/next.js#94278, #92703).
 */
export function lineRefusal(method = 'GET', target = '/'): Rejection | undefined {
  const [path = ''] = target.split('?');
  let decoded: string;
  try {
    decoded = decodeURIComponent(path);
  } catch {
    return { status: 400 };
  }
  // In development its tools live there.
  if (UNUSED.test(decoded) && !isDevelopment()) return { status: 404 };
  const allowed = isApi(path) ? API_METHODS : PAGE_METHODS;
  if (allowed.includes(method)) return undefined;
  return { status: 405, headers: { Allow: allowed.join(', ') } };
}

/** Takes a plain form, without an action. */
export const takesPlainForm = (pathname: string) => pathname === '/sign-out';

/**
 * Whether a writing request is turned away before anything runs: a file, a form of another site, one
 * that is too long or that none of our pages sends. Next refuses most of these too, but with 500, as
 * if it had failed itself, and with an entry in the log for each.
 *
 * @returns the refusal, or the call of an action that it is.
 */
export async function judgeForm(
  request: Request,
  { isFile, isPlainForm }: { isFile: boolean; isPlainForm: boolean },
): Promise<{ refused: Rejection } | { call?: ActionCall }> {
  if (isFile) return { refused: { status: 405, headers: { Allow: FILE_METHODS.join(', ') } } };
  // Whoever says nothing is no browser of today, and has no form of ours to send.
  if (provenanceOf(request.headers) !== 'own') return { refused: { status: 403 } };
  // What broke off is no form.
  const body = await readBytes(request.clone(), MAX_FORM).catch(() => new Uint8Array());
  if (!body) return { refused: { status: 413 } };
  if (isPlainForm) return {};
  const type = request.headers.get('content-type') ?? '';
  const action = request.headers.get('next-action');
  if (!/^(multipart\/form-data|text\/plain)\s*(;|$)/i.test(type))
    return { refused: { status: 415 } };
  const call = await readActionCall(body, type, action);
  return call ? { call } : { refused: { status: 400 } };
}
