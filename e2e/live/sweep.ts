/** `npm run e2e:sweep`: removes what runs of `npm run e2e:live` left, when they were killed outright. */
import { readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createManagementClient } from '@logto-okta/clients/logto/client';
import { createOktaClient } from '@logto-okta/clients/okta/client';
import { fail, readOptions } from '@logto-okta/sandbox/tools/options';
import { credentialsFrom } from '@logto-okta/setup/okta-settings';
import { findLeftovers, removeAll } from './remove.ts';
import { type RunMark, runOf } from './run-id.ts';
import { inSettingsNames, readSettings, settingsSource } from './settings.ts';

const HELP = `npm run e2e:sweep [-- options]

Lists what end-to-end runs have left in the tenants that .env.e2e.local names: things with
"e2e-" and a run's time in their names, and people who came by such a company.
  --older-than <minutes>   leaves younger runs alone, which may be under way (120)
  --run <id>               of this run only, whatever its age
  --yes                    removes them; without it nothing is changed`;

const options = readOptions(HELP, {
  'older-than': { type: 'string' },
  run: { type: 'string' },
  yes: { type: 'boolean' },
});
const minutes = Number(options['older-than'] ?? 120);
if (!Number.isFinite(minutes) || minutes < 0) fail(`--older-than takes minutes.\n\n${HELP}`);
const result = readSettings(settingsSource());
if ('problems' in result) fail(result.problems.join('\n'));

const { logto, okta } = result.settings;
const { endpoint, appId, appSecret, resource } = logto;
const credentials = okta && credentialsFrom((name) => okta.credentials[name]);
const doors = {
  logto: createManagementClient({
    endpoint,
    ...(resource && { resource }),
    credentials: { appId, appSecret },
  }),
  ...(okta && credentials && { okta: createOktaClient({ orgUrl: okta.orgUrl, credentials }) }),
};
const before = Date.now() - minutes * 60_000;
const isMeant = ({ runId, startedAt }: RunMark) =>
  options.run ? runId === options.run : startedAt.getTime() <= before;

/** Sessions at Okta that a killed run kept on this machine (okta-sessions.ts). */
const folders = readdirSync(tmpdir())
  .filter((name) => {
    const run = runOf(name);
    return run && isMeant(run);
  })
  .map((name) => join(tmpdir(), name));

try {
  const leftovers = await findLeftovers(doors, isMeant);
  for (const { what, startedAt } of leftovers) console.log(`${startedAt.toISOString()}  ${what}`);
  for (const folder of folders) console.log(`Folder ${folder}`);
  const count = leftovers.length + folders.length;
  const which = options.run ?? `runs older than ${minutes} minutes`;
  if (count === 0) console.log(`Nothing is left of ${which}.`);
  else if (!options.yes) console.log(`\n${count} things. To remove them: --yes`);
  else {
    const problems = await removeAll(leftovers);
    for (const problem of problems) console.error(inSettingsNames(problem));
    for (const folder of folders) rmSync(folder, { recursive: true, force: true });
    console.log(`Removed ${count - problems.length} things.`);
    if (problems.length > 0) process.exitCode = 1;
  }
} catch (error) {
  console.error(inSettingsNames(error instanceof Error ? error.message : String(error)));
  process.exitCode = 1;
}
