/** The account API: what it takes to be let in, and that changes last. */
import { describe, expect, it } from 'vitest';
import { application, PASSWORD } from '../seed.ts';
import { openBrowser } from './test-browser.ts';
import { CALLBACK, tenantForEachTest } from './test-tenant.ts';

const world = tenantForEachTest();
const SCOPE = 'openid profile email identities custom_data urn:logto:scope:sessions';
const DENIED = { status: 401, body: { code: 'verification_record.permission_denied' } };

async function signedIn(scope = SCOPE) {
  const { access_token: token } = await world.tokensOf({ scope });
  async function call(line: string, body?: object, proof?: string) {
    const [method = '', path = ''] = line.split(' ');
    const response = await fetch(`${world.logto.url}/api/${path}`, {
      method,
      headers: {
        authorization: `Bearer ${token}`,
        ...(proof && { 'logto-verification-id': proof }),
        ...(body && { 'content-type': 'application/json' }),
      },
      ...(body && { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    return { status: response.status, body: text ? JSON.parse(text) : undefined };
  }
  const verify = async (): Promise<string> =>
    (await call('POST verifications/password', { password: PASSWORD })).body.verificationRecordId;
  return { call, verify };
}

describe('the person', () => {
  it('is nobody once suspended, whatever token is left', async () => {
    const { call } = await signedIn();
    expect((await call('GET my-account')).status).toBe(200);
    world.user.isSuspended = true;
    expect(await call('GET my-account')).toMatchObject({
      status: 401,
      body: { code: 'auth.unauthorized' },
    });
  });

  it('changes name, custom data and profile, and the next ID token says so', async () => {
    const { call } = await signedIn();
    const changed = await call('PATCH my-account', {
      name: 'A. Morgan',
      customData: { plan: 'x' },
    });
    expect(changed).toMatchObject({
      status: 200,
      body: { name: 'A. Morgan', customData: { plan: 'x' }, username: 'alex' },
    });
    const profile = { givenName: 'Alex', familyName: 'Morgan' };
    expect((await call('PATCH my-account/profile', profile)).body).toEqual(profile);
    const tokens = await world.tokensOf({ scope: 'openid profile custom_data' });
    expect((await world.userinfo(tokens)).body).toMatchObject({
      name: 'A. Morgan',
      given_name: 'Alex',
      custom_data: { plan: 'x' },
    });
  });

  it('takes a user name that is free, with a proof', async () => {
    const { call, verify } = await signedIn();
    expect(await call('PATCH my-account', { username: 'alexander' })).toMatchObject(DENIED);
    const proof = await verify();
    expect(await call('PATCH my-account', { username: 'sam' }, proof)).toMatchObject({
      status: 422,
      body: { code: 'user.username_already_in_use' },
    });
    expect((await call('PATCH my-account', { username: 'alexander' }, proof)).status).toBe(200);
    expect(world.user.username).toBe('alexander');
  });
});

describe('a proof', () => {
  it('is needed for a new password, is one’s own, and lasts ten minutes', async () => {
    const { call, verify } = await signedIn();
    const change = (proof: string) =>
      call('POST my-account/password', { password: 'Quite-another-2026' }, proof);
    const proof = await verify();
    const record = world.logto.tenant.accountVerifications.get(proof);
    if (!record) throw new Error('the proof was not kept');
    record.userId = 'samsuspended';
    expect(await change(proof)).toMatchObject(DENIED);
    Object.assign(record, { userId: 'alexpassword', expiresAt: Date.now() });
    expect(await change(proof)).toMatchObject(DENIED);
    record.expiresAt += 60_000;
    expect((await change(proof)).status).toBe(204);
    expect(world.user.password).toBe('Quite-another-2026');
  });

  it('is refused by the lock-out after too many wrong passwords', async () => {
    world.logto.tenant.signInExperience.sentinelPolicy = { maxAttempts: 2 };
    const { call } = await signedIn();
    const attempt = (password: string) => call('POST verifications/password', { password });
    expect((await attempt('wrong')).body.code).toBe('session.invalid_credentials');
    await attempt('wrong');
    expect((await attempt(PASSWORD)).body.code).toBe(
      'session.verification_blocked_too_many_attempts',
    );
  });
});

describe('second factors', () => {
  const secret = 'JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP';
  it('are set up, counted and removed', async () => {
    const { call, verify } = await signedIn();
    world.logto.tenant.signInExperience.mfa.factors = ['Totp', 'BackupCode'];
    const proof = await verify();
    const add = (body: object) => call('POST my-account/mfa-verifications', body, proof);
    const { codes } = (await call('POST my-account/mfa-verifications/backup-codes/generate')).body;
    const backupCode = { type: 'BackupCode', codes };
    expect((await add(backupCode)).body.code).toBe('session.mfa.backup_code_can_not_be_alone');
    const wrong = await add({ type: 'Totp', secret, code: '000000' });
    expect(wrong.body.code).toBe('session.mfa.invalid_totp_code');
    expect((await add({ type: 'Totp', secret })).status).toBe(204);
    expect((await add({ type: 'Totp', secret })).body.code).toBe('user.totp_already_in_use');
    expect((await add(backupCode)).status).toBe(204);
    expect((await add(backupCode)).body.code).toBe('user.backup_code_already_in_use');

    const list = () => call('GET my-account/mfa-verifications');
    const { body } = await list();
    const common = { id: expect.any(String), createdAt: expect.any(String) };
    expect(body).toEqual([
      { ...common, type: 'Totp' },
      { ...common, type: 'BackupCode', remainCodes: 10 },
    ]);
    const remove = `DELETE my-account/mfa-verifications/${body[0].id}`;
    expect(await call(remove)).toMatchObject(DENIED);
    expect((await call(remove, undefined, proof)).status).toBe(204);
    expect((await list()).body).toHaveLength(1);
  });
});

describe('sessions', () => {
  it('are ended one by one, with the grants if asked', async () => {
    const scope = `${SCOPE} offline_access`;
    const { call, verify } = await signedIn(scope);
    const proof = await verify();
    const list = async () =>
      (await call('GET my-account/sessions', undefined, proof)).body.sessions;
    const [session] = await list();
    expect(session).toMatchObject({ clientId: application.id, isCurrent: true });
    const grants = await call('GET my-account/grants', undefined, proof);
    expect(grants.body.grants).toMatchObject([{ application: { id: application.id } }]);

    const path = `my-account/sessions/${session.payload.uid}`;
    expect((await call(`DELETE ${path}`, undefined, proof)).status).toBe(204);
    expect(await list()).toEqual([]);
    expect((await world.authorize()).url.pathname).toBe('/sign-in');
  });

  it('take their tokens along with revokeGrantsTarget=all', async () => {
    const { call, verify } = await signedIn();
    const proof = await verify();
    const [{ payload }] = (await call('GET my-account/sessions', undefined, proof)).body.sessions;
    const path = `my-account/sessions/${payload.uid}?revokeGrantsTarget=all`;
    expect((await call(`DELETE ${path}`, undefined, proof)).status).toBe(204);
    expect((await call('GET my-account')).status).toBe(401);
  });

  it('of others are not to be ended', async () => {
    const { call, verify } = await signedIn();
    const proof = await verify();
    const [{ payload }] = (await call('GET my-account/sessions', undefined, proof)).body.sessions;
    const other = openBrowser(world.logto.url);
    const query = new URLSearchParams({
      client_id: application.id,
      redirect_uri: CALLBACK,
      response_type: 'code',
      scope: 'openid',
    });
    await other.open(`/oidc/auth?${query}`);
    await other.enterPassword('fifty');
    const [uid] =
      [...world.logto.tenant.signIns].find(([, one]) => one.accountId === 'fiftyorgs001') ?? [];
    expect(uid).toBeTruthy();
    expect(uid).not.toBe(payload.uid);
    expect(await call(`DELETE my-account/sessions/${uid}`, undefined, proof)).toMatchObject({
      body: { code: 'oidc.invalid_session_account_id' },
    });
  });
});
