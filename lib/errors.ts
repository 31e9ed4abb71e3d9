/**
 * Everything that can go wrong for a person, by a stable code. Each code has words in `messages/`
 * (`problems.<code>`) and a page for developers in `docs/errors/`.
 */
export const PROBLEM_CODES = [
  /** The browser has no sign-in going on: expired, cookies off, another browser, a bookmark. */
  'sign_in_session_not_found',
  /** The answer belongs to none of this browser's sign-ins. */
  'state_mismatch',
  'state_missing',
  'code_missing',
  /** The answer names another issuer than the one we asked (RFC 9207). */
  'issuer_mismatch',
  /** The parameters are too long or given twice. */
  'callback_malformed',
  'access_denied',
  'login_required',
  /** Logto refused the authorization request: a scope, resource or parameter it doesn't know. */
  'request_refused',
  /** The code was used before or has expired (`invalid_grant`). */
  'code_rejected',
  /** The token endpoint doesn't accept our application id and secret. */
  'client_rejected',
  'logto_unreachable',
  /** Logto answers, but with an error of its own or with something that isn't an answer. */
  'logto_failed',
  'logto_busy',
  /** Too many sign-ins were started from one network address. */
  'too_many_requests',
  /** Our clock and Logto's differ by more than five minutes. */
  'clock_skew',
  'id_token_invalid',
  /** `LOGTO_ENDPOINT` answers, but not as a Logto. */
  'settings_wrong',
  'session_too_large',
  /** Logto no longer vouches for a session: revoked, suspended, deleted, or its tokens ran out. */
  'session_ended',
  /** The store of sessions (Redis) doesn't answer. */
  'sessions_unavailable',
  /** Came through a company's identity provider that doesn't own the address. */
  'sso_wrong_company',
  /** The address belongs to a company that signs in through its own identity provider. */
  'sso_required',
  /** The address belongs to a company whose connector is gone, or has the domain no more. */
  'sso_disconnected',
  /** The account's address isn't one, so that it can't be told whose domain it has. */
  'email_unreadable',
  /** Logto didn't say by which way somebody came, so nobody is let in. */
  'guard_unavailable',
  /** Logto was told to ask the person, and answered by a session of its own. */
  'sign_in_not_fresh',
  /** A link to a company that isn't connected here. */
  'company_unknown',
  /** Logto didn't list the companies, and no list of the last hour is there. */
  'companies_unavailable',
  'unexpected',
] as const;
export type ProblemCode = (typeof PROBLEM_CODES)[number];

export const isProblemCode = (value: unknown): value is ProblemCode =>
  PROBLEM_CODES.includes(value as ProblemCode);

/** A failure with a code. `detail` is for the log: no secrets, no tokens, no claims. */
export class AppError extends Error {
  readonly code: ProblemCode;
  readonly detail: string | undefined;
  /** Id of the connector through which the person may come in instead. */
  readonly continueWith: string | undefined;
  constructor(
    code: ProblemCode,
    detail?: string,
    options?: ErrorOptions & { continueWith?: string | undefined },
  ) {
    super(detail ? `${code}: ${detail}` : code, options);
    this.name = 'AppError';
    this.code = code;
    this.detail = detail;
    this.continueWith = options?.continueWith;
  }
}
