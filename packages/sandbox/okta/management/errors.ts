/**
 * The management API's refusals. Codes, statuses and summaries are those of Okta's published list
 * of errors; causes are its specification's where it has them.
 */
import { oktaError } from '../answers.ts';

export class ApiError extends Error {
  readonly status: number;
  /** `undefined`: the answer says all in its headers. */
  readonly body: object | undefined;
  readonly headers: Record<string, string>;
  constructor(status: number, body: object | undefined, headers: Record<string, string> = {}) {
    super(`${status} ${JSON.stringify(body)}`);
    this.status = status;
    this.body = body;
    this.headers = headers;
  }
}

const SUMMARIES = {
  E0000003: [400, 'The request body was not well-formed.'],
  E0000005: [403, 'Invalid session'],
  E0000006: [403, 'You do not have permission to perform the requested action'],
  E0000011: [401, 'Invalid token provided'],
  E0000015: [401, 'You do not have permission to access the feature you are requesting'],
  E0000016: [403, 'Activation failed because the user is already active'],
  E0000021: [
    400,
    'Bad request.  Accept and/or Content-Type headers likely do not match supported values.',
  ],
  E0000022: [405, 'The endpoint does not support the provided HTTP method'],
  E0000031: [400, 'Invalid search criteria.'],
  E0000032: [403, 'Unlock is not allowed for this user.'],
  E0000038: [403, "This operation is not allowed in the user's current status."],
  E0000056: [403, 'Delete application forbidden.'],
  E0000068: [403, 'Invalid Passcode/Answer'],
} as const satisfies Record<string, readonly [number, string]>;

export function apiError(
  code: keyof typeof SUMMARIES,
  causes: string[] = [],
  headers?: Record<string, string>,
) {
  const [status, summary] = SUMMARIES[code];
  return new ApiError(status, oktaError(code, summary, causes), headers);
}

/** @param kind Okta's own name of the resource: `AppInstance`, `User`, `UserGroup`. */
export const notFound = (id: string, kind: string) =>
  new ApiError(404, oktaError('E0000007', `Not found: Resource not found: ${id} (${kind})`));

/** @param field What the summary names; @param causes sentences, or `<field>: <sentence>`. */
export const invalid = (field: string, ...causes: string[]) =>
  new ApiError(400, oktaError('E0000001', `Api validation failed: ${field}`, causes));

export const blank = (field: string) => invalid(field, `${field}: The field cannot be left blank`);

export const duplicate = (field: string) =>
  invalid(field, `${field}: An object with this field already exists in the current organization`);
