/**
 * A Logto tenant and an Okta org on loopback, for development, demonstrations and tests.
 * Everything is in memory and starts as `seed.ts` says; nothing here is meant to face a network.
 */
import { type Logto, startLogto } from './logto/logto.ts';
import { type OktaOrg, startOkta } from './okta/org.ts';
import { application, connector, oktaUsers } from './seed.ts';

export type Sandbox = { logto: Logto; okta: OktaOrg; close: () => Promise<void> };

export const sandboxApplication = { id: application.id, secret: application.secret };

/**
 * @param ports 0 or absent: any free port.
 * @param appUrls Base URLs whose `/callback` and `/` are registered, without trailing slash.
 * @throws when `NODE_ENV` is `production`: the passwords are public.
 */
export async function startSandbox(options: {
  appUrls: string[];
  ports?: { logto?: number; okta?: number };
}): Promise<Sandbox> {
  if (process.env.NODE_ENV === 'production') {
    throw new Error(
      'The sandbox does not start with NODE_ENV=production: its passwords are public.',
    );
  }
  const redirectUris: string[] = [];
  const okta = await startOkta({
    port: options.ports?.okta ?? 0,
    users: structuredClone(oktaUsers),
    client: { ...connector.client, redirectUris },
  });
  try {
    const logto = await startLogto({
      port: options.ports?.logto ?? 0,
      oktaIssuer: okta.url,
      appUrls: options.appUrls,
    });
    redirectUris.push(`${logto.url}/callback/${connector.id}`);
    return {
      logto,
      okta,
      close: async () => {
        await Promise.all([logto.close(), okta.close()]);
      },
    };
  } catch (error) {
    await okta.close();
    throw error;
  }
}
