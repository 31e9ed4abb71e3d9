import { describe, expect, it } from 'vitest';
import { AppError } from '#lib/errors.ts';
import { providerError, toAppError } from './failures.ts';

const thrown = (fields: object) => Object.assign(new Error('message'), fields);

describe('what the SDK throws', () => {
  it.each([
    [{ name: 'LogtoClientError', code: 'sign_in_session.not_found' }, 'sign_in_session_not_found'],
    [{ name: 'LogtoError', code: 'callback_uri_verification.state_mismatched' }, 'state_mismatch'],
    [{ name: 'LogtoError', code: 'callback_uri_verification.missing_code' }, 'code_missing'],
    [{ name: 'LogtoError', code: 'id_token.invalid_iat' }, 'clock_skew'],
    [{ name: 'LogtoRequestError', code: 'oidc.invalid_grant' }, 'code_rejected'],
    [{ name: 'LogtoRequestError', code: 'oidc.invalid_client' }, 'client_rejected'],
    [{ name: 'LogtoRequestError', code: 'oidc.invalid_target' }, 'request_refused'],
    [{ name: 'LogtoRequestError', code: 'http_error_503' }, 'logto_failed'],
    [{ name: 'LogtoRequestError', code: 'http_error_404' }, 'settings_wrong'],
    [{ name: 'LogtoRequestError', code: 'rate_limited' }, 'logto_busy'],
    [{ name: 'LogtoError', code: 'unexpected_response_error' }, 'logto_failed'],
    [{ name: 'JWTExpired', code: 'ERR_JWT_EXPIRED' }, 'clock_skew'],
    [
      { name: 'JWSSignatureVerificationFailed', code: 'ERR_JWS_SIGNATURE_VERIFICATION_FAILED' },
      'id_token_invalid',
    ],
    [
      { name: 'TypeError', message: 'fetch failed', cause: { code: 'ECONNREFUSED' } },
      'logto_unreachable',
    ],
    [{ name: 'SyntaxError', message: 'Unexpected token <' }, 'settings_wrong'],
    [{ name: 'TypeError', message: 'terminated' }, 'logto_unreachable'],
    [{ name: 'Error', code: 'ECONNREFUSED' }, 'logto_unreachable'],
    [{ name: 'AbortError', code: 20 }, 'unexpected'],
    [{ name: 'Whatever' }, 'unexpected'],
  ])('%j is %s', (fields, code) => {
    expect(toAppError(thrown(fields)).code).toBe(code);
  });

  it.each([undefined, null, 'text', 7])('%j is survived', (value) => {
    expect(toAppError(value).code).toBe('unexpected');
  });

  it('an error that has a code already keeps it', () => {
    const error = new AppError('issuer_mismatch');
    expect(toAppError(error)).toBe(error);
  });
});

it('a provider’s own text is not passed on', () => {
  const error = providerError('x'.repeat(5000));
  expect(error.code).toBe('request_refused');
  expect(error.message.length).toBeLessThan(120);
});

it('the detail says what failed, without a server’s page or a token’s claims', () => {
  const html = thrown({
    name: 'LogtoRequestError',
    code: 'http_error_502',
    message: '<html>secret page</html>',
  });
  expect(toAppError(html).detail).toBe('http_error_502');
  const timeout = new DOMException('late', 'TimeoutError');
  expect(toAppError(timeout).detail).toBe('TimeoutError');
});
