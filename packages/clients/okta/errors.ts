import { own } from '../own.ts';

/** What can go wrong with Okta's management API; stable, for programs. */
export type OktaErrorCode =
  | 'unreachable'
  | 'timeout'
  | 'busy'
  | 'failed'
  | 'not_okta'
  | 'credentials_rejected'
  | 'permission_missing'
  | 'not_found'
  | 'feature_missing'
  | 'refused'
  | 'answer_unexpected';

/** Its message is a sentence for a person: what happened and what to do. */
export class OktaError extends Error {
  readonly code: OktaErrorCode;
  /** HTTP status, when there was an answer. */
  readonly status?: number;
  /** Okta's own code, `E0000007` (docs/vendors.md O2). */
  readonly oktaCode?: string;

  constructor(
    code: OktaErrorCode,
    message: string,
    details: { status?: number; oktaCode?: string; cause?: unknown } = {},
  ) {
    super(message, { cause: details.cause });
    this.name = 'OktaError';
    this.code = code;
    this.status = details.status;
    this.oktaCode = details.oktaCode;
  }
}

type Body = {
  errorCode?: unknown;
  errorSummary?: unknown;
  errorId?: unknown;
  errorCauses?: { errorSummary?: unknown }[];
};

type Known = { code: OktaErrorCode; sentence: string };
const KNOWN: Record<string, Known> = {
  E0000004: { code: 'credentials_rejected', sentence: "Okta doesn't accept the credentials." },
  E0000005: {
    code: 'credentials_rejected',
    sentence: "The token's session is over. Make another API token.",
  },
  E0000006: {
    code: 'permission_missing',
    sentence:
      'The token may not do that: its administrator, or the service app, lacks the role or the scope for it.',
  },
  E0000011: {
    code: 'credentials_rejected',
    sentence:
      'The API token is wrong, revoked, or unused for 30 days. Okta Admin Console > Security > API > Tokens.',
  },
  E0000015: {
    code: 'feature_missing',
    sentence: "The org's licence doesn't have the feature that this needs.",
  },
  E0000022: { code: 'not_okta', sentence: "That address of Okta's API doesn't exist." },
};

/** An answer of the management API that isn't 2xx, as an error with a sentence. */
export function toOktaError(
  what: string,
  { status, headers }: Pick<Response, 'status' | 'headers'>,
  given: unknown,
): OktaError {
  const body = (typeof given === 'object' && given ? given : {}) as Body;
  const oktaCode = typeof body.errorCode === 'string' ? body.errorCode : undefined;
  // What Okta's support asks for first.
  const ids = [body.errorId, headers.get('x-okta-request-id')].filter(Boolean).join(', ');
  const trace = ids ? ` [${ids}]` : '';
  const details = { status, oktaCode };
  if (status === 429) {
    return new OktaError(
      'busy',
      `Okta's rate limit is used up; couldn't ${what}. Try again in a minute.${trace}`,
      details,
    );
  }
  if (status >= 500) {
    return new OktaError('failed', `Okta failed to ${what} (status ${status}).${trace}`, details);
  }
  if (!oktaCode) {
    return new OktaError(
      'not_okta',
      `The address answered ${status} to ${what}, and not as Okta does. Is OKTA_ORG_URL right?`,
      details,
    );
  }
  const known = own(KNOWN, oktaCode);
  if (known)
    return new OktaError(known.code, `Couldn't ${what}. ${known.sentence}${trace}`, details);
  if (status === 404) {
    return new OktaError('not_found', `Okta has nothing there to ${what}.${trace}`, details);
  }
  const causes = (body.errorCauses ?? []).map(({ errorSummary }) => errorSummary).filter(Boolean);
  const summary = [body.errorSummary, ...causes].join('; ');
  return new OktaError(
    'refused',
    `Okta refused to ${what}: ${summary} (${oktaCode})${trace}`,
    details,
  );
}

/** An answer of `/oauth2/v1/token` to a service app that isn't 2xx; OAuth-shaped. */
export function toServiceAppError(status: number, given: unknown): OktaError {
  const body = (typeof given === 'object' && given ? given : {}) as {
    error?: unknown;
    error_description?: unknown;
  };
  const details = { status };
  const why = typeof body.error_description === 'string' ? ` ${body.error_description}` : '';
  if (body.error === 'invalid_dpop_proof' || body.error === 'use_dpop_nonce') {
    return new OktaError(
      'credentials_rejected',
      'The service app demands DPoP. Okta Admin Console > Applications > the service app > General: clear "Require Demonstrating Proof of Possession (DPoP) header in token requests".',
      details,
    );
  }
  if (body.error === 'invalid_client') {
    return new OktaError(
      'credentials_rejected',
      `Okta doesn't accept the service app: client id, key and key id have to be those of its "Public keys".${why}`,
      details,
    );
  }
  if (body.error === 'invalid_scope') {
    return new OktaError(
      'permission_missing',
      'The service app lacks a scope: it needs okta.apps.manage, okta.groups.read and okta.appGrants.manage ("Okta API Scopes" on its page).',
      details,
    );
  }
  return new OktaError(
    status >= 500 ? 'failed' : 'not_okta',
    `Okta gave the service app no token (status ${status}).${why}`,
    details,
  );
}
