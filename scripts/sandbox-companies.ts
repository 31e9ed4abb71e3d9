/**
 * What `npm run dev` has setup make in its sandbox: the companies of packages/sandbox/seed.ts. The rest, from
 * addresses to credentials, comes from the environment, for the ports are chosen at each start.
 */

import { APP_GROUP, connector, globexConnector } from '@logto-okta/sandbox/seed';
import type { SsoConfig } from '@logto-okta/setup/config';

export default {
  companies: [
    {
      name: 'Acme',
      domains: connector.domains,
      allowSharedDomain: true,
      okta: { envPrefix: 'ACME_', groups: [APP_GROUP] },
    },
    {
      name: 'Globex',
      domains: globexConnector.domains,
      allowSharedDomain: true,
      tokenStorage: false,
      okta: { envPrefix: 'GLOBEX_', groups: [APP_GROUP] },
    },
  ],
} satisfies SsoConfig;
