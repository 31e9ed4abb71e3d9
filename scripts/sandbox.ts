/** `npm run sandbox`: the Logto tenant and the Okta org alone, for use by another project. */
import { parseArgs } from 'node:util';
import { sandboxApplication, startSandbox } from '../sandbox/sandbox.ts';
import { peopleTable } from './people.ts';

const HELP = `npm run sandbox -- [options]

  --logto-port <port>   default 3010
  --okta-port <port>    default 3020
  --app-url <url>       base URL of an app that signs in here; repeatable.
                        Default http://localhost:3000
  --help`;

const { values } = parseArgs({
  options: {
    'logto-port': { type: 'string', default: '3010' },
    'okta-port': { type: 'string', default: '3020' },
    'app-url': { type: 'string', multiple: true, default: ['http://localhost:3000'] },
    help: { type: 'boolean', default: false },
  },
});

if (values.help) {
  console.log(HELP);
} else {
  const ports = { logto: Number(values['logto-port']), okta: Number(values['okta-port']) };
  const sandbox = await startSandbox({ appUrls: values['app-url'], ports });
  console.log(`Logto  ${sandbox.logto.url}
Okta   ${sandbox.okta.url}

LOGTO_ENDPOINT=${sandbox.logto.url}
LOGTO_APP_ID=${sandboxApplication.id}
LOGTO_APP_SECRET=${sandboxApplication.secret}

${peopleTable()}
`);
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.once(signal, async () => {
      await sandbox.close();
      process.exit(0);
    });
  }
}
