/** A write of setup's as an event: what was created, changed or deleted, where, by whom. */
import { ManagementError } from '@logto-okta/clients/logto/errors';
import { OktaError } from '@logto-okta/clients/okta/errors';
import { neverSent } from '@logto-okta/clients/retry';

/** The same form as the app's own audit lines (`lib/log/audit.ts`): ids and names, never a value. */
export type SetupChanged = {
  /** ISO 8601. */
  time: string;
  level: 'info';
  event: 'setup_changed';
  audit: true;
  /** The machine-to-machine application that setup runs as. */
  user: string;
  change: 'created' | 'changed' | 'deleted';
  kind: string;
  id?: string;
  name?: string;
  /** Key of the step of the plan that it was part of. */
  step: string;
  system: 'logto' | 'okta';
  /** Origin of the tenant or the org. */
  endpoint: string;
} & WriteOutcome;
/** Code of the failure, and the HTTP status if there was an answer. */
export type WriteOutcome =
  | { outcome: 'done' }
  | { outcome: 'failed' | 'unknown'; problem: string; status?: number };
/** By the collections in the path; what a POST to one means, where it makes nothing new. */
const KINDS: Record<string, readonly [kind: string, posted?: 'changed']> = {
  'logto applications': ['application'],
  'logto applications/custom-data': ['application'],
  'logto applications/secrets': ['application_secret'],
  'logto resources': ['api_resource'],
  'logto resources/scopes': ['api_permission'],
  'logto roles': ['machine_role'],
  'logto roles/scopes': ['machine_role', 'changed'],
  'logto organization-scopes': ['organization_permission'],
  'logto organization-roles': ['organization_role'],
  'logto organization-roles/scopes': ['organization_role', 'changed'],
  'logto organization-roles/resource-scopes': ['organization_role', 'changed'],
  'logto sign-in-exp': ['sign_in_experience'],
  'logto account-center': ['account_center'],
  'logto sso-connectors': ['connector'],
  'logto organizations': ['organization'],
  'logto organizations/jit': ['organization_jit', 'changed'],
  'logto organizations/users': ['organization_member', 'changed'],
  'okta apps': ['okta_application'],
  'okta apps/lifecycle': ['okta_application', 'changed'],
  'okta apps/groups': ['okta_group_assignment'],
  'okta apps/grants': ['okta_grant'],
  'okta apps/credentials': ['okta_client_secret'],
};

type Method = 'POST' | 'PATCH' | 'PUT' | 'DELETE';
export type WriteRequest = { method: Method; path: string; body?: unknown };

const fieldsOf = (value: unknown): Record<string, unknown> =>
  typeof value === 'object' && value ? { ...value } : {};

function textIn(value: unknown, ...names: string[]): string | undefined {
  const fields = fieldsOf(value);
  const isText = (one: unknown): one is string => typeof one === 'string' && one !== '';
  return names.map((name) => fields[name]).find(isText);
}

/** `/organizations/<id>/jit/roles`: the collection, whose, and what of it. */
export function aboutWrite(
  system: SetupChanged['system'],
  { method, path, body }: WriteRequest,
  answer: unknown,
) {
  const [collection = '', owner, part, own] = path.split('/').slice(1);
  const [kind, posted = 'created'] = KINDS[
    `${system} ${[collection, part].filter(Boolean).join('/')}`
  ] ?? [[collection, part].filter(Boolean).join('_')];
  const change: SetupChanged['change'] =
    method === 'DELETE'
      ? 'deleted'
      : // Assigning a group to an application is a PUT of Okta's.
        method === 'POST' || (part === 'groups' && own)
        ? posted
        : 'changed';
  const joined = part === 'users' ? textIn(fieldsOf(body).userIds, '0') : undefined;
  const isOwn = part === 'groups' || (part === 'users' && own !== undefined);
  const id = isOwn ? own : (joined ?? textIn(answer, 'id') ?? owner);
  // Okta's `name` of an application is its kind.
  const name = textIn(body, 'label', 'connectorName', 'scopeId', 'name');
  return { change, kind, ...(id !== undefined && { id }), ...(name !== undefined && { name }) };
}

/** After these nobody knows whether the change was made. */
const leavesOpen = ({ code, status, cause }: ManagementError | OktaError) =>
  code === 'timeout' ||
  code === 'answer_unexpected' ||
  (code === 'unreachable' && !neverSent(cause)) ||
  (code === 'failed' && status !== 503);

/** Nothing of the message: it may quote what was sent. */
export function failureOf(error: unknown): WriteOutcome {
  const isKnown = error instanceof ManagementError || error instanceof OktaError;
  if (!isKnown) return { outcome: 'unknown', problem: 'unexpected' };
  const { code: problem, status } = error;
  const outcome = leavesOpen(error) ? 'unknown' : 'failed';
  return { outcome, problem, ...(status !== undefined && { status }) };
}
