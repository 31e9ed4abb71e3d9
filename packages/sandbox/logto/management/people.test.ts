/** What the Management API does to people, where it takes a sandbox to see it. */
import { describe, expect, it } from 'vitest';
import { connector } from '../../seed.ts';
import { tenantForEachTest, type Visitor } from '../test-experience.ts';
import { manage } from '../test-management.ts';

const world = tenantForEachTest();
const call = (method: string, path: string, body?: object) => manage(world.url, method, path, body);

async function emma(visitor: Visitor) {
  const submitted = await world.signInThroughOkta(visitor, 'emma@acme.test');
  if (submitted.status === 200) await visitor.arrive(submitted);
  const user = [...world.tenant.users.values()].find(({ name }) => name === 'Emma Stone');
  if (!user) throw new Error('nobody registered');
  return user;
}

describe('stored tokens of somebody', () => {
  it('are told of, without the tokens', async () => {
    const { id } = await emma(await world.visitor());
    const path = `users/${id}/sso-identities/${connector.id}?includeTokenSecret=true`;
    const { body } = await call('GET', path);
    expect(body).toMatchObject({
      tokenSecret: {
        userId: id,
        type: 'federated_token_set',
        metadata: {
          scope: expect.stringContaining('openid'),
          expiresAt: expect.any(Number),
          tokenType: 'Bearer',
          hasRefreshToken: true,
        },
        ssoConnectorId: connector.id,
        identityId: '00uemma0000000000001',
      },
    });
    const [stored] = world.tenant.secrets.values();
    expect(JSON.stringify(body)).not.toContain(stored?.accessToken);
  });

  it('go with the person', async () => {
    const { id } = await emma(await world.visitor());
    expect(world.tenant.secrets.size).toBe(1);
    await call('DELETE', `users/${id}`);
    expect(world.tenant.secrets.size).toBe(0);
  });
});

describe('a second factor with a known secret', () => {
  it('is asked for at the next sign-in', async () => {
    world.tenant.signInExperience.mfa.factors = ['Totp'];
    const secret = 'JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP';
    await call('POST', 'users/alexpassword/mfa-verifications', { type: 'Totp', secret });
    const visitor = await world.visitor();
    const refused = await visitor.password('username', 'alex');
    expect(refused.body.code).toBe('session.mfa.require_mfa_verification');
    const code = world.oneTimeCode(secret);
    expect((await visitor.post('verification/totp/verify', { code })).status).toBe(200);
    expect((await visitor.submit()).status).toBe(200);
  });
});

describe('suspension', () => {
  it('ends the session at once', async () => {
    const visitor = await world.visitor();
    await visitor.arrive(await visitor.password('username', 'alex'));
    await call('PATCH', 'users/alexpassword/is-suspended', { isSuspended: true });
    const callback = await visitor.authorize({ prompt: 'none' });
    expect(callback.searchParams.get('error')).toBe('login_required');
    expect((await call('GET', 'users/alexpassword/sessions')).body).toEqual({ sessions: [] });
  });
});

describe('an invitation', () => {
  it('ends with its time, and can be made anew', async () => {
    const invitee = 'new@example.test';
    const invite = (days: number) =>
      call('POST', 'organization-invitations', {
        invitee,
        organizationId: 'acmeorg00001',
        expiresAt: Date.now() + days * 24 * 3_600_000,
      });
    const first = await invite(10);
    expect((await invite(30)).status).toBe(422);
    world.wait(11 * 24 * 3600);
    expect((await invite(30)).status).toBe(201);
    const { id } = first.body as { id: string };
    const { body } = await call('GET', `organization-invitations/${id}`);
    expect(body).toMatchObject({ status: 'Expired' });
  });

  it('goes with its organization', async () => {
    const { body } = await call('POST', 'organization-invitations', {
      invitee: 'new@example.test',
      organizationId: 'acmeorg00001',
      expiresAt: Date.now() + 3_600_000,
    });
    await call('DELETE', 'organizations/acmeorg00001');
    const { id } = body as { id: string };
    expect((await call('GET', `organization-invitations/${id}`)).status).toBe(404);
    expect(world.user('alex').organizations).not.toHaveProperty('acmeorg00001');
  });
});
