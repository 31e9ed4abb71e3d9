/** What people may see and change of their own account, and the built-in application of its pages. */
import { LogtoError } from './errors.ts';

export type FieldControl = 'Off' | 'ReadOnly' | 'Edit';
const FIELDS = [
  'name',
  'avatar',
  'profile',
  'email',
  'phone',
  'password',
  'username',
  'social',
  'customData',
  'mfa',
  'session',
] as const;
/** `passkey` follows `mfa` unless it is set itself. */
export type AccountField = (typeof FIELDS)[number] | 'passkey';
/** As the Management API shows it. */
export type AccountCenter = {
  tenantId: string;
  id: string;
  enabled: boolean;
  /** One that is missing is off. */
  fields: Partial<Record<AccountField, FieldControl>>;
  webauthnRelatedOrigins: string[];
  deleteAccountUrl: string | null;
  customCss: string | null;
  profileFields: { name: string }[] | null;
};

export const newAccountCenter = (): AccountCenter => ({
  tenantId: 'default',
  id: 'default',
  enabled: true,
  fields: Object.fromEntries(FIELDS.map((field) => [field, 'Edit'])),
  webauthnRelatedOrigins: [],
  deleteAccountUrl: null,
  customCss: null,
  profileFields: null,
});

function controlOf({ fields }: AccountCenter, field: AccountField): FieldControl {
  return fields[field] ?? (field === 'passkey' ? fields.mfa : undefined) ?? 'Off';
}

export const isReadable = (center: AccountCenter, field: AccountField) =>
  controlOf(center, field) !== 'Off';

export function requireReadable(center: AccountCenter, field: AccountField) {
  if (!isReadable(center, field)) throw new LogtoError(400, 'account_center.field_not_enabled');
}

export function requireEditable(center: AccountCenter, field: AccountField) {
  if (controlOf(center, field) !== 'Edit')
    throw new LogtoError(400, 'account_center.field_not_editable');
}

/** In every tenant, and not among its applications. */
export const ACCOUNT_CENTER_APP = 'account-center';

/** No secret: its code runs in the browser, and PKCE binds the exchange. */
export const accountCenterClient = (endpoint: string) => ({
  client_id: ACCOUNT_CENTER_APP,
  client_name: 'Account center',
  application_type: 'web' as const,
  token_endpoint_auth_method: 'none' as const,
  grant_types: ['authorization_code', 'refresh_token'],
  response_types: ['code' as const],
  redirect_uris: [`${endpoint}/account`],
  post_logout_redirect_uris: [`${endpoint}/account`],
  id_token_signed_response_alg: 'ES384' as const,
});
