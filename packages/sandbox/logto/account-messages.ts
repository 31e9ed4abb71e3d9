/** What the account API says besides a code, where the text has no value in it. */
export const ACCOUNT_MESSAGES: Record<string, string> = {
  'entity.value_too_long': 'The length of value is too long and exceeds the limit.',
  'guard.file_size_exceeded': 'File size exceeded.',
  'guard.mime_type_not_allowed': 'MIME type is not allowed.',
  'session.insufficient_info': 'Insufficient sign-in info.',
  'session.mfa.webauthn_verification_failed': 'WebAuthn verification failed.',
  'storage.not_configured': 'Storage provider is not configured.',
  'user.identity_not_exist': 'The social account has not been registered yet.',
  'user.last_sign_in_method_required': 'You need to keep at least one identifier in your account.',
  'user.username_too_long': 'Username is too long.',
};
