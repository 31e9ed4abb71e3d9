/**
 * A Logto tenant and two Okta orgs on loopback, for development, demonstrations and tests.
 * Everything is in memory and starts as `seed.ts` says; nothing here is meant to face a network.
 */
import { type Control, startControl } from './control-api.ts';
import { leaveAppOut } from './logto/bare-tenant.ts';
import { type Logto, startLogto } from './logto/logto.ts';
import type { Lifetimes } from './logto/token-rules.ts';
import { type OktaClient, type OktaOrg, startOkta } from './okta/org.ts';
import { serviceClient } from './okta/service-client.ts';
import * as seed from './seed.ts';

export type Sandbox = {
  logto: Logto;
  /** Acme's org. */
  okta: OktaOrg;
  /** Globex's, a second company. */
  globexOkta: OktaOrg;
  /** Only when asked for. */
  control: Control | undefined;
  close: () => Promise<void>;
};

export const sandboxApplication = { id: seed.application.id, secret: seed.application.secret };

const orgs = {
  acme: { users: seed.oktaUsers, connector: seed.connector },
  globex: { users: seed.globexUsers, connector: seed.globexConnector },
};

/** In a bare org nobody is assigned to an app yet; whoever should be is in this group. */
const inAppGroup = (user: seed.OktaUserSeed): seed.OktaUserSeed =>
  user.assigned ? { ...user, groups: [...(user.groups ?? []), seed.APP_GROUP] } : user;

/**
 * @param bare Without anything of an app: people, organizations and credentials for the management
 *   APIs, with which `npm run setup` makes the rest. `appUrls` then count for nothing.
 * @param ports 0 or absent: any free port.
 * @param control Starts the control API, by which tests of another process ask for faults.
 * @param lifetimes Seconds, instead of Logto's own.
 * @param appUrls Base URLs whose `/callback` and `/` are registered, without trailing slash.
 * @throws when a port is busy, and when `NODE_ENV` is `production`.
 */
export async function startSandbox(options: {
  appUrls: string[];
  bare?: boolean;
  ports?: {
    logto?: number | undefined;
    okta?: number | undefined;
    globexOkta?: number | undefined;
    control?: number | undefined;
  };
  control?: boolean;
  lifetimes?: Partial<Lifetimes>;
}): Promise<Sandbox> {
  const started: { close: () => Promise<void> }[] = [];
  const close = async () => {
    await Promise.all(started.map((one) => one.close()));
  };
  /** The connector's callback is known only once Logto has its port: it is added then. */
  const startOrg = async ({ users, connector }: (typeof orgs)['acme'], port = 0) => {
    const redirectUris: string[] = [];
    const [appUrl] = options.appUrls;
    const admin = users.find(({ adminRole }) => adminRole === 'SUPER_ADMIN');
    const client: OktaClient = {
      ...connector.client,
      grantedScopes: [...connector.apiScopes],
      label: seed.application.name,
      redirectUris,
      postLogoutRedirectUris: options.appUrls.map((one) => `${one}/`),
      // The tile on the company's dashboard.
      ...(appUrl && { initiateLoginUri: `${appUrl}/sso/start`, idpInitiatedLogin: 'SPEC' }),
    };
    const org = await startOkta({
      port,
      users: structuredClone(options.bare ? users.map(inAppGroup) : users),
      ...(!options.bare && { client }),
      clients: [serviceClient()],
      apiTokens: seed.oktaApiTokens.map((token) => ({
        ...token,
        ...(admin && { userId: admin.id }),
      })),
    });
    started.push(org);
    return {
      org,
      register: (logtoUrl: string) => redirectUris.push(`${logtoUrl}/callback/${connector.id}`),
    };
  };
  const { ports = {} } = options;
  try {
    const acme = await startOrg(orgs.acme, ports.okta);
    const globex = await startOrg(orgs.globex, ports.globexOkta);
    const issuers = { acme: acme.org.url, globex: globex.org.url };
    const { appUrls, lifetimes } = options;
    const logto = await startLogto({ port: ports.logto ?? 0, issuers, appUrls, lifetimes });
    started.push(logto);
    if (options.bare) leaveAppOut(logto.tenant);
    for (const { register } of [acme, globex]) register(logto.url);
    const servers = { logto, 'okta/acme': acme.org, 'okta/globex': globex.org };
    const control = options.control ? await startControl(ports.control ?? 0, servers) : undefined;
    if (control) started.push(control);
    return { logto, okta: acme.org, globexOkta: globex.org, control, close };
  } catch (error) {
    await close();
    throw error;
  }
}
