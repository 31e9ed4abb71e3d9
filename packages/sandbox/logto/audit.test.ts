/** The audit log: what is masked, what isn't, and that it doesn't grow for ever. */
import type { IncomingMessage } from 'node:http';
import { describe, expect, it } from 'vitest';
import { type AuditLog, audit, masked } from './audit.ts';
import type { Tenant } from './tenant.ts';
import { tenantForEachTest } from './test-experience.ts';
import { manage } from './test-management.ts';

const world = tenantForEachTest();
const logs = async (query: string) =>
  (await manage(world.url, 'GET', `logs?${query}`)).body as AuditLog[];

describe('what is masked', () => {
  it('values by the names of their keys, at any depth', () => {
    const given = { client_secret: 'a', list: [{ refresh_token: 'b', Cookie: 'c' }], api_key: 'd' };
    expect(masked(given)).toEqual({
      client_secret: '******',
      list: [{ refresh_token: '******', Cookie: '******' }],
      api_key: '******',
    });
  });

  it('not codes, verifiers, states, or whether there is a password', () => {
    const given = { code: 'a', code_verifier: 'b', state: 'c', hasPassword: true };
    expect(masked(given)).toEqual(given);
  });

  it('not the name of the secret that an application used', () => {
    const given = { applicationSecret: { name: 'Default secret' } };
    expect(masked(given)).toEqual(given);
  });
});

describe('what is written', () => {
  it('a password that is refused, without the password', async () => {
    const visitor = await world.visitor();
    await visitor.password('username', 'alex', 'wrong-password');
    const [entry] = await logs('logKey=Interaction.SignIn.Verification.Password.Submit');
    expect(entry?.payload).toMatchObject({
      result: 'Error',
      error: { code: 'session.invalid_credentials' },
      payload: { identifier: { type: 'username', value: 'alex' }, password: '******' },
    });
    expect(JSON.stringify(world.tenant.logs)).not.toContain('wrong-password');
  });

  it('a password that is chosen, with it: a hole of Logto’s', async () => {
    const visitor = await world.visitor();
    await visitor.begin('Register');
    await visitor.post('profile', { type: 'password', value: 'Chosen-pass-2026' });
    expect(JSON.stringify(world.tenant.logs)).toContain('Chosen-pass-2026');
  });

  it('a lock-out, as what it was refused for', async () => {
    world.tenant.signInExperience.sentinelPolicy = { maxAttempts: 1, lockoutDuration: 5 };
    const visitor = await world.visitor();
    await visitor.password('username', 'alex', 'wrong');
    await visitor.password('username', 'alex');
    const [entry] = await logs('logKey=Interaction.SignIn.Verification.Password.Submit');
    expect(entry?.payload.error).toMatchObject({
      code: 'session.verification_blocked_too_many_attempts',
    });
  });

  it('nothing for calls without a sign-in in progress', async () => {
    const stranger = await world.visitor();
    await stranger.post('identification', { verificationId: 'x' });
    const keys = world.tenant.logs.map(({ key }) => key);
    expect(keys).toEqual(['Interaction.Create']);
  });

  it('who signed in, and how far each sign-in got, found by user and by application', async () => {
    const visitor = await world.visitor();
    await visitor.arrive(await world.signInThroughOkta(visitor, 'emma@acme.test'));
    const user = [...world.tenant.users.values()].find(({ name }) => name === 'Emma Stone');
    const keys = (await logs(`userId=${user?.id}&page_size=50`)).map(({ key }) => key);
    expect(keys).toContain('Interaction.Register.Submit');
    expect(await logs('applicationId=nope')).toEqual([]);
    expect(await logs(`end_time=${Date.now() - 60_000}`)).toEqual([]);
  });
});

it('keeps the last ten thousand', () => {
  const tenant = { logs: [] as AuditLog[] } as Tenant;
  const req = { headers: {}, socket: {} } as IncomingMessage;
  for (let at = 0; at <= 10_000; at += 1) audit(tenant, at, req, { key: 'x', payload: {} });
  expect(tenant.logs).toHaveLength(10_000);
  expect(tenant.logs[0]?.createdAt).toBe(1);
});
