/** `npm run setup -- --admin`: one person becomes administrator, and nothing else happens. */
import { spawn } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { check } from '../doctor/check.ts';
import { gather } from '../doctor/gather.ts';
import { createClients } from '../prepare.ts';
import { envOf, FLAGS, questionOf } from './doctor/world.ts';
import {
  COMPANY,
  destroy,
  emptyTenant,
  settingsOf,
  setUp,
  snapshot,
  startWorld,
  type World,
} from './world.ts';

let world: World;
let folder: string;
let envFile: string;
beforeAll(async () => {
  world = await startWorld();
  folder = await mkdtemp(join(tmpdir(), 'admin-'));
  envFile = join(folder, '.env.local');
});
afterAll(async () => {
  await world.close();
  await rm(folder, { recursive: true });
});
beforeEach(async () => {
  await destroy(settingsOf(world, FLAGS));
  emptyTenant(world.logto);
  await setUp(settingsOf(world, FLAGS));
  await writeFile(
    envFile,
    Object.entries(envOf(world))
      .map(([name, value]) => `${name}=${value}\n`)
      .join(''),
  );
});

const logto = () => createClients(settingsOf(world)).logto;
const tenant = () => world.logto.tenant;
const organization = (name = 'Umbrella') => {
  const one = [...tenant().organizations.values()].find((each) => each.name === name);
  return one ?? expect.unreachable();
};
const roleId = (name: string) =>
  [...tenant().organizationRoles.values()].find((one) => one.name === name)?.id ??
  expect.unreachable();
async function person(fields: Record<string, string>, roles?: string[]) {
  await logto().post('/users', { to: 'make somebody', body: fields });
  const made = [...tenant().users.values()].at(-1) ?? expect.unreachable();
  if (roles) made.organizations[organization().id] = roles.map(roleId);
  return made;
}
const rolesOf = (
  { organizations }: { organizations: Record<string, string[]> },
  id = organization().id,
) => organizations[id]?.map((one) => tenant().organizationRoles.get(one)?.name);

async function run(...args: string[]) {
  const child = spawn(
    'node',
    ['--', 'packages/setup/tests/setup-command.ts', '--env-file', envFile, ...args],
    {
      env: { PATH: process.env.PATH, NO_COLOR: '1' } as unknown as NodeJS.ProcessEnv,
      stdio: ['ignore', 'pipe', 'pipe'],
    },
  );
  let out = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (out += chunk));
  const status = await new Promise<number | null>((done) => child.once('close', done));
  return { status, out };
}

it('makes a member administrator, records it, and has nothing to do the second time', async () => {
  const emma = await person({ primaryEmail: 'Emma@umbrella.test', name: 'Emma' }, ['member']);
  // What drifted is not --admin's to change.
  tenant().signInExperience.singleSignOnEnabled = false;
  const env = await readFile(envFile, 'utf8');
  const audit = join(folder, 'audit.jsonl');
  const planned = await run('--admin', 'emma@umbrella.test', '--dry-run');
  expect(planned.out).toMatch(
    /~ Administrator of "Umbrella": emma@umbrella\.test[\s\S]*member → admin/,
  );
  expect(rolesOf(emma)).toEqual(['member']);

  const first = await run('--admin', 'emma@umbrella.test', '--yes', '--audit-log', audit);
  expect(first.status, first.out).toBe(0);
  expect(rolesOf(emma)).toEqual(['admin']);
  expect(tenant().signInExperience.singleSignOnEnabled).toBe(false);
  expect(await readFile(envFile, 'utf8')).toBe(env);
  const lines = (await readFile(audit, 'utf8'))
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));
  expect(lines).toMatchObject([
    { change: 'changed', kind: 'organization_member', id: emma.id, outcome: 'done' },
  ]);

  const second = await run('--admin', 'emma@umbrella.test', '--yes');
  expect(second.out).toContain('Nothing to change.');
  expect(second.out).toContain(' 0 of them writes');
});

it('takes a user name, and somebody who is no member yet; other roles stay', async () => {
  const newcomer = await person({ username: 'alex_h' });
  expect((await run('--admin', 'alex_h', '--yes')).status).toBe(0);
  expect(rolesOf(newcomer)).toEqual(['admin']);

  await logto().post('/organization-roles', { to: 'make one', body: { name: 'billing' } });
  const other = await person({ username: 'kim' }, ['member', 'billing']);
  expect((await run('--admin', 'kim', '--yes')).status).toBe(0);
  expect(rolesOf(other)).toEqual(['billing', 'admin']);
});

describe('changes nothing, and says what it needs', () => {
  it('when nobody is called so, or two are', async () => {
    await person({ username: 'Sam' });
    await person({ username: 'SAM' });
    const before = await snapshot(world);
    for (const [who, says] of [
      ['nobody@umbrella.test', 'They have to sign'],
      ['sam', '2 people with that user name'],
    ] as const) {
      const { status, out } = await run('--admin', who, '--yes');
      expect(status).toBe(2);
      expect(out).toContain(says);
    }
    expect(await snapshot(world)).toEqual(before);
    expect((await run('--admin', 'SAM', '--yes')).status).toBe(0);
  });

  it('of several organizations, until one is named', async () => {
    await setUp(settingsOf(world, { ...COMPANY, company: 'Hooli', domains: ['hooli.test'] }));
    await logto().post('/organizations', { to: 'make one', body: { name: 'Not ours' } });
    const emma = await person({ username: 'emma' });
    const open = await run('--admin', 'emma', '--yes');
    expect(open.status).toBe(2);
    expect(open.out).toContain('manages 2 organizations');
    expect(open.out).not.toContain('Not ours');
    expect(emma.organizations).toEqual({});
    expect((await run('--admin', 'emma', '--company', 'Hooli', '--yes')).status).toBe(0);
    const { id } = organization('Not ours');
    expect((await run('--admin', 'emma', '--organization-id', id, '--yes')).status).toBe(0);
    expect([rolesOf(emma), rolesOf(emma, organization('Hooli').id), rolesOf(emma, id)]).toEqual([
      undefined,
      ['admin'],
      ['admin'],
    ]);
  });

  it('where setup was never run', async () => {
    emptyTenant(world.logto);
    const { status, out } = await run('--admin', 'emma', '--yes');
    expect(status).toBe(2);
    expect(out).toContain('Run npm run setup without --admin first');
  });
});

it('doctor reports an organization without one, with the command; then no more', async () => {
  const found = async () =>
    check(await gather(questionOf(world))).find(({ id }) => id === 'tenant.organization-admin');
  expect(await found()).toMatchObject({ level: 'skipped' });
  await person({ username: 'emma' }, ['member']);
  expect(await found()).toMatchObject({
    level: 'warn',
    about: 'Umbrella',
    fix: expect.stringContaining('npm run setup -- --admin'),
  });
  await run('--admin', 'emma', '--yes');
  expect(await found()).toMatchObject({ level: 'ok' });
});
