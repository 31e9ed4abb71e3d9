/**
 * `npm run machine-client`: an application in Logto with which a program calls the app's API. Started
 * as `node -- scripts/machine-client.ts`: without the dashes Node takes `--env-file` for itself.
 */

import { createManagementClient } from '@logto-okta/clients/logto/client';
import { fail, readOptions } from '@logto-okta/sandbox/tools/options';
import { knowLocalhostNames } from '@logto-okta/setup/cli/localhost-names';
import { readEnvFile, valuesOf } from '@logto-okta/setup/env-file';
import { z } from 'zod';
import { PRODUCT_NAME } from '#lib/brand.ts';

const HELP = `npm run machine-client -- --name <name> [options]

Creates a machine-to-machine application in Logto, assigns it the role with the
permissions of the app's API, and prints its id and secret as lines for a shell
or an env file. See docs/api.md.

  --name <name>       of the application, one per client
  --role <name>       of type machine-to-machine. Default: the one that setup
                      makes, the product's name and "API"
  --env-file <file>   settings that setup wrote. Default .env.local; npm run dev
                      writes its sandbox's to .env.sandbox
  --help`;

const options = readOptions(HELP, {
  name: { type: 'string' },
  role: { type: 'string', default: `${PRODUCT_NAME} API` },
  'env-file': { type: 'string', default: '.env.local' },
});
const { name } = options;
if (!name) fail(`--name is missing.\n\n${HELP}`);

knowLocalhostNames();
const env = { ...valuesOf(await readEnvFile(options['env-file'])), ...process.env };
const { LOGTO_ENDPOINT: endpoint, LOGTO_M2M_APP_ID: appId, LOGTO_M2M_APP_SECRET: appSecret } = env;
const apiResource = env.API_RESOURCE || (env.BASE_URL && `${env.BASE_URL}/api`);
if (!endpoint || !appId || !appSecret || !apiResource) {
  fail(
    `${options['env-file']} needs LOGTO_ENDPOINT, LOGTO_M2M_APP_ID, LOGTO_M2M_APP_SECRET, and BASE_URL or API_RESOURCE. npm run setup writes them.`,
  );
}

const logto = createManagementClient({
  endpoint,
  ...(env.LOGTO_M2M_RESOURCE && { resource: env.LOGTO_M2M_RESOURCE }),
  credentials: { appId, appSecret },
});
const named = z.looseObject({ id: z.string(), name: z.string() });

async function create(name: string): Promise<{ id: string; secret: string }> {
  const roles = await logto.list('/roles', {
    to: 'list roles',
    query: { type: 'MachineToMachine' },
    item: named,
  });
  const role = roles.find((one) => one.name === options.role);
  if (!role) {
    throw new Error(
      `Logto has no machine-to-machine role "${options.role}". It has: ${roles.map((one) => one.name).join(', ')}. npm run setup makes one; --role takes another.`,
    );
  }
  const { id } = await logto.post('/applications', {
    to: 'create the application',
    body: { name, type: 'MachineToMachine' },
    schema: z.looseObject({ id: z.string() }),
  });
  await logto.post(`/applications/${id}/roles`, {
    to: 'assign the role',
    body: { roleIds: [role.id] },
  });
  const [secret] = await logto.get(`/applications/${id}/secrets`, {
    to: 'read its secret',
    schema: z.array(z.looseObject({ value: z.string() })),
  });
  return { id, secret: secret?.value ?? '' };
}

const made = await create(name).catch((error: Error) => fail(error.message));
const lines = {
  LOGTO_ENDPOINT: endpoint,
  BASE_URL: env.BASE_URL ?? new URL(apiResource).origin,
  API_RESOURCE: apiResource,
  APP_ID: made.id,
  APP_SECRET: made.secret,
};
for (const [key, value] of Object.entries(lines)) console.log(`${key}='${value}'`);
