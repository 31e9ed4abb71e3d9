/** Makes all that a run needs, with setup's own code, so that every run tests setup too. */
import { randomBytes } from 'node:crypto';
import type { OktaClient } from '@logto-okta/clients/okta/client';
import { oktaAppSchema } from '@logto-okta/clients/okta/schemas';
import { APPLICATION_KEY } from '@logto-okta/setup/application';
import { apply } from '@logto-okta/setup/apply';
import type { Clients } from '@logto-okta/setup/clients';
import { parseConfig } from '@logto-okta/setup/config';
import { findOktaApps } from '@logto-okta/setup/okta-app';
import { appSettings } from '@logto-okta/setup/outcome';
import { questionsOf } from '@logto-okta/setup/plan';
import { createClients, prepare } from '@logto-okta/setup/prepare';
import { readSecrets } from '@logto-okta/setup/read';
import { type Settings, settingsFrom } from '@logto-okta/setup/settings';
import getPort, { portNumbers } from 'get-port';
import { z } from 'zod';
import { product } from '../../scripts/product.ts';
import type { Person, Role, Target } from '../target.ts';
import type { OktaDoor } from './okta-door.ts';
import { createGroup, createOktaPeople, type MadePeople } from './okta-people.ts';
import { applicationName, companyDomain, companyName, groupName } from './run-id.ts';
import type { LiveSettings } from './settings.ts';
import { createLogtoPeople, createOtherOrganization } from './tenant.ts';
import { rememberTenantSettings } from './tenant-settings.ts';

/** One app for the worker, the rest for specs that start another. */
const PORTS_PER_WORKER = 18;
/** Away from those that systems hand out by themselves (RFC 6056) and from developers' favourites. */
const PORTS = portNumbers(21_000, 24_999);

export class ProvisionError extends Error {
  override name = 'ProvisionError';
}

async function choosePorts(workers: number): Promise<number[][]> {
  const taken: number[] = [];
  for (let index = 0; index < workers * PORTS_PER_WORKER; index += 1) {
    taken.push(await getPort({ port: PORTS, exclude: taken }));
  }
  return Array.from({ length: workers }, (_, worker) =>
    taken.slice(worker * PORTS_PER_WORKER, (worker + 1) * PORTS_PER_WORKER),
  );
}

/** Twelve letters and digits, and what password policies ask for besides. */
export const newPassword = () => `Aa1-${randomBytes(12).toString('base64url')}`;

export function setupSettings(
  live: LiveSettings,
  okta: { orgUrl: string; credentials: Record<string, string | undefined> },
  run: { runId: string; domain: string; group: string; baseUrls: string[] },
): Settings {
  const { runId, domain, group, baseUrls } = run;
  const given = {
    app: { name: applicationName(runId), baseUrls },
    companies: [
      {
        name: companyName(runId),
        domains: [domain],
        okta: { orgUrl: okta.orgUrl, groups: [group] },
      },
    ],
  };
  const parsed = parseConfig(given, () => 'the run');
  if ('problems' in parsed) throw new ProvisionError(parsed.problems.join('\n'));
  const { endpoint, appId, appSecret, resource } = live.logto;
  const result = settingsFrom(
    product,
    parsed.config,
    {},
    {
      LOGTO_ENDPOINT: endpoint,
      LOGTO_M2M_APP_ID: appId,
      LOGTO_M2M_APP_SECRET: appSecret,
      LOGTO_M2M_RESOURCE: resource,
      ...okta.credentials,
    },
  );
  if ('problems' in result) throw new ProvisionError(result.problems.join('\n'));
  return result.settings;
}

export type Provisioned = { target: Target; settings: Settings; clients: Clients };

export async function provision(
  live: LiveSettings,
  okta: OktaDoor,
  { runId, stateFolder }: { runId: string; stateFolder: string },
  say: (text: string) => void,
): Promise<Provisioned> {
  const ports = await choosePorts(live.workers);
  const namedLogin = Object.values(live.named)[0]?.login;
  const domain = namedLogin?.split('@')[1] ?? companyDomain(runId);
  const settings = setupSettings(live, okta, {
    runId,
    domain,
    group: live.okta?.group ?? groupName(runId),
    baseUrls: ports.flat().map((port) => `http://localhost:${port}`),
  });
  const clients = createClients(settings);
  const [oktaClient] = clients.okta.values();
  if (!oktaClient) throw new ProvisionError('There is no way into the Okta org.');
  const groupId = live.okta?.group ? '' : await createGroup(oktaClient, runId);

  const { actual, changes } = await prepare(settings, clients);
  const questions = questionsOf(changes);
  if (questions.length > 0) {
    throw new ProvisionError(
      questions.map(({ title, notes }) => [title, ...notes].join(': ')).join('\n'),
    );
  }
  const remember = await rememberTenantSettings(clients.logto, runId);
  let remembered = Promise.resolve();
  const applied = await apply(changes, settings.desired, actual, clients, {
    onStep(step, state) {
      if (state !== 'done') return;
      // As soon as there is something that carries the note, so that it outlives a crash.
      if (step.key === APPLICATION_KEY) {
        remembered = remember();
        // Waited for below: until then its failure is nobody's, which would end the process.
        remembered.catch(() => {});
      }
      say(`  ${step.title}`);
    },
    // Also after a failure: a note that is written while things are removed would be lost.
  }).finally(() => remembered);
  const { applicationId = '', connectorIds } = applied;
  for (const note of applied.notes) say(`  ! ${note}`);
  const applicationSecrets = await readSecrets(clients.logto, applicationId);
  await choosePolicy(oktaClient, settings, live.okta?.policyId);

  const organizations = await clients.logto.list('/organizations', {
    to: 'list organizations',
    item: z.looseObject({ id: z.string(), name: z.string() }),
  });
  const companyId = organizations.find(({ name }) => name === companyName(runId))?.id ?? '';
  const otherId = await createOtherOrganization(clients.logto, runId);
  const people: Target['people'] = [];
  const missing: Target['missing'] = { ...NOT_AT_OKTA };
  for (let worker = 0; worker < live.workers; worker += 1) {
    const atLogto = await createLogtoPeople(
      clients.logto,
      { runId, worker, companyId, otherId },
      newPassword,
    );
    const atOkta =
      Object.keys(live.named).length > 0
        ? namedPeople(live.named)
        : await createOktaPeople(
            oktaClient,
            { runId, domain, groupId, worker, stateFolder },
            okta.alter,
            newPassword,
          );
    Object.assign(missing, atOkta.missing);
    people.push({ ...atLogto, ...atOkta.people });
    say(`  People of worker ${worker}`);
  }
  const made = { applicationId, applicationSecrets, connectorIds };
  const { BASE_URL: _base, ...app } = appSettings(settings, made, {}, { givesManagement: true });
  return {
    settings,
    clients,
    target: {
      runId,
      app: app as Record<string, string>,
      connectorId: [...connectorIds.values()][0] ?? '',
      companyDomain: domain,
      companyName: companyName(runId),
      oktaIssuer: okta.orgUrl,
      organizations: { company: companyId, other: otherId },
      ports,
      people,
      missing,
      ...(live.okta && { oktaOrgUrl: live.okta.orgUrl }),
      stateFolder,
    },
  };
}

const NOT_AT_OKTA: Partial<Record<Role, string>> = {
  withoutEmail: 'Okta’s API makes nobody whose address is not verified',
  withoutAnyEmail: 'Okta’s API makes nobody without an address',
  foreignAddress: 'the settings name nobody whose address is not the company’s',
  stolenAddress: 'the settings name nobody whose address is not the company’s',
};

function namedPeople(named: LiveSettings['named']): MadePeople {
  const people: Partial<Record<Role, Person>> = {};
  const missing: MadePeople['missing'] = {};
  for (const role of [
    'employee',
    'employeeWithCode',
    'newcomer',
    'unassigned',
    'deactivated',
  ] as const) {
    const person = named[role];
    if (person) people[role] = { ...person, email: person.login };
    else missing[role] = `the settings name no ${role}: E2E_OKTA_…_LOGIN`;
  }
  return { people, missing };
}

/** So that a test org can ask for a password only here, whatever its default policy asks for. */
async function choosePolicy(okta: OktaClient, { desired }: Settings, policyId: string | undefined) {
  if (!policyId) return;
  const [company] = desired.companies;
  if (company?.idp.via !== 'api') return;
  const apps = await okta.list('/apps', {
    to: 'find the application',
    query: { q: company.idp.label },
    item: oktaAppSchema,
  });
  const [app] = findOktaApps(company.idp, apps, undefined, desired.endpoint);
  if (!app) throw new ProvisionError(`Okta has no application ${company.idp.label}.`);
  await okta.put(`/apps/${app.id}/policies/${policyId}`, { to: 'choose the sign-in policy' });
}
