/** `npm run sandbox`: the Logto tenant and the Okta org alone, for use by another project. */

import { type OrganizationTemplate, setOrganizationTemplate } from './organization-template.ts';
import { sandboxApplication, startSandbox } from './sandbox.ts';
import { managementApplication } from './seed.ts';
import { fail, readOptions } from './tools/options.ts';
import { peopleTable } from './tools/people.ts';
import { toPort } from './tools/ports.ts';

const HELP = `npm run sandbox -- [options], or npx logto-okta-sandbox [options]

  --logto-port <port>   default 3010
  --okta-port <port>    default 3020
  --control-port <port> starts the control API there, by which tests ask for
                        faults and move the clocks. Off by default
  --app-url <url>       base URL of an app that signs in here; repeatable.
                        Default http://localhost:3000
  --help`;

/** Runs until a signal ends it. A mistake in the arguments ends the process with a sentence. */
export async function runSandbox(template?: OrganizationTemplate): Promise<void> {
  const options = readOptions(HELP, {
    'logto-port': { type: 'string', default: '3010' },
    'okta-port': { type: 'string', default: '3020' },
    'control-port': { type: 'string' },
    'app-url': { type: 'string', multiple: true, default: ['http://localhost:3000'] },
  });
  const ports = {
    logto: toPort(options['logto-port']),
    okta: toPort(options['okta-port']),
    control: toPort(options['control-port']),
  };
  const control = ports.control !== undefined;
  const appUrls = options['app-url'].map((url) => url.replace(/\/$/, ''));
  for (const url of appUrls) {
    if (!/^https?:$/.test(URL.canParse(url) ? new URL(url).protocol : ''))
      fail(`${url} is not the base URL of an app, like http://localhost:3000`);
  }
  const sandbox = await startSandbox({ appUrls, ports, control }).catch(
    (error: NodeJS.ErrnoException) => {
      fail(
        error.code === 'EADDRINUSE'
          ? `A port is busy: ${error.message}. Name others: npm run sandbox -- --help`
          : error.message,
      );
    },
  );
  if (template) setOrganizationTemplate(sandbox.logto.tenant, template);
  console.log(`Logto  ${sandbox.logto.url}
Okta   ${sandbox.okta.url}${sandbox.control ? `\nControl ${sandbox.control.url}` : ''}

LOGTO_ENDPOINT=${sandbox.logto.url}
LOGTO_APP_ID=${sandboxApplication.id}
LOGTO_APP_SECRET=${sandboxApplication.secret}
LOGTO_M2M_APP_ID=${managementApplication.id}
LOGTO_M2M_APP_SECRET=${managementApplication.secret}
BASE_URL=${appUrls[0]}

COOKIE_SECRET is yours to make: openssl rand -base64 32. Ctrl-C ends the sandbox.

${peopleTable()}
`);
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.once(signal, async () => {
      await sandbox.close();
      process.exit(0);
    });
  }
}
