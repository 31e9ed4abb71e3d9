/** Logto's two error shapes (docs/vendors.md L1): its own APIs, and OIDC bodies with two keys more. */
import { ACCOUNT_MESSAGES } from './account-messages.ts';
import { MANAGEMENT_MESSAGES } from './management/messages.ts';

/** Thrown by the tenant's APIs; becomes `{code, message, data?, details?}` with that status. */
export class LogtoError extends Error {
  readonly status: number;
  readonly code: string;
  readonly data: unknown;
  readonly details: string | undefined;
  /** @param text instead of the code's own message, where that has a value in it. */
  constructor(
    status: number,
    code: string,
    data?: unknown,
    text: { message?: string; details?: string } = {},
  ) {
    super(text.message ?? MESSAGES[code] ?? code);
    this.status = status;
    this.code = code;
    this.data = data;
    this.details = text.details;
  }
  get body() {
    return {
      code: this.code,
      message: this.message,
      ...(this.data !== undefined && { data: this.data }),
      ...(this.details !== undefined && { details: this.details }),
    };
  }
}

const MESSAGES: Record<string, string> = {
  ...MANAGEMENT_MESSAGES,
  ...ACCOUNT_MESSAGES,
  'auth.authorization_header_missing': 'Authorization header is missing.',
  'auth.authorization_token_type_not_supported': 'Authorization type is not supported.',
  'auth.unauthorized': 'Unauthorized. Please check credentials and its scope.',
  'account_center.not_enabled': 'Account center is not enabled.',
  'account_center.field_not_editable': 'Field is not editable.',
  'account_center.field_not_enabled': 'Field is not enabled.',
  'verification_record.not_found': 'Verification record not found.',
  'verification_record.permission_denied': 'Permission denied, please re-authenticate.',
  'secrets.third_party_token_set.token_not_found': 'Token record not found.',
  'secrets.third_party_token_set.access_token_expired':
    'The access token has expired. Please reconnect your account.',
  'connector.not_found': 'Cannot find any available connector for type: Email.',
  'request.message_rate_limited':
    'Too many messages sent to this recipient. Please try again later.',
  'connector.token_storage_not_supported': 'Token storage is not supported by this connector.',
  'oidc.session_not_found': 'Session not found.',
  'oidc.invalid_session_account_id': 'Session accountId mismatch.',
  'oidc.invalid_grant': 'Grant request is invalid.',
  'session.mfa.backup_code_can_not_be_alone': 'Backup code can not be the only MFA.',
  'user.backup_code_already_in_use': 'Backup code is already in use.',
  'user.wrong_backup_code_format': 'Backup code format is invalid.',
  'user.totp_secret_invalid': 'Invalid TOTP secret supplied.',
  'user.same_password': 'New password cannot be the same as your old password.',
  'session.not_found': 'Session not found. Please go back and sign in again.',
  'session.invalid_credentials': 'Incorrect account or password. Please check your input.',
  'session.sso_enabled': 'Single sign-on is enabled for this given email. Please sign in with SSO.',
  'session.verification_session_not_found':
    'The verification was not successful. Restart the verification flow and try again.',
  'session.connector_validation_session_not_found':
    'The connector session for token validation is not found.',
  'session.identifier_not_found': 'User identifier not found. Please go back and sign in again.',
  'user.sign_in_method_not_enabled': 'This sign-in method is not enabled.',
  'user.suspended': 'This account is suspended.',
  'user.username_already_in_use': 'This username is already in use.',
  'user.sso_identity_not_exist': 'The enterprise SSO account has not been registered yet.',
  'user.user_not_exist': 'User with {{ identifier }} does not exist.',
  'connector.invalid_config': "The connector's config is invalid.",
  'connector.invalid_request_parameters': 'The request is with wrong input parameter(s).',
  'connector.authorization_failed': "The user's authorization process is unsuccessful.",
  'single_sign_on.connector_not_found': 'SSO connector not found.',
  'guard.invalid_input': 'The request input is invalid.',
  'entity.not_found': 'The resource does not exist.',
  'password.rejected': 'Password rejected. Please check your password meets the requirements.',
};

const OIDC_MESSAGES: Record<string, string> = {
  invalid_token: 'Invalid token provided.',
  invalid_request: 'Request is invalid.',
  invalid_grant: 'Grant request is invalid.',
  invalid_redirect_uri:
    "`redirect_uri` did not match any of the client's registered `redirect_uris`.",
  access_denied: 'Access denied.',
  // The braces are Logto's: it leaves its own placeholders unfilled.
  invalid_scope: 'Invalid scope: {{error_description}}.',
  insufficient_scope: 'Token missing scope `{{scope}}`.',
  invalid_target: 'Invalid resource indicator.',
  unsupported_grant_type: 'Unsupported `grant_type` requested.',
  unsupported_response_mode: 'Unsupported `response_mode` requested.',
  unsupported_response_type: 'Unsupported `response_type` requested.',
  server_error: 'An unknown OIDC error occurred. Please try again later.',
};

/**
 * Adds Logto's `code` and `message` to an OIDC error body. The Logto SDK throws a different error
 * class when they are missing (docs/vendors.md L9), so leaving them out would change what the app sees.
 */
export function withLogtoCode(body: Record<string, unknown>) {
  const { error, error_description: description, ...rest } = body as Record<string, string>;
  if (!error) return body;
  if (description && /session.*not found|authorization request has expired/.test(description)) {
    return {
      code: 'session.not_found',
      message: MESSAGES['session.not_found'],
      error,
      error_description: description,
      ...rest,
    };
  }
  const message = OIDC_MESSAGES[error] ?? `An OIDC error occurred: oidc.${error}.`;
  return {
    code: `oidc.${error}`,
    message,
    ...(error === 'invalid_grant' && { error_uri: 'https://openid.sh/debug/invalid_grant' }),
    error,
    error_description: description,
    ...rest,
  };
}
