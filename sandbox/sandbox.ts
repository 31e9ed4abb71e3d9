/**
 * A Logto tenant and two Okta orgs on loopback, for development, demonstrations and tests.
 * Everything is in memory and starts as `seed.ts` says; nothing here is meant to face a network.
 */
import { type Logto, startLogto } from './logto/logto.ts';
import { type OktaOrg, startOkta } from './okta/org.ts';
import * as seed from './seed.ts';

export type Sandbox = {
  logto: Logto;
  /** Acme's org. */
  okta: OktaOrg;
  /** Globex's, a second company. */
  globexOkta: OktaOrg;
  close: () => Promise<void>;
};

export const sandboxApplication = { id: seed.application.id, secret: seed.application.secret };

const orgs = {
  acme: { users: seed.oktaUsers, connector: seed.connector },
  globex: { users: seed.globexUsers, connector: seed.globexConnector },
};

/**
 * @param ports 0 or absent: any free port.
 * @param appUrls Base URLs whose `/callback` and `/` are registered, without trailing slash.
 * @throws when `NODE_ENV` is `production`: the passwords are public.
 */
export async function startSandbox(options: {
  appUrls: string[];
  ports?: {
    logto?: number | undefined;
    okta?: number | undefined;
    globexOkta?: number | undefined;
  };
}): Promise<Sandbox> {
  if (process.env.NODE_ENV === 'production') {
    throw new Error(
      'The sandbox does not start with NODE_ENV=production: its passwords are public.',
    );
  }
  const started: { close: () => Promise<void> }[] = [];
  const close = async () => {
    await Promise.all(started.map((one) => one.close()));
  };
  /** The connector's callback is known only once Logto has its port: it is added then. */
  const startOrg = async ({ users, connector }: (typeof orgs)['acme'], port = 0) => {
    const redirectUris: string[] = [];
    const client = { ...connector.client, redirectUris };
    const org = await startOkta({ port, users: structuredClone(users), client });
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
    const logto = await startLogto({ port: ports.logto ?? 0, issuers, appUrls: options.appUrls });
    started.push(logto);
    for (const { register } of [acme, globex]) register(logto.url);
    return { logto, okta: acme.org, globexOkta: globex.org, close };
  } catch (error) {
    await close();
    throw error;
  }
}
