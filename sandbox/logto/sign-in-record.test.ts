/** What the tenant remembers of how each session was made. */
import { describe, expect, it } from 'vitest';
import { application, connector, secondApplication } from '#sandbox/seed.ts';
import { signInsOf } from './sign-in-record.ts';
import { tenantForEachTest } from './test-experience.ts';

const world = tenantForEachTest();

describe('how a session was made', () => {
  it('by password: the identifier, and the sid of each application', async () => {
    const visitor = await world.visitor();
    await visitor.arrive(await visitor.password('username', 'alex'));
    const [[, record] = []] = signInsOf(world.tenant, 'alexpassword');
    expect(record).toMatchObject({
      clientId: application.id,
      accountId: 'alexpassword',
      sids: { [application.id]: expect.stringMatching(/^.{43}$/) },
      lastSubmission: {
        interactionEvent: 'SignIn',
        userId: 'alexpassword',
        verificationRecords: [
          { type: 'Password', identifier: { type: 'username', value: 'alex' }, verified: true },
        ],
        signInContext: { ip: expect.stringMatching(/1$/), userAgent: 'Test browser' },
      },
    });
    await visitor.authorize({}, secondApplication.id);
    expect(Object.keys(record?.sids ?? {})).toEqual([application.id, secondApplication.id]);
    expect(world.tenant.signIns.size).toBe(1);
  });

  it('by a connector: which one, and what it said', async () => {
    const visitor = await world.visitor();
    await visitor.arrive(await world.signInThroughOkta(visitor, 'emma@acme.test'));
    const [[, record] = []] = world.tenant.signIns;
    expect(record?.lastSubmission).toMatchObject({
      interactionEvent: 'Register',
      verificationRecords: [
        {
          type: 'EnterpriseSso',
          connectorId: connector.id,
          issuer: world.tenant.connectors.get(connector.id)?.config.issuer,
          enterpriseSsoUserInfo: { email: 'emma@acme.test', name: 'Emma Stone' },
        },
      ],
    });
  });
});
