/** An app as the management API shows it. */

import { ORG_ID } from '../claims.ts';
import {
  activeSecretsOf,
  appIdOf,
  DEFAULT_GRANT_TYPES,
  hasTile,
  type OktaClient,
  usesSecret,
} from '../clients.ts';
import { LEEWAY_S } from '../token-store.ts';
import type { Json } from './api.ts';
import { objectIn } from './app-body.ts';

/** What the API keeps of an app beside what the org acts on. */
export type AppRecord = {
  created: string;
  lastUpdated: string;
  /** As it was sent: settings that the org stores and does nothing with come back from here. */
  sent: Json;
  policyId: string;
};

/** @param withSecret In the answers that create or replace an app, in no other. */
export function appResource(url: string, app: OktaClient, record: AppRecord, withSecret: boolean) {
  const id = appIdOf(app);
  const self = `${url}/api/v1/apps/${id}`;
  const { sent } = record;
  const sentVisibility = objectIn(sent.visibility);
  const isActive = app.status !== 'INACTIVE';
  return {
    id,
    orn: `orn:okta:idp:${ORG_ID}:apps:oidc_client:${id}`,
    name: 'oidc_client',
    label: app.label ?? id,
    status: app.status ?? 'ACTIVE',
    lastUpdated: record.lastUpdated,
    created: record.created,
    accessibility: { selfService: false, errorRedirectUrl: null, loginRedirectUrl: null },
    visibility: {
      autoLaunch: sentVisibility.autoLaunch === true,
      autoSubmitToolbar: sentVisibility.autoSubmitToolbar === true,
      hide: { iOS: objectIn(sentVisibility.hide).iOS === true, web: app.isHidden === true },
      appLinks: { oidc_client_link: true },
    },
    features: [],
    signOnMode: 'OPENID_CONNECT',
    credentials: credentialsOf(app, sent, withSecret),
    settings: {
      app: {},
      notifications: {
        vpn: { network: { connection: 'DISABLED' }, message: null, helpUrl: null },
      },
      manualProvisioning: false,
      implicitAssignment: false,
      notes: { admin: null, enduser: null, ...objectIn(objectIn(sent.settings).notes) },
      emOptInStatus: 'NONE',
      oauthClient: oauthSettingsOf(app, sent),
    },
    _links: {
      uploadLogo: { href: `${self}/logo`, hints: { allow: ['POST'] } },
      appLinks: hasTile(app)
        ? [
            {
              name: 'oidc_client_link',
              href: `${url}/home/oidc_client/${id}/aln${id.slice(3)}`,
              type: 'text/html',
            },
          ]
        : [],
      groups: { href: `${self}/groups` },
      users: { href: `${self}/users` },
      accessPolicy: { href: `${url}/api/v1/policies/${record.policyId}` },
      ...(isActive
        ? { deactivate: { href: `${self}/lifecycle/deactivate` } }
        : { activate: { href: `${self}/lifecycle/activate` } }),
    },
  };
}

function credentialsOf(app: OktaClient, sent: Json, withSecret: boolean) {
  const sentCredentials = objectIn(sent.credentials);
  return {
    userNameTemplate: {
      // biome-ignore lint/suspicious/noTemplateCurlyInString: Okta's own template language.
      template: '${source.login}',
      type: 'BUILT_IN',
      ...objectIn(sentCredentials.userNameTemplate),
    },
    signing: { kid: null },
    oauthClient: {
      autoKeyRotation: objectIn(sentCredentials.oauthClient).autoKeyRotation !== false,
      client_id: app.id,
      ...(withSecret && usesSecret(app) && { client_secret: activeSecretsOf(app)[0] }),
      token_endpoint_auth_method: app.authMethod ?? 'client_secret_basic',
      pkce_required: app.pkceRequired === true,
    },
  };
}

function oauthSettingsOf(app: OktaClient, sent: Json) {
  const sentSettings = objectIn(objectIn(sent.settings).oauthClient);
  const grantTypes = app.grantTypes ?? DEFAULT_GRANT_TYPES;
  const rotation = app.refreshToken ?? { rotation: 'ROTATE', leewaySeconds: LEEWAY_S };
  return {
    client_uri: sentSettings.client_uri ?? null,
    logo_uri: sentSettings.logo_uri ?? null,
    redirect_uris: app.redirectUris,
    post_logout_redirect_uris: app.postLogoutRedirectUris ?? [],
    response_types:
      sentSettings.response_types ?? (grantTypes.includes('authorization_code') ? ['code'] : []),
    grant_types: grantTypes,
    ...(app.initiateLoginUri && { initiate_login_uri: app.initiateLoginUri }),
    ...(app.keys && { jwks: { keys: app.keys } }),
    application_type: app.type ?? 'web',
    consent_method: app.consent ?? 'TRUSTED',
    issuer_mode: sentSettings.issuer_mode ?? 'DYNAMIC',
    ...(grantTypes.includes('refresh_token') && {
      refresh_token: { rotation_type: rotation.rotation, leeway: rotation.leewaySeconds },
    }),
    idp_initiated_login: {
      mode: app.idpInitiatedLogin ?? 'DISABLED',
      default_scope: objectIn(sentSettings.idp_initiated_login).default_scope ?? [],
    },
    wildcard_redirect: sentSettings.wildcard_redirect ?? 'DISABLED',
    dpop_bound_access_tokens: app.dpopRequired === true,
  };
}
