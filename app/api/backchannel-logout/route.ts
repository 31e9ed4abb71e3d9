import { readLimited } from '@logto-okta/clients/read-limited';
import { log } from '#lib/log/log.ts';
import { endByLogoutToken, LogoutTokenError } from '#lib/logto/backchannel.ts';
import { toAppError } from '#lib/logto/failures.ts';

/** Bytes; a logout token has about 700. */
const MAX_BODY = 16_384;

const answer = (status: number, body?: object) =>
  Response.json(body ?? {}, { status, headers: { 'Cache-Control': 'no-store' } });

const refuse = (description: string) => {
  log.warn('backchannel_logout_refused', { reason: description });
  return answer(400, { error: 'invalid_request', error_description: description });
};

/** Where Logto tells that a session is over: OpenID Connect Back-Channel Logout 1.0 §2.5. */
export async function POST(request: Request) {
  const [type] = (request.headers.get('content-type') ?? '').split(';');
  if (type?.trim().toLowerCase() !== 'application/x-www-form-urlencoded') {
    return refuse('the body must be a form (application/x-www-form-urlencoded)');
  }
  const body = await readLimited(request, MAX_BODY);
  if (body === undefined) return refuse('the body is too long');
  const tokens = new URLSearchParams(body).getAll('logout_token');
  const [token] = tokens;
  if (!token || tokens.length > 1) return refuse('exactly one logout_token is needed');
  try {
    await endByLogoutToken(token);
    return answer(200);
  } catch (error) {
    if (error instanceof LogoutTokenError) return refuse(error.message);
    const { code } = toAppError(error);
    log.error('backchannel_logout_failed', { problem: code });
    return answer(503, { error: 'temporarily_unavailable' });
  }
}
