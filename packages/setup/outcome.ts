import { slug } from '@logto-okta/clients/slug';
import type { Actual } from './actual.ts';
import { isLocalAddress } from './addresses.ts';
import { currentSecret } from './application.ts';
import { type EnvValues, newCookieSecret } from './env-file.ts';
import { oktaIssuer } from './okta-settings.ts';
import type { Settings } from './settings.ts';

export type Made = {
  applicationId: string;
  applicationSecrets: Actual['applicationSecrets'];
  /** By company. */
  connectorIds: ReadonlyMap<string, string>;
};

/** Without any of them the app isn't connected to a Logto; in development it uses the sandbox then. */
export const APPLICATION_SETTINGS = ['LOGTO_ENDPOINT', 'LOGTO_APP_ID', 'LOGTO_APP_SECRET'] as const;

type Has = Record<string, string | undefined>;

/**
 * What this app reads at its start. With the Management API's credentials it finds companies and
 * how people came by itself; without them it is told which connector is whose.
 * @param has what its env file has: a secret in use is kept, `COOKIE_SECRET` made only once.
 */
export function appSettings(
  { desired, management }: Settings,
  made: Made,
  has: Has,
  { givesManagement }: { givesManagement: boolean },
): EnvValues {
  const secret = currentSecret(made.applicationSecrets, has.LOGTO_APP_SECRET);
  return {
    LOGTO_ENDPOINT: desired.endpoint,
    LOGTO_APP_ID: made.applicationId,
    ...(secret ? { LOGTO_APP_SECRET: secret } : {}),
    BASE_URL: desired.app.baseUrls[0] ?? '',
    COOKIE_SECRET: has.COOKIE_SECRET || newCookieSecret(),
    API_RESOURCE: desired.app.apiResource,
    ...(givesManagement
      ? {
          LOGTO_M2M_APP_ID: management.appId,
          LOGTO_M2M_APP_SECRET: management.appSecret,
          ...(management.resource ? { LOGTO_M2M_RESOURCE: management.resource } : {}),
        }
      : companySettings(desired, made.connectorIds)),
  };
}

function companySettings({ companies }: Settings['desired'], ids: Made['connectorIds']): EnvValues {
  const entries = companies.flatMap(({ name, idp }) => {
    const id = ids.get(name);
    const issuer = oktaIssuer(idp);
    // A name without any letter or digit: its links go by the connector's id.
    const link = slug(name) || slug(id ?? '');
    return id ? [[link, id, ...(issuer ? [issuer] : [])].join('=')] : [];
  });
  return entries.length > 0 ? { SSO_COMPANIES: entries.join(',') } : {};
}

/** The same for production: its public address, and a cookie secret of its own. */
export function deployedSettings({ desired }: Settings, local: EnvValues): EnvValues {
  const url = desired.app.baseUrls.find((one) => !isLocalAddress(one));
  return { ...local, BASE_URL: url ?? local.BASE_URL ?? '', COOKIE_SECRET: newCookieSecret() };
}

/**
 * The same for previews, which find their own addresses. Whoever can push a branch can read what
 * they know: no Management API, so no API of the app's own, and never production's cookie secret.
 */
export function previewSettings(settings: Settings, made: Made, has: Has): EnvValues | undefined {
  if (settings.desired.app.previewUrls.length === 0) return undefined;
  const {
    BASE_URL: _address,
    API_RESOURCE: _api,
    ...rest
  } = appSettings(settings, made, has, { givesManagement: false });
  return { ...rest, COOKIE_SECRET: newCookieSecret() };
}
