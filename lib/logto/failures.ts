import 'server-only';
import { own } from '@logto-okta/clients/own';
import { AppError, type ProblemCode } from '#lib/errors.ts';

/** How long a person waits for the SDK, whose requests have no time limit. Milliseconds. */
export const SDK_TIMEOUT_MS = 10_000;

type Thrown = { name?: string; code?: unknown; message?: string; cause?: unknown };

const BY_SDK_CODE: Record<string, ProblemCode> = {
  'sign_in_session.not_found': 'sign_in_session_not_found',
  'sign_in_session.invalid': 'sign_in_session_not_found',
  'callback_uri_verification.state_mismatched': 'state_mismatch',
  'callback_uri_verification.missing_state': 'state_missing',
  'callback_uri_verification.missing_code': 'code_missing',
  'callback_uri_verification.redirect_uri_mismatched': 'settings_wrong',
  'id_token.invalid_iat': 'clock_skew',
  'id_token.invalid_token': 'id_token_invalid',
  unexpected_response_error: 'logto_failed',
  'oidc.invalid_grant': 'code_rejected',
  'oidc.invalid_client': 'client_rejected',
  'oidc.server_error': 'logto_failed',
  rate_limited: 'logto_busy',
  // jose: a fresh ID token that is already expired means that the clocks disagree.
  ERR_JWT_EXPIRED: 'clock_skew',
  ERR_JWKS_TIMEOUT: 'logto_unreachable',
  // jose: the key set endpoint answered with something other than 200 and JSON.
  ERR_JOSE_GENERIC: 'logto_failed',
};

/** A DOMException's code is a number that says nothing. */
const codeOfThrown = ({ code }: Thrown) => (typeof code === 'string' ? code : undefined);

/** Node's network errors; jose fetches the key set with `node:http`, not with `fetch`. */
const NETWORK = /^(ECONN|ENOTFOUND|ETIMEDOUT|EAI_|EPIPE|EHOSTUNREACH|ENETUNREACH|UND_ERR)/;

function problemOf(thrown: Thrown): ProblemCode {
  const { name, message } = thrown;
  const code = codeOfThrown(thrown) ?? '';
  const known = own(BY_SDK_CODE, code);
  if (known) return known;
  if (NETWORK.test(code)) return 'logto_unreachable';
  if (
    name === 'TimeoutError' ||
    (name === 'TypeError' && /^(fetch failed|terminated)$/.test(message ?? ''))
  ) {
    return 'logto_unreachable';
  }
  if (/^http_error_5/.test(code)) return 'logto_failed';
  if (/^http_error_4/.test(code)) return 'settings_wrong';
  if (code.startsWith('ERR_J')) return 'id_token_invalid';
  if (code.startsWith('oidc.')) return 'request_refused';
  if (name === 'SyntaxError') return 'settings_wrong';
  return 'unexpected';
}

/** Names what the SDK, jose or fetch threw (docs/vendors.md L9) with one of our codes. */
export function toAppError(error: unknown): AppError {
  if (error instanceof AppError) return error;
  const thrown = (error ?? {}) as Thrown;
  const cause = thrown.cause as Thrown | undefined;
  const detail = [codeOfThrown(thrown) ?? thrown.name, cause && codeOfThrown(cause)]
    .filter(Boolean)
    .join(' ');
  return new AppError(problemOf(thrown), detail || undefined, { cause: error });
}

/** `error` of an authorization response (RFC 6749 §4.1.2.1, OpenID Connect Core §3.1.2.6). */
export function providerError(error: string): AppError {
  const known: Record<string, ProblemCode> = {
    access_denied: 'access_denied',
    login_required: 'login_required',
    interaction_required: 'login_required',
    server_error: 'logto_failed',
    temporarily_unavailable: 'logto_busy',
  };
  // The description is the provider's free text: it may name people, so it is left out of the log.
  return new AppError(
    own(known, error) ?? 'request_refused',
    `provider answered ${error.slice(0, 60)}`,
  );
}
