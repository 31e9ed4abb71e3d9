/** A company's OIDC web application in Okta, exactly as Logto's connector needs it. */
import type { OktaApp } from '@logto-okta/clients/okta/schemas';
import type { Actual } from './actual.ts';
import { connectorCallbackUri, postLogoutUri, publicBaseUrl, ssoStartUri } from './addresses.ts';
import { keepPublic } from './application.ts';
import { type Change, change, type Field, sameValue, union } from './change.ts';
import type { ApiWish, Company, Desired } from './desired.ts';
import { planAccess } from './okta-access.ts';

/** Stands for the callback of a connector that apply has yet to make. */
export const CALLBACK_TO_COME = "<the connector's callback>";
export const oktaAppKey = ({ orgUrl, label }: ApiWish) => `okta-app ${label} @ ${orgUrl}`;

/** Logto sends no PKCE and authenticates by HTTP Basic only (docs/vendors.md L2, O1). */
const FORCED = { token_endpoint_auth_method: 'client_secret_basic', pkce_required: false };
const GRANT_TYPES = ['authorization_code', 'refresh_token'];

const wanted = (desired: Desired) => ({
  postLogout: desired.app.baseUrls.map(postLogoutUri),
  initiate: ssoStartUri(publicBaseUrl(desired.app.baseUrls)),
});

function createBody(desired: Desired, label: string) {
  const { postLogout, initiate } = wanted(desired);
  return {
    name: 'oidc_client',
    label,
    signOnMode: 'OPENID_CONNECT',
    visibility: { autoSubmitToolbar: false, hide: { iOS: false, web: false } },
    credentials: {
      // biome-ignore lint/suspicious/noTemplateCurlyInString: Okta's own template language.
      userNameTemplate: { template: '${source.login}', type: 'BUILT_IN' },
      oauthClient: { ...FORCED, autoKeyRotation: true },
    },
    settings: {
      oauthClient: {
        application_type: 'web',
        response_types: ['code'],
        grant_types: GRANT_TYPES,
        redirect_uris: [CALLBACK_TO_COME],
        post_logout_redirect_uris: postLogout,
        initiate_login_uri: initiate,
        idp_initiated_login: { mode: 'SPEC', default_scope: [] },
        consent_method: 'TRUSTED',
        issuer_mode: 'DYNAMIC',
        wildcard_redirect: 'DISABLED',
        refresh_token: { rotation_type: 'ROTATE', leeway: 30 },
      },
    },
  };
}

/** The application meant: by id, by what the connector holds, by label; labels are not unique. */
export function findOktaApps(
  wish: ApiWish,
  apps: OktaApp[],
  connector: { id: string; clientId?: string } | undefined,
  endpoint: string,
): OktaApp[] {
  if (wish.appId) return apps.filter(({ id }) => id === wish.appId);
  if (!connector) return apps;
  const callback = connectorCallbackUri(endpoint, connector.id);
  const held = apps.filter(
    ({ id, settings }) =>
      id === connector.clientId || settings.oauthClient?.redirect_uris?.includes(callback),
  );
  return held.length > 0 ? held : apps;
}

const isHeld = ({ appId }: ApiWish, { id }: OktaApp, connector: ConnectorLike) =>
  id === appId || id === connector?.clientId;

/** Of a staging tenant and a production tenant, say, that share an org: each has its own secret. */
const foreignCallbacks = ({ settings }: OktaApp, { endpoint }: Desired) => {
  const uris = settings.oauthClient?.redirect_uris ?? [];
  const ours = uris.filter((uri) => uri.startsWith(connectorCallbackUri(endpoint, '')));
  return ours.length > 0 ? [] : uris;
};

export type ConnectorLike = { id: string; clientId?: string } | undefined;

export function planOktaApp(
  desired: Desired,
  company: Company,
  wish: ApiWish,
  actual: Actual,
  connector: ConnectorLike,
): Change[] {
  const okta = actual.okta[company.name];
  if (!okta) return [];
  const key = oktaAppKey(wish);
  const title = `Okta application "${wish.label}"`;
  const apps = findOktaApps(wish, okta.apps, connector, desired.endpoint);
  const [app, ...others] = apps;
  if (others.length > 0 || (wish.appId && !app)) {
    return [
      change('question', key, title, {
        notes: [
          app
            ? `${wish.orgUrl} has ${apps.length} OIDC web applications of that name. Which one is meant?`
            : `${wish.orgUrl} has no OIDC web application with the id ${wish.appId}.`,
        ],
        question: {
          flag: '--okta-app-id',
          options: apps.map(({ id, status }) => ({ value: id, label: `${id}  ${status}` })),
        },
      }),
    ];
  }
  const elsewhere = app && !isHeld(wish, app, connector) ? foreignCallbacks(app, desired) : [];
  if (app && elsewhere.length > 0) {
    return [
      change('question', key, title, {
        notes: [
          `${wish.orgUrl} has one of that name, which signs people in elsewhere (${elsewhere[0]}). Take another --okta-app-label, or say that it is meant.`,
        ],
        question: { flag: '--okta-app-id', options: [{ value: app.id, label: app.id }] },
      }),
    ];
  }
  const connects = planAccess(company, wish, okta);
  if (!app) {
    const body = createBody(desired, wish.label);
    return [
      change('create', key, title, {
        fields: [
          { name: 'org', to: wish.orgUrl },
          { name: 'sign-in redirect URIs', to: [CALLBACK_TO_COME] },
          {
            name: 'sign-out redirect URIs',
            to: body.settings.oauthClient.post_logout_redirect_uris,
          },
          { name: 'client authentication', to: FORCED.token_endpoint_auth_method },
          { name: 'PKCE required', to: false },
          { name: 'grant types', to: GRANT_TYPES },
          { name: 'initiate login URI', to: body.settings.oauthClient.initiate_login_uri },
        ],
        write: { do: 'okta-app.create', company: company.name, body },
      }),
      ...connects,
    ];
  }
  return [planChange(desired, company, app, key, connector), ...connects];
}

function planChange(
  desired: Desired,
  company: Company,
  app: OktaApp,
  key: string,
  connector: ConnectorLike,
): Change {
  const title = `Okta application "${app.label}" (${app.id})`;
  const { postLogout, initiate } = wanted(desired);
  const client = app.settings.oauthClient ?? {};
  const credentials = app.credentials.oauthClient ?? {};
  // Without a connector yet, its callback is added by apply; the field shows that it will be.
  const callback = connector
    ? connectorCallbackUri(desired.endpoint, connector.id)
    : CALLBACK_TO_COME;
  const next = {
    redirect_uris: union(client.redirect_uris ?? [], [callback]),
    post_logout_redirect_uris: union(client.post_logout_redirect_uris ?? [], postLogout),
    response_types: union(client.response_types ?? [], ['code']),
    grant_types: union(client.grant_types ?? [], GRANT_TYPES),
    initiate_login_uri: keepPublic(client.initiate_login_uri, initiate),
    idp_initiated_login:
      client.idp_initiated_login?.mode === 'SPEC'
        ? client.idp_initiated_login
        : { mode: 'SPEC', default_scope: [] },
  };
  const hide = app.visibility?.hide;
  const fields: Field[] = [
    { name: 'sign-in redirect URIs', from: client.redirect_uris ?? [], to: next.redirect_uris },
    {
      name: 'sign-out redirect URIs',
      from: client.post_logout_redirect_uris ?? [],
      to: next.post_logout_redirect_uris,
    },
    { name: 'response types', from: client.response_types ?? [], to: next.response_types },
    { name: 'grant types', from: client.grant_types ?? [], to: next.grant_types },
    {
      name: 'initiate login URI',
      from: client.initiate_login_uri ?? undefined,
      to: next.initiate_login_uri,
    },
    { name: 'login initiated by', from: client.idp_initiated_login?.mode, to: 'SPEC' },
    {
      name: 'client authentication',
      from: credentials.token_endpoint_auth_method,
      to: FORCED.token_endpoint_auth_method,
    },
    { name: 'PKCE required', from: credentials.pkce_required ?? false, to: false },
    { name: 'hidden on the dashboard', from: hide?.web ?? false, to: false },
  ].filter(({ from, to }) => !sameValue(from, to));
  const notes =
    app.status === 'ACTIVE'
      ? []
      : ['It is not active: Okta Admin Console > Applications > the application > Activate.'];
  if (fields.length === 0) return change('keep', key, title, { notes });
  // PUT replaces the whole application. Okta's own fields aren't sent back, a secret never.
  const { _links, _embedded, ...rest } = app;
  const { client_secret, ...oauthCredentials } = credentials;
  const body = {
    ...rest,
    visibility: { ...app.visibility, hide: { ...hide, web: false } },
    credentials: { ...app.credentials, oauthClient: { ...oauthCredentials, ...FORCED } },
    settings: { ...app.settings, oauthClient: { ...client, ...next } },
  };
  return change('change', key, title, {
    fields,
    notes,
    write: { do: 'okta-app.change', company: company.name, id: app.id, body },
  });
}
