/** Refresh tokens: rotation, the grace for a lost answer, and what ends them. */
import { describe, expect, test } from 'vitest';
import { client, decodeJwtPart, orgForEachTest } from './test-org.ts';

const okta = orgForEachTest();
const OFFLINE = { scope: 'openid offline_access' };
const DEAD_REFRESH_TOKEN = {
  error: 'invalid_grant',
  error_description: 'The refresh token is invalid or expired.',
};

describe('refresh', () => {
  test('rotates, and brings a new ID token', async () => {
    const first = await okta.tokensOf('emma@acme.test', OFFLINE);
    const { status, body } = await okta.refresh(first.refresh_token);
    expect(status).toBe(200);
    expect(body.refresh_token).not.toBe(first.refresh_token);
    const { sub, aud } = decodeJwtPart(body.id_token.split('.')[1]);
    expect({ sub, aud }).toEqual({ sub: '00uemma0000000000001', aud: client.id });
    expect(await okta.userinfo(body.access_token)).toEqual({ sub });
  });

  test('the old token works for 30 seconds more, counted from its first use', async () => {
    const { refresh_token: old } = await okta.tokensOf('emma@acme.test', OFFLINE);
    const { body: rotated } = await okta.refresh(old);
    okta.wait(20);
    expect((await okta.refresh(old)).status).toBe(200);
    okta.wait(20);
    expect(await okta.refresh(old)).toEqual({ status: 400, body: DEAD_REFRESH_TOKEN });
    // A used token that comes back late may be stolen: everything from that sign-in ends.
    expect(await okta.refresh(rotated.refresh_token)).toMatchObject({ status: 400 });
    expect(await okta.userinfo(rotated.access_token)).toBe(401);
  });

  test('by the settings of the app: static, or with another leeway', async () => {
    const app = okta.org.apps.find(client.id);
    if (!app) throw new Error('no app');
    app.refreshToken = { rotation: 'STATIC', leewaySeconds: 0 };
    const { refresh_token } = await okta.tokensOf('emma@acme.test', OFFLINE);
    expect((await okta.refresh(refresh_token)).body.refresh_token).toBe(refresh_token);
    app.refreshToken = { rotation: 'ROTATE', leewaySeconds: 5 };
    expect((await okta.refresh(refresh_token)).body.refresh_token).not.toBe(refresh_token);
    okta.wait(6);
    expect(await okta.refresh(refresh_token)).toEqual({ status: 400, body: DEAD_REFRESH_TOKEN });
  });

  test('ends with the user, not with the session', async () => {
    const { refresh_token } = await okta.tokensOf('emma@acme.test', OFFLINE);
    await okta.browser.open('/login/signout');
    const { status, body } = await okta.refresh(refresh_token);
    expect(status).toBe(200);
    okta.userOf('emma@acme.test').status = 'DEPROVISIONED';
    const refused = { status: 400, body: DEAD_REFRESH_TOKEN };
    expect(await okta.refresh(body.refresh_token)).toEqual(refused);
  });
});
