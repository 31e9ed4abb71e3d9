/** A Logto tenant for each test, the app's modules of organizations, and no Next around them. */

import { type Logto, startLogto } from '@logto-okta/sandbox/logto/logto';
import { newUser } from '@logto-okta/sandbox/logto/tenant';
import { application, connector, managementApplication } from '@logto-okta/sandbox/seed';
import { afterEach, beforeEach, vi } from 'vitest';

/** Acme's people join it through their own connection; nobody in it is an administrator yet. */
export const ACME = 'acmeorg00001';
export const ADMIN_ROLE = 'orgadmin0000000000002';
export const OWN_CONNECTOR = connector.id;

export function tenantForEachTest() {
  let logto: Logto;
  /** Method and path of each request to the Management API, the token's aside. */
  let asked: string[] = [];
  beforeEach(async () => {
    const nowhere = 'http://localhost:1';
    const issuers = { acme: nowhere, globex: nowhere };
    logto = await startLogto({ port: 0, issuers, appUrls: ['http://localhost:3000'] });
    // The seed has an administrator there.
    for (const { organizations } of logto.tenant.users.values()) delete organizations[ACME];
    asked = [];
    logto.faults.request = ({ method, url }) => {
      if (url?.startsWith('/api/')) asked.push(`${method} ${url}`);
      return false;
    };
    vi.resetModules();
    for (const [name, value] of Object.entries({
      LOGTO_ENDPOINT: logto.url,
      LOGTO_APP_ID: application.id,
      LOGTO_APP_SECRET: application.secret,
      LOGTO_M2M_APP_ID: managementApplication.id,
      LOGTO_M2M_APP_SECRET: managementApplication.secret,
      LOGTO_M2M_RESOURCE: 'https://default.logto.app/api',
      BASE_URL: 'http://localhost:3000',
      COOKIE_SECRET: 'Vb8mJr2QkT6yXe0Lw4Zs9Hd1Nf5Gc7Pa3Uo',
    })) {
      vi.stubEnv(name, value);
    }
    const { forgetAll } = await import('#lib/organizations/kept.ts');
    forgetAll();
  });
  afterEach(() => logto.close());

  /** Another person of Acme's. */
  function member(
    id: string,
    fields: Partial<Parameters<typeof newUser>[1]> = {},
    roles = ['orgmember000000000001'],
  ) {
    const organizations = { [ACME]: roles };
    const user = newUser(logto.tenant, { id, username: id, ...fields, organizations }, Date.now());
    logto.tenant.users.set(id, user);
    return user;
  }
  return {
    get logto() {
      return logto;
    },
    get tenant() {
      return logto.tenant;
    },
    /** Since the last call. */
    asked: () => asked.splice(0),
    member,
    admin: (id: string) => member(id, {}, [ADMIN_ROLE]),
    adminsOf: (organizationId = ACME) =>
      [...logto.tenant.users.values()]
        .filter(({ organizations }) => organizations[organizationId]?.includes(ADMIN_ROLE))
        .map(({ id }) => id)
        .sort(),
  };
}
