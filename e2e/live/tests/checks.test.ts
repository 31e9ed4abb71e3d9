/** Before a run makes anything: whether the tenant and the org let it. */

import { createOktaClient } from '@logto-okta/clients/okta/client';
import { OktaError } from '@logto-okta/clients/okta/errors';
import { OKTA_SCOPES } from '@logto-okta/clients/okta/service-app';
import { answers, limited } from '@logto-okta/sandbox/engine/faults';
import { type OktaOrg, startOkta } from '@logto-okta/sandbox/okta/org';
import { serviceClient } from '@logto-okta/sandbox/okta/service-client';
import {
  type OktaUserSeed,
  oktaApiTokens,
  oktaServiceApp,
  oktaUsers,
} from '@logto-okta/sandbox/seed';
import { credentialsFrom } from '@logto-okta/setup/okta-settings';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { checkOkta } from '../okta-check.ts';
import { newRunId } from '../run-id.ts';
import type { LiveSettings } from '../settings.ts';
import { tenantProblems } from '../tenant.ts';
import { type LiveWorld, startLiveWorld, tokenOf } from './world.ts';

describe('the org', () => {
  let org: OktaOrg;
  const users: OktaUserSeed[] = [];
  /** With exactly the scopes that docs/setup-okta.md tells people to grant. */
  const grantedScopes = [...OKTA_SCOPES];
  beforeAll(async () => {
    org = await startOkta({
      port: 0,
      users,
      apiTokens: oktaApiTokens,
      clients: [{ ...serviceClient(), grantedScopes }],
    });
  });
  afterAll(() => org.close());
  beforeEach(() => users.splice(0, users.length, ...structuredClone(oktaUsers.slice(0, 2))));
  afterEach(() => delete org.faults.request);

  const BY_SERVICE_APP = {
    OKTA_SERVICE_APP_ID: oktaServiceApp.id,
    OKTA_SERVICE_APP_KEY: JSON.stringify(oktaServiceApp.privateKey),
  };
  const named = { employee: { login: 'emma@acme.test', password: 'x', name: 'Emma Stone' } };

  async function check(
    credentials: Record<string, string | undefined> = { OKTA_API_TOKEN: tokenOf('SUPER_ADMIN') },
    {
      okta,
      ...more
    }: Partial<Omit<LiveSettings, 'okta'>> & { okta?: Partial<LiveSettings['okta']> } = {},
  ) {
    const found = credentialsFrom((name) => credentials[name]);
    if (!found) throw new Error('no credentials');
    const client = createOktaClient({ orgUrl: org.url, credentials: found, attempts: 1 });
    const before = await count();
    const result = await checkOkta(client, {
      okta: { orgUrl: org.url, credentials, ...okta },
      named: {},
      workers: 1,
      ...more,
    });
    expect(await count()).toEqual(before);
    return result;
  }
  /** Asking makes nothing. */
  async function count() {
    const headers = { authorization: `SSWS ${tokenOf('SUPER_ADMIN')}` };
    return Promise.all(
      ['users', 'groups', 'apps'].map(async (what) => {
        const all = await (await fetch(`${org.url}/api/v1/${what}`, { headers })).json();
        return (all as unknown[]).length;
      }),
    );
  }

  it('with a super administrator’s token and enough places: nothing to say', async () => {
    expect(await check()).toEqual({ problems: [], warnings: [] });
  });

  it('a token that Okta doesn’t know ends it at once, with what to do', async () => {
    const asked = check({ OKTA_API_TOKEN: 'revoked' });
    await expect(asked).rejects.toThrow(OktaError);
    await expect(asked).rejects.toThrow(/API token is wrong, revoked, or unused/);
  });

  it('an administrator with too little power: what is lacking, and whom to take', async () => {
    const { problems } = await check({ OKTA_API_TOKEN: tokenOf('APP_ADMIN') });
    expect(problems).toEqual([
      expect.stringContaining('may not make grants of API scopes, which takes a super admin'),
      expect.stringContaining('may not make groups.'),
      expect.stringContaining('may not make people. Take the API token of a super administrator'),
    ]);
    const byReader = await check({ OKTA_API_TOKEN: tokenOf('READ_ONLY_ADMIN') });
    expect(byReader.problems[0]).toContain('may not make applications.');
  });

  it('a service app has setup’s scopes: enough when people are named', async () => {
    const { problems } = await check(BY_SERVICE_APP);
    expect(problems.map((one) => one.split('. A service app')[0])).toEqual([
      'The credentials for Okta may not make groups',
      'The credentials for Okta may not make people',
    ]);
    expect(problems[0]).toContain('E2E_OKTA_EMPLOYEE_LOGIN');
    grantedScopes.shift();
    await expect(check(BY_SERVICE_APP)).rejects.toThrow(/it needs okta\.apps\.manage/);
    grantedScopes.unshift('okta.apps.manage');
    expect(await check(BY_SERVICE_APP, { named, okta: { group: 'QA' } })).toEqual({
      problems: [],
      warnings: [],
    });
  });

  it('a policy that isn’t there is told, and where to find its id', async () => {
    const okta = { policyId: 'rstpasswordonly00002' };
    expect((await check(undefined, { okta })).problems).toEqual([]);
    const [problem] = (await check(undefined, { okta: { policyId: 'Password only' } })).problems;
    expect(problem).toContain('E2E_OKTA_POLICY_ID: the org has no policy Password only');
    expect(problem).toContain('Authentication policies');
  });

  it('a policy of another kind, or one that is off, is told', async () => {
    const okta = { policyId: 'rst1' };
    const shown = (more: object) => {
      const body = { id: 'rst1', name: 'Mine', type: 'ACCESS_POLICY', status: 'ACTIVE', ...more };
      const fault = answers(200, JSON.stringify(body), { 'content-type': 'application/json' });
      Object.assign(org.faults, limited({ request: fault }, { path: '/api/v1/policies/rst1' }));
      return check(undefined, { okta });
    };
    expect((await shown({ type: 'PASSWORD' })).problems).toEqual([
      expect.stringContaining('"Mine" is no sign-in policy of applications (PASSWORD)'),
    ]);
    expect((await shown({ status: 'INACTIVE' })).problems).toEqual([
      'E2E_OKTA_POLICY_ID: "Mine" is INACTIVE. Activate it.',
    ]);
  });

  it('warns where an Integrator Free Plan org would be full, because the plan is not known', async () => {
    const person = (index: number): OktaUserSeed => ({
      ...structuredClone(oktaUsers[0] as OktaUserSeed),
      id: `00u${index}`,
      login: `somebody${index}@acme.test`,
    });
    for (let index = users.length; index < 4; index += 1) users.push(person(index));
    expect((await check()).warnings).toEqual([]);
    users.push({ ...person(4), login: `${newRunId()}.emma0@acme.test` });
    const { problems, warnings } = await check();
    expect(problems).toEqual([]);
    expect(warnings).toEqual([
      expect.stringMatching(
        /^The org has 5 people, and this run makes 6 more\. An Integrator Free Plan org allows 10.* 1 of them are an earlier run's: npm run e2e:sweep$/,
      ),
    ]);
    expect((await check(undefined, { named, okta: { group: 'QA' } })).warnings).toEqual([]);
    // The sandbox's Okta, which is taken when no org is named.
    const credentials = { apiToken: tokenOf('SUPER_ADMIN') ?? '' };
    const client = createOktaClient({ orgUrl: org.url, credentials });
    expect((await checkOkta(client, { named: {}, workers: 2 })).warnings).toEqual([]);
    // An org of that size has another plan.
    for (let index = users.length; index < 12; index += 1) users.push(person(index));
    expect((await check()).warnings).toEqual([]);
  });
});

describe('the tenant', () => {
  let world: LiveWorld;
  beforeAll(async () => {
    world = await startLiveWorld();
  });
  afterAll(() => world.close());

  type Settings = LiveWorld['logto']['tenant']['signInExperience'];
  const without = (identifier: string) => (settings: Settings) => {
    const methods = settings.signIn.methods.filter((one) => one.identifier !== identifier);
    Object.assign(settings, { signIn: { ...settings.signIn, methods } });
  };
  const CASES: [string, (settings: Settings) => unknown][] = [
    ["can't sign in with a user name", without('username')],
    ['takes no e-mail addresses', without('email')],
    ["can't register", (settings) => Object.assign(settings, { signInMode: 'SignIn' })],
    ["can't register", ({ signUp }) => Object.assign(signUp, { identifiers: ['email'] })],
    ["can't register", ({ signUp }) => Object.assign(signUp, { password: false })],
    [
      'asks for more than',
      ({ signUp }) => Object.assign(signUp, { secondaryIdentifiers: [{ identifier: 'email' }] }),
    ],
    ['second factor is mandatory', ({ mfa }) => Object.assign(mfa, { policy: 'Mandatory' })],
    ['tick a box', (settings) => Object.assign(settings, { agreeToTermsPolicy: 'Manual' })],
    ['CAPTCHA is on', (settings) => Object.assign(settings, { captchaPolicy: { enabled: true } })],
    [
      'always in "de"',
      (settings) =>
        Object.assign(settings, { languageInfo: { autoDetect: false, fallbackLanguage: 'de' } }),
    ],
    [
      "are the tenant's own",
      (settings) => Object.assign(settings, { customUiAssets: { id: 'x', createdAt: 1 } }),
    ],
  ];
  it.each(CASES)('%s', async (sentence, change) => {
    const { tenant } = world.logto;
    const before = structuredClone(tenant.signInExperience);
    expect(await tenantProblems(world.doors.logto)).toEqual([]);
    change(tenant.signInExperience);
    try {
      const problems = await tenantProblems(world.doors.logto);
      expect(problems).toEqual([expect.stringContaining(sentence)]);
      expect(problems[0]).toContain('Console');
    } finally {
      Object.assign(tenant.signInExperience, before);
    }
  });
});
