/** What the session API of the tenant tells of how each session was made. */
import { describe, expect, it } from 'vitest';
import { application, connector, secondApplication } from '../seed.ts';
import { tenantForEachTest, type Visitor } from './test-experience.ts';
import { manage } from './test-management.ts';

type Record = { type: string; [key: string]: unknown };
type Session = {
  payload: { uid: string; authorizations: { [clientId: string]: { sid: string } } };
  lastSubmission: { interactionEvent: string; verificationRecords: Record[] } | null;
  clientId: string;
  accountId: string;
};

const world = tenantForEachTest();

const call = async (method: string, path: string) => (await manage(world.url, method, path)).body;
const sessionsOf = async (userId: string): Promise<Session[]> =>
  ((await call('GET', `users/${userId}/sessions`)) as { sessions: Session[] }).sessions;
const kinds = ({ lastSubmission }: Session) =>
  lastSubmission?.verificationRecords.map(({ type }) => type) ?? null;

async function emma(visitor: Visitor) {
  await visitor.arrive(await world.signInThroughOkta(visitor, 'emma@acme.test'));
  const user = [...world.tenant.users.values()].find((one) => one.name === 'Emma Stone');
  if (!user) throw new Error('nobody registered');
  return user;
}

describe('how a session was made', () => {
  it('by password: the identifier, and the sid of each application', async () => {
    const visitor = await world.visitor();
    await visitor.arrive(await visitor.password('username', 'alex'));
    expect(await sessionsOf('alexpassword')).toEqual([
      {
        payload: expect.objectContaining({
          kind: 'Session',
          accountId: 'alexpassword',
          authorizations: {
            [application.id]: {
              sid: expect.stringMatching(/^.{43}$/),
              grantId: expect.any(String),
              persistsLogout: true,
            },
          },
        }),
        lastSubmission: {
          interactionEvent: 'SignIn',
          userId: 'alexpassword',
          verificationRecords: [
            {
              id: expect.any(String),
              type: 'Password',
              identifier: { type: 'username', value: 'alex' },
              verified: true,
            },
          ],
          signInContext: { ip: expect.stringMatching(/1$/), userAgent: 'Test browser' },
        },
        clientId: application.id,
        accountId: 'alexpassword',
        expiresAt: expect.any(Number),
      },
    ]);
  });

  it('by a connector: which one, and what it said', async () => {
    const visitor = await world.visitor();
    const user = await emma(visitor);
    const [session] = await sessionsOf(user.id);
    expect(session?.lastSubmission).toMatchObject({
      interactionEvent: 'Register',
      verificationRecords: [
        {
          type: 'EnterpriseSso',
          connectorId: connector.id,
          issuer: world.tenant.connectors.get(connector.id)?.config.issuer,
          enterpriseSsoUserInfo: {
            email: 'emma@acme.test',
            name: 'Emma Stone',
            givenName: 'Emma',
          },
        },
      ],
    });
  });

  it('a second application joins the session and leaves its record as it is', async () => {
    const visitor = await world.visitor();
    const user = await emma(visitor);
    await visitor.authorize({}, secondApplication.id);
    const [session, ...others] = await sessionsOf(user.id);
    expect(others).toEqual([]);
    expect(Object.keys(session?.payload.authorizations ?? {})).toEqual([
      application.id,
      secondApplication.id,
    ]);
    expect(session).toMatchObject({ clientId: application.id });
    expect(session && kinds(session)).toEqual(['EnterpriseSso']);
  });

  it('consenting again without signing in wipes the record out', async () => {
    const visitor = await world.visitor();
    const user = await emma(visitor);
    await visitor.authorize();
    expect((await sessionsOf(user.id)).map(kinds)).toEqual([null]);
  });

  it('a silent sign-in leaves it as it is', async () => {
    const visitor = await world.visitor();
    const user = await emma(visitor);
    await visitor.authorize({ prompt: 'none' });
    expect((await sessionsOf(user.id)).map(kinds)).toEqual([['EnterpriseSso']]);
  });

  it.each([
    ['login consent', ['Password']],
    // No consent, no record: this is how a password hides behind a connector.
    ['login', ['EnterpriseSso']],
  ])('signing in once more, by password, with prompt=%s tells %s', async (prompt, told) => {
    const visitor = await world.visitor();
    const user = await emma(visitor);
    Object.assign(user, { username: 'emma', password: 'Sandbox-pass-2026' });
    await visitor.authorize({ prompt });
    await visitor.arrive(await visitor.password('username', 'emma'));
    expect((await sessionsOf(user.id)).map(kinds)).toEqual([told]);
  });

  it('what was begun and not proved is in it, without an issuer', async () => {
    const visitor = await world.visitor();
    await visitor.begin();
    const redirectUri = `${world.url}/callback/${connector.id}`;
    const start = `verification/sso/${connector.id}/authorization-uri`;
    await visitor.post(start, { state: 's', redirectUri });
    const identifier = { type: 'username', value: 'alex' };
    const proof = await visitor.post('verification/password', {
      identifier,
      password: 'Sandbox-pass-2026',
    });
    await visitor.post('identification', proof.body);
    await visitor.arrive(await visitor.submit());
    const [session] = await sessionsOf('alexpassword');
    expect(session?.lastSubmission?.verificationRecords).toEqual([
      { id: expect.any(String), type: 'EnterpriseSso', connectorId: connector.id },
      expect.objectContaining({ type: 'Password' }),
    ]);
  });

  it('whoever is linked by the address has the connector’s record, not their own', async () => {
    const visitor = await world.visitor();
    world.user('alex').primaryEmail = 'emma@acme.test';
    await visitor.arrive(await world.signInThroughOkta(visitor, 'emma@acme.test'));
    const [session] = await sessionsOf('alexpassword');
    expect(session).toMatchObject({
      accountId: 'alexpassword',
      lastSubmission: {
        interactionEvent: 'SignIn',
        verificationRecords: [{ enterpriseSsoUserInfo: { email: 'emma@acme.test' } }],
      },
    });
    const user = await call('GET', 'users/alexpassword?includeSsoIdentities=true');
    expect(user).toMatchObject({ ssoIdentities: [{ ssoConnectorId: connector.id }] });
  });

  it('is gone with the session', async () => {
    const visitor = await world.visitor();
    const user = await emma(visitor);
    const [session] = await sessionsOf(user.id);
    await call('DELETE', `users/${user.id}/sessions/${session?.payload.uid}`);
    expect(await sessionsOf(user.id)).toEqual([]);
    expect(world.tenant.signIns.size).toBe(0);
  });
});
