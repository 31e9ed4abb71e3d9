/** Does the Okta org let the suite run? Asked before anything is made, and without making anything. */

import type { OktaClient } from '@logto-okta/clients/okta/client';
import { OktaError } from '@logto-okta/clients/okta/errors';
import { z } from 'zod';
import { PLACES } from './okta-people.ts';
import { runOf } from './run-id.ts';
import type { LiveSettings } from './settings.ts';

/** Problems end the run; warnings are about what can't be known, and are only told. */
export type OktaCheck = { problems: string[]; warnings: string[] };

/** Of the Integrator Free Plan. No API tells an org's plan. */
const FREE_PLACES = 10;
const DEFAULT_POLICY = 'Okta Admin Console > Security > Authentication policies';

/** @throws OktaError when the org can't be reached or refuses the credentials. */
export async function checkOkta(
  okta: OktaClient,
  { okta: settings, named, workers }: Pick<LiveSettings, 'okta' | 'named' | 'workers'>,
): Promise<OktaCheck> {
  const makesPeople = Object.keys(named).length === 0;
  const isServiceApp = Boolean(settings?.credentials.OKTA_SERVICE_APP_ID);
  // First of all whether the credentials are good: every other answer rests on it.
  const mayReadApps = await may(() =>
    okta.get('/apps', { to: 'list applications', query: { limit: 1 } }),
  );
  const trials: [path: string, what: string, isNeeded: boolean][] = [
    ['/apps', 'applications', true],
    // The right to grant is asked before the application is looked for.
    ['/apps/e2e-none/grants', 'grants of API scopes, which takes a super administrator', true],
    ['/groups', 'groups', !settings?.group],
    ['/users', 'people', makesPeople],
  ];
  const refused: string[] = mayReadApps ? [] : ['applications'];
  for (const [path, what, isNeeded] of mayReadApps ? trials : []) {
    if (isNeeded && !(await mayPost(okta, path))) refused.push(what);
  }
  const problems = refused.map(
    (what) =>
      `The credentials for Okta may not make ${what}. ${isServiceApp ? 'A service app is asked for the scopes of setup only, which are for applications: name people and their group (E2E_OKTA_EMPLOYEE_LOGIN, E2E_OKTA_GROUP), or take E2E_OKTA_API_TOKEN.' : 'Take the API token of a super administrator (E2E_OKTA_API_TOKEN), or, if it is people and groups alone, name some that are there (E2E_OKTA_EMPLOYEE_LOGIN, E2E_OKTA_GROUP).'}`,
  );
  const { policyId } = settings ?? {};
  if (mayReadApps && policyId) problems.push(...(await policyProblems(okta, policyId)));
  const warnings =
    // The sandbox's Okta has no end of places.
    problems.length === 0 && makesPeople && settings
      ? await placeWarnings(okta, workers * PLACES)
      : [];
  return { problems, warnings };
}

/** @returns false when Okta says that the caller may not; other refusals tell that they may. */
async function may(call: () => Promise<unknown>): Promise<boolean> {
  try {
    await call();
    return true;
  } catch (error) {
    if (!(error instanceof OktaError)) throw error;
    // By status, because a missing scope has no code of Okta's (docs/vendors.md O6).
    if (error.status === 403) return false;
    const isAboutCaller = ['credentials_rejected', 'permission_missing'].includes(error.code);
    if (isAboutCaller || error.status === undefined) throw error;
    return true;
  }
}

/** An empty body is refused either way: as incomplete, or because of who sends it. */
const mayPost = (okta: OktaClient, path: string) =>
  may(() => okta.post(path, { to: 'try what is allowed', body: {} }));

const policySchema = z.looseObject({ type: z.string(), status: z.string(), name: z.string() });

async function policyProblems(okta: OktaClient, policyId: string): Promise<string[]> {
  const place = `Its id is the last part of its address in ${DEFAULT_POLICY}.`;
  try {
    const { type, status, name } = await okta.get(`/policies/${encodeURIComponent(policyId)}`, {
      to: 'read the sign-in policy',
      schema: policySchema,
    });
    if (type !== 'ACCESS_POLICY') {
      return [
        `E2E_OKTA_POLICY_ID: "${name}" is no sign-in policy of applications (${type}). ${place}`,
      ];
    }
    return status === 'ACTIVE' ? [] : [`E2E_OKTA_POLICY_ID: "${name}" is ${status}. Activate it.`];
  } catch (error) {
    if (!(error instanceof OktaError)) throw error;
    // It can be given to an application without being read.
    if (error.status === 403) return [];
    if (error.code !== 'not_found') throw error;
    return [`E2E_OKTA_POLICY_ID: the org has no policy ${policyId}. ${place}`];
  }
}

const personSchema = z.looseObject({ profile: z.looseObject({ login: z.string() }) });

async function placeWarnings(okta: OktaClient, wanted: number): Promise<string[]> {
  // One page: whoever has more people has no plan of ten. Deactivated ones are in no such list.
  const people = await okta.get('/users', {
    to: 'count people',
    query: { limit: FREE_PLACES + 1 },
    schema: z.array(personSchema),
  });
  const count = people.length;
  if (count + wanted <= FREE_PLACES || count > FREE_PLACES) return [];
  const left = people.filter(({ profile }) => runOf(profile.login)).length;
  return [
    `The org has ${count} people, and this run makes ${wanted} more. An Integrator Free Plan org allows ${FREE_PLACES}, all told: if it is one, deactivate some (Okta Admin Console > Directory > People), or name some that are there (E2E_OKTA_EMPLOYEE_LOGIN).${left > 0 ? ` ${left} of them are an earlier run's: npm run e2e:sweep` : ''}`,
  ];
}
