/**
 * The sandbox of `npm run dev`: a bare one, made ready by `npm run setup`'s own code. So setup runs
 * every day, and what it makes is what the app is developed with.
 */

import { giveOrganizationRoles } from '@logto-okta/sandbox/logto/bare-tenant';
import { type Sandbox, startSandbox } from '@logto-okta/sandbox/sandbox';
import { managementApplication, oktaApiTokens } from '@logto-okta/sandbox/seed';
import { apply } from '@logto-okta/setup/apply';
import { parseConfig } from '@logto-okta/setup/config';
import { appSettings } from '@logto-okta/setup/outcome';
import { questionsOf } from '@logto-okta/setup/plan';
import { createClients, prepare } from '@logto-okta/setup/prepare';
import { readSecrets } from '@logto-okta/setup/read';
import { settingsFrom } from '@logto-okta/setup/settings';
import { product } from './product.ts';
import companies from './sandbox-companies.ts';

export type DevSandbox = {
  sandbox: Sandbox;
  /** What setup would write to `.env.local`. */
  settings: Record<string, string>;
  /** What setup has to be told besides, to run against this sandbox again. */
  okta: Record<string, string>;
};

/**
 * @param url where the app will be.
 * @throws when a port is busy, or when setup fails.
 */
export async function startDevSandbox(
  url: string,
  ports: Parameters<typeof startSandbox>[0]['ports'] = {},
): Promise<DevSandbox> {
  const sandbox = await startSandbox({ appUrls: [], bare: true, ports });
  try {
    return { sandbox, ...(await setUp(sandbox, url)) };
  } catch (error) {
    await sandbox.close();
    throw error;
  }
}

async function setUp({ logto, okta: acme, globexOkta: globex }: Sandbox, url: string) {
  const token = oktaApiTokens.find(({ role }) => role === 'SUPER_ADMIN')?.value ?? '';
  const okta = {
    ACME_OKTA_ORG_URL: acme.url,
    ACME_OKTA_API_TOKEN: token,
    GLOBEX_OKTA_ORG_URL: globex.url,
    GLOBEX_OKTA_API_TOKEN: token,
  };
  const parsed = good(parseConfig(companies, () => 'scripts/sandbox-companies.ts'));
  const { settings } = good(
    settingsFrom(
      product,
      parsed.config,
      {},
      {
        ...okta,
        LOGTO_ENDPOINT: logto.url,
        LOGTO_M2M_APP_ID: managementApplication.id,
        LOGTO_M2M_APP_SECRET: managementApplication.secret,
        BASE_URL: url,
      },
      { css: product.css },
    ),
  );
  const clients = createClients(settings);
  const { actual, changes } = await prepare(settings, clients);
  const problems = questionsOf(changes).flatMap(({ notes }) => notes);
  if (problems.length > 0) throw new Error(problems.join('\n'));
  const applied = await apply(changes, settings.desired, actual, clients);
  // The seed's members have roles of the template that there was none of before.
  giveOrganizationRoles(logto.tenant);
  const { applicationId = '', connectorIds } = applied;
  const applicationSecrets = await readSecrets(clients.logto, applicationId);
  const made = { applicationId, applicationSecrets, connectorIds };
  return { okta, settings: appSettings(settings, made, {}, { givesManagement: true }) };
}

function good<T extends object>(result: T | { problems: string[] }): T {
  if ('problems' in result) throw new Error(result.problems.join('\n'));
  return result;
}
