/** The tokens that Okta issued, as the application gets them from Logto later. */
import { beforeEach, describe, expect, it } from 'vitest';
import { application, connector } from '../seed.ts';
import { tenantForEachTest } from './test-experience.ts';

const world = tenantForEachTest();
const SCOPE = 'openid profile identities';
let token: string;

/** Emma through Okta, up to the application's access token. */
async function signIn(scope = SCOPE) {
  const visitor = await world.visitor({ scope });
  const callback = await visitor.arrive(await world.signInThroughOkta(visitor, 'emma@acme.test'));
  const response = await fetch(`${world.url}/oidc/token`, {
    method: 'POST',
    headers: { authorization: `Basic ${btoa(`${application.id}:${application.secret}`)}` },
    body: new URLSearchParams({
      grant_type: 'authorization_code',
      code: callback.searchParams.get('code') ?? '',
      redirect_uri: 'http://localhost:3000/callback',
    }),
  });
  token = (await response.json()).access_token;
}

async function stored(connectorId = connector.id) {
  const path = `/api/my-account/sso-identities/${connectorId}/access-token`;
  const headers = { authorization: `Bearer ${token}` };
  const response = await fetch(world.url + path, { headers });
  return { status: response.status, body: await response.json() };
}
const NOT_FOUND = {
  status: 404,
  body: {
    code: 'secrets.third_party_token_set.token_not_found',
    message: 'Token record not found.',
  },
};
const settings = () => {
  const found = world.tenant.connectors.get(connector.id);
  if (!found) throw new Error('the seed has lost its connector');
  return found;
};
const vault = () => [...world.tenant.secrets.values()];

describe('a stored token', () => {
  beforeEach(() => signIn());

  it('is Okta’s, as it was issued', async () => {
    const answer = await stored();
    expect(answer).toEqual({
      status: 200,
      body: {
        access_token: vault()[0]?.accessToken,
        scope: expect.stringContaining('offline_access'),
        token_type: 'Bearer',
        expires_in: expect.any(Number),
      },
    });
    expect(answer.body.expires_in).toBeGreaterThan(3590);
    const userinfo = await fetch(`${settings().config.issuer}/oauth2/v1/userinfo`, {
      headers: { authorization: `Bearer ${answer.body.access_token}` },
    });
    expect(await userinfo.json()).toMatchObject({ email: 'emma@acme.test' });
  });

  it('is given out up to its last second, and then renewed at Okta', async () => {
    const first = (await stored()).body;
    const secret = vault()[0];
    if (!secret) throw new Error('nothing is stored');
    secret.expiresAt = Math.floor(Date.now() / 1000) + 2;
    expect((await stored()).body.access_token).toBe(first.access_token);
    secret.expiresAt = 1;
    const renewed = await stored();
    expect(renewed.status).toBe(200);
    expect(renewed.body.access_token).not.toBe(first.access_token);
    expect(renewed.body.expires_in).toBeGreaterThan(3590);
    expect((await stored()).body.access_token).toBe(renewed.body.access_token);
  });

  it('stays when Okta refuses to renew it, and works again once Okta doesn’t', async () => {
    const [secret] = vault();
    if (!secret) throw new Error('nothing is stored');
    secret.expiresAt = 1;
    const { config } = settings();
    const right = config.clientSecret;
    config.clientSecret = 'wrong';
    expect(await stored()).toMatchObject({
      status: 401,
      body: {
        code: 'connector.authorization_failed',
        data: { message: 'Fail to fetch token', error: expect.stringContaining('invalid_client') },
      },
    });
    config.clientSecret = right;
    expect((await stored()).status).toBe(200);
  });

  it('is gone once expired without a refresh token', async () => {
    const [secret] = vault();
    if (!secret) throw new Error('nothing is stored');
    Object.assign(secret, { expiresAt: 1, refreshToken: undefined });
    expect(await stored()).toMatchObject({
      status: 401,
      body: { code: 'secrets.third_party_token_set.access_token_expired' },
    });
    expect(await stored()).toEqual(NOT_FOUND);
  });

  it('is replaced by that of the next sign-in', async () => {
    const [before] = vault();
    await signIn();
    expect(vault()).toHaveLength(1);
    expect(vault()[0]?.id).toBe(before?.id);
    expect((await stored()).body.access_token).not.toBe(before?.accessToken);
  });

  it('is not found for another connector, or once deleted', async () => {
    expect(await stored('nope')).toEqual(NOT_FOUND);
    world.tenant.secrets.clear();
    expect(await stored()).toEqual(NOT_FOUND);
  });

  it('doesn’t depend on the fields of the account center, but on its being on', async () => {
    world.tenant.accountCenter.fields = {};
    expect((await stored()).status).toBe(200);
    world.tenant.accountCenter.enabled = false;
    expect(await stored()).toMatchObject({
      status: 400,
      body: { code: 'account_center.not_enabled' },
    });
  });
});

describe('nothing is given out', () => {
  it('without the scope "identities"', async () => {
    await signIn('openid profile');
    expect(await stored()).toMatchObject({ status: 403, body: { code: 'auth.forbidden' } });
  });

  it('when the connector doesn’t store tokens', async () => {
    settings().enableTokenStorage = false;
    await signIn();
    expect(await stored()).toEqual(NOT_FOUND);
  });
});
