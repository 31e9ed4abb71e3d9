import { own } from '../own.ts';

/** What can go wrong with Logto's Management API; stable, for programs. */
export type ManagementErrorCode =
  | 'unreachable'
  | 'timeout'
  | 'busy'
  | 'failed'
  | 'not_logto'
  | 'credentials_rejected'
  | 'resource_unknown'
  | 'role_missing'
  | 'plan_limit'
  | 'not_found'
  | 'refused'
  | 'answer_unexpected';

/** Its message is a sentence for a person: what happened and what to do. */
export class ManagementError extends Error {
  readonly code: ManagementErrorCode;
  /** HTTP status, when there was an answer. */
  readonly status?: number;
  /** Logto's own code, `sso_connector.…`; the only reliable thing in its bodies (docs/vendors.md L1). */
  readonly logtoCode?: string;
  /** Logto's `data`, as it came. */
  readonly data?: unknown;

  constructor(
    code: ManagementErrorCode,
    message: string,
    details: { status?: number; logtoCode?: string; data?: unknown; cause?: unknown } = {},
  ) {
    super(message, { cause: details.cause });
    this.name = 'ManagementError';
    this.code = code;
    this.status = details.status;
    this.logtoCode = details.logtoCode;
    this.data = details.data;
  }
}

const RIGHT_ROLE =
  'Give the machine-to-machine application the role "Logto Management API access": Logto Console > Applications > the application > Roles.';

export const roleMissing = (status?: number) =>
  new ManagementError(
    'role_missing',
    `Logto knows the machine-to-machine application but lets it do nothing. ${RIGHT_ROLE}`,
    { status },
  );

type Body = { code?: unknown; message?: unknown; details?: unknown; data?: unknown };
const text = (value: unknown) => (typeof value === 'string' ? value : undefined);

/** Sentences for codes whose own text doesn't say what to do. Others are quoted. */
const SENTENCES: Record<string, (body: Body) => string> = {
  'request.feature_not_supported': () =>
    'This Logto can store no tokens of other providers: its secret vault has no key. Self-hosted: set SECRET_VAULT_KEK (openssl rand -base64 32) and restart Logto.',
  'single_sign_on.duplicate_connector_name': () =>
    'Another enterprise connector has that name. Names of connectors are unique in a tenant.',
  'single_sign_on.forbidden_domains': ({ data }) =>
    `Logto refuses public e-mail domains: ${JSON.stringify((data as { data?: unknown })?.data ?? [])}.`,
  'connector.invalid_config': ({ data }) => {
    const why = text((data as { message?: unknown } | undefined)?.message);
    const cause = text((data as { error?: { code?: unknown } } | undefined)?.error?.code);
    return why === 'fail_to_fetch_config'
      ? `Logto could not read the issuer's discovery document${cause ? ` (${cause})` : ''}. Check that the issuer is right and that Logto can reach it.`
      : why === 'invalid_config_response'
        ? "The issuer's discovery document lacks something that Logto needs. Is it an Okta issuer?"
        : 'Logto finds the configuration of the connector incomplete.';
  },
  'resource.resource_identifier_in_use': () => 'Another API resource has that identifier.',
  'role.name_in_use': () => 'Another role has that name.',
  'entity.relation_foreign_key_not_found': () =>
    'Something that Logto was told to connect is no longer there. Somebody changed the tenant meanwhile; run this again.',
};

/** An answer of the API that isn't 2xx, as an error with a sentence. */
export function toManagementError(what: string, status: number, body: unknown): ManagementError {
  const isObject = typeof body === 'object' && body !== null;
  const { code, message, details, data } = (isObject ? body : {}) as Body;
  const logtoCode = text(code);
  const known = { status, logtoCode, data };
  if (status === 429) {
    return new ManagementError('busy', `Logto is too busy to ${what}. Try again later.`, known);
  }
  if (status >= 500) {
    return new ManagementError(
      'failed',
      `Logto failed to ${what} (status ${status}). Its log says why; it may work later.`,
      known,
    );
  }
  if (logtoCode === undefined) {
    return new ManagementError(
      'not_logto',
      status === 404
        ? `Logto's endpoint has nothing to ${what} with (404). Is it the address of a Logto, and of a version that has it?`
        : `Logto's endpoint answered ${status} when asked to ${what}, and not as a Logto does. Is it the right address?`,
      known,
    );
  }
  if (/^(subscription|system_limit|quota)\./.test(logtoCode)) {
    return new ManagementError(
      'plan_limit',
      `Logto refused to ${what}: the tenant's plan doesn't allow it. ${text(message) ?? ''}`.trim(),
      known,
    );
  }
  if (logtoCode === 'auth.forbidden') return roleMissing(status);
  if (status === 404) {
    return new ManagementError('not_found', `Logto has nothing there to ${what}.`, known);
  }
  const sentence = own(SENTENCES, logtoCode)?.((body ?? {}) as Body);
  const quoted = [text(message), text(details)?.split('\n').join(' ')].filter(Boolean).join(' ');
  return new ManagementError(
    'refused',
    `Logto refused to ${what}: ${sentence ?? `${quoted} (${logtoCode})`}`,
    known,
  );
}

/** An answer of the token endpoint that isn't 2xx. Wrong secret 401, unknown id 400: same code. */
export function toTokenError(status: number, body: unknown, resource: string): ManagementError {
  const { error } = (typeof body === 'object' && body ? body : {}) as { error?: unknown };
  if (error === 'invalid_client') {
    return new ManagementError(
      'credentials_rejected',
      "Logto doesn't accept the machine-to-machine application: LOGTO_M2M_APP_ID or LOGTO_M2M_APP_SECRET is wrong for this endpoint.",
      { status, logtoCode: 'oidc.invalid_client' },
    );
  }
  if (error === 'invalid_target') {
    return new ManagementError(
      'resource_unknown',
      `This Logto has no Management API called ${resource}. On Logto Cloud behind a domain of your own, set LOGTO_M2M_RESOURCE=https://<tenant id>.logto.app/api.`,
      { status, logtoCode: 'oidc.invalid_target' },
    );
  }
  return toManagementError('give a token for the Management API', status, body);
}
