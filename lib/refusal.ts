import { getEnv } from '#lib/env.ts';
import { readBytes } from '#lib/read-limited.ts';

/**
 * Bytes; `next.config.ts` has the same for Next. The largest form has a few thousand. Anybody may
 * send one, and parsing keeps the process from everything else: a second for 10 MB of small fields.
 */
export const MAX_FORM = 65_536;

/**
 * The status with which a writing request is turned away before anything runs, if it is: a form
 * that is too long or can't be read, a page's action asked for by another site, a file. Next refuses
 * all of these too, but with 500, as if it had failed itself, and with an entry in the log for each.
 */
export async function refusalOf(
  request: Request,
  { isFile, isApi }: { isFile: boolean; isApi: boolean },
): Promise<number | undefined> {
  // A route of an API has its own rules and answers.
  if (isApi) return undefined;
  if (isFile) return 405;
  if (!isOwnOrigin(request.headers)) return 403;
  // What broke off is no form; where none is needed, Next finds out for itself.
  const body = await readBytes(request.clone(), MAX_FORM).catch(() => new Uint8Array());
  if (!body) return 413;
  const type = request.headers.get('content-type') ?? '';
  if (!/^multipart\/form-data/i.test(type)) return undefined;
  return (await isForm(body, type)) ? undefined : 400;
}

const isForm = (body: BodyInit, type: string) =>
  new Response(body, { headers: { 'content-type': type } }).formData().then(
    () => true,
    () => false,
  );

/** As Next compares it: with the host the form was sent to. Other clients than browsers send none. */
function isOwnOrigin(headers: Headers): boolean {
  const origin = headers.get('origin');
  // Next's own rules are for these.
  if (origin === null || origin === 'null' || origin === getEnv().BASE_URL) return true;
  const host = headers.get('x-forwarded-host')?.split(',')[0]?.trim() ?? headers.get('host');
  return URL.parse(origin)?.host === host;
}
