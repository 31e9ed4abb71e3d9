/** What is called fixable is fixed by `--fix`; what isn't is left as it was. */
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { fix as carryOut } from '../../cli/doctor/fix.ts';
import { parseFlags } from '../../cli/doctor/flags.ts';
import { check } from '../../doctor/check.ts';
import { gather } from '../../doctor/gather.ts';
import { valuesOf } from '../../env-file.ts';
import { PRODUCT_NAME } from '../product.ts';
import {
  destroy,
  emptyTenant,
  planFor,
  settingsOf,
  setUp,
  snapshot,
  type World,
} from '../world.ts';
import { envOf, FLAGS, questionOf, startHealthyWorld } from './world.ts';

let world: World;
let folder: string;
beforeAll(async () => {
  world = await startHealthyWorld();
  folder = await mkdtemp(join(tmpdir(), 'fixable-'));
});
afterAll(async () => {
  await world.close();
  await rm(folder, { recursive: true });
});

const tenant = () => world.logto.tenant;
const one = <T>(all: Iterable<T>, which: (item: T) => boolean = () => true): T => {
  for (const item of all) if (which(item)) return item;
  throw new Error('there is none');
};
const application = () => one(tenant().applications.values(), ({ name }) => name === PRODUCT_NAME);
const connector = () => one(tenant().connectors.values());
const oktaApp = () =>
  one(world.okta.apps.all(), ({ label }) => label === `${PRODUCT_NAME} (Umbrella)`);

beforeEach(async () => {
  await destroy(settingsOf(world, FLAGS));
  emptyTenant(world.logto);
  await setUp(settingsOf(world, FLAGS));
});

/** As `npm run doctor -- --fix --yes` does it, with the settings as they were before. */
async function fix(values = envOf(world)) {
  const question = questionOf(world, {});
  question.settings = { ...question.settings, values, envFile: join(folder, '.env.local') };
  if (question.desired) question.desired.app.idHint = values.LOGTO_APP_ID;
  await writeFile(
    question.settings.envFile,
    Object.entries(values)
      .map(([name, value]) => `${name}=${value}\n`)
      .join(''),
  );
  const facts = await gather(question);
  const findings = check(facts);
  const options = parseFlags(['--fix', '--yes', '--json', '--env-file', question.settings.envFile]);
  const fixed = await carryOut({ options, question, facts, findings, audit: undefined });
  const written = valuesOf(await readFile(question.settings.envFile, 'utf8'));
  const after = check(
    await gather(questionOf(world, { settings: { ...question.settings, values: written } })),
  );
  return { findings, fixed, after };
}

const inactive = () => {
  oktaApp().status = 'INACTIVE';
};
const asksForPkce = () => {
  oktaApp().pkceRequired = true;
};
const configured = (changed: object) => () => {
  connector().config = { ...connector().config, ...changed };
};
const BREAKAGES: Record<string, () => void> = {
  'the Okta application is inactive': inactive,
  'it is inactive, and asks for PKCE'() {
    inactive();
    asksForPkce();
  },
  'the Okta application asks for PKCE': asksForPkce,
  "the connector's secret is an old one": configured({ clientSecret: 'an old one' }),
  "the connector's issuer ends with a slash"() {
    configured({ issuer: `${world.okta.url}/` })();
  },
  'the connector is deleted': () => void tenant().connectors.delete(connector().id),
  'the organization takes nobody in'() {
    one(tenant().organizations.values()).jit.ssoConnectorIds = [];
  },
  'the organization is deleted': () => tenant().organizations.clear(),
  'enterprise SSO is off'() {
    tenant().signInExperience.singleSignOnEnabled = false;
  },
  'the account center is off'() {
    tenant().accountCenter.enabled = false;
  },
  'a redirect URI is gone'() {
    application().oidcClientMetadata.redirectUris = [];
  },
  'the application is another type'() {
    application().type = 'SPA';
  },
  'the application is deleted': () => void tenant().applications.delete(application().id),
};

describe('what is called fixable', () => {
  it.each(Object.entries(BREAKAGES))('%s', async (_what, breakIt) => {
    const values = envOf(world);
    breakIt();
    const { findings, fixed, after } = await fix(values);
    const fixable = findings.filter((finding) => finding.fixable);
    expect(['changed', 'unchanged']).toContain(fixed.result);
    expect(fixed.result).toBe(fixable.length > 0 ? 'changed' : 'unchanged');
    expect(after.filter((finding) => finding.fixable)).toEqual([]);
  });
});

it('an Okta application that somebody deactivated stays so, and the way is said', async () => {
  oktaApp().status = 'INACTIVE';
  const { after } = await fix();
  expect(oktaApp().status).toBe('INACTIVE');
  const problems = after.filter(({ level }) => level === 'error');
  expect(problems.map(({ id }) => id)).toEqual(['connector.credentials', 'okta.active']);
  for (const problem of problems) expect(problem.fix).toContain('Activate');
});

describe('an application that somebody deleted', () => {
  const bare = async () => {
    emptyTenant(world.logto);
    return snapshot(world);
  };

  it('is made again, with the record of all that setup made: --destroy finds it', async () => {
    const values = envOf(world);
    tenant().applications.delete(application().id);
    const { after } = await fix(values);
    expect(after.filter(({ level }) => level === 'error')).toEqual([]);
    expect((await planFor(settingsOf(world, FLAGS))).changes.filter(({ write }) => write)).toEqual(
      [],
    );
    await destroy(settingsOf(world, FLAGS));
    for (const all of [tenant().connectors, tenant().organizations, tenant().organizationRoles]) {
      expect([...all.values()]).toEqual([]);
    }
    tenant().signInExperience.singleSignOnEnabled = false;
    tenant().accountCenter.enabled = false;
    tenant().accountCenter.fields = {};
    const left = await snapshot(world);
    expect(left).toEqual(await bare());
  });

  it('and not made again: --destroy removes the rest, in Okta too', async () => {
    tenant().applications.delete(application().id);
    tenant().connectors.delete(connector().id);
    await destroy(settingsOf(world, FLAGS));
    expect(world.okta.apps.all().map(({ label }) => label)).not.toContain(
      `${PRODUCT_NAME} (Umbrella)`,
    );
    expect([...tenant().connectors.values()]).toEqual([]);
    expect([...tenant().organizations.values()]).toEqual([]);
    expect(one(tenant().applications.values()).customData).toEqual({});
  });
});
