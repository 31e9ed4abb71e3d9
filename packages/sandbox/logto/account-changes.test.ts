/** The account API's smaller doors: settings, replacing factors, identifiers, methods, other origins. */
import { Secret, TOTP } from 'otpauth';
import { beforeEach, describe, expect, it } from 'vitest';
import { PASSWORD } from '../seed.ts';
import { tenantForEachTest } from './test-tenant.ts';

const world = tenantForEachTest();
const SECRET = 'JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP';
const OTHER = 'KRSXG5CTMVRXEZLUKRSXG5CTMVRXEZLU';
const codeOf = (secret: string) => new TOTP({ secret: Secret.fromBase32(secret) }).generate();
let call: (line: string, body?: object) => Promise<{ status: number; body: unknown }>;

beforeEach(async () => {
  world.logto.tenant.signInExperience.mfa.factors = ['Totp', 'BackupCode'];
  world.logto.tenant.signInExperience.mfa.policy = 'NoPrompt';
  const scope = 'openid profile email phone address identities urn:logto:scope:sessions';
  const { access_token: token } = await world.tokensOf({ scope });
  let proof: string | undefined;
  call = async (line, body) => {
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
    return { status: response.status, body: /^[[{]/.test(text) ? JSON.parse(text) : text };
  };
  const proved = await call('POST verifications/password', { password: PASSWORD });
  proof = (proved.body as { verificationRecordId: string }).verificationRecordId;
});

describe('second factors', () => {
  it('an authenticator app is replaced in its place, and the former one’s codes end', async () => {
    const factors = 'my-account/mfa-verifications';
    await call(`POST ${factors}`, { type: 'Totp', secret: SECRET });
    const { codes } = (await call(`POST ${factors}/backup-codes/generate`)).body as {
      codes: string[];
    };
    await call(`POST ${factors}`, { type: 'BackupCode', codes });
    expect(
      await call(`PUT ${factors}/totp`, { secret: OTHER, code: codeOf(SECRET) }),
    ).toMatchObject({ status: 400, body: { code: 'session.mfa.invalid_totp_code' } });
    expect((await call(`PUT ${factors}/totp`, { secret: OTHER, code: codeOf(OTHER) })).status).toBe(
      204,
    );
    expect(world.user.mfaVerifications).toMatchObject([
      { type: 'Totp', key: OTHER },
      { type: 'BackupCode' },
    ]);
    const shown = await call(`GET ${factors}/backup-codes`);
    expect(shown.body).toEqual({ codes: codes.map((code) => ({ code })) });
  });

  it('whether they are asked for is kept and told', async () => {
    await call('POST my-account/mfa-verifications', { type: 'Totp', secret: SECRET });
    const answer = await call('PATCH my-account/mfa-settings', { skipMfaOnSignIn: true });
    expect(answer).toEqual({ status: 200, body: { skipMfaOnSignIn: true } });
    expect((await call('GET my-account/logto-configs')).body).toEqual({
      mfa: { enabled: true, skipped: false, skipMfaOnSignIn: true },
      passkeySignIn: { skipped: false },
    });
  });
});

describe('identifiers', () => {
  it('go one by one, but not the last', async () => {
    expect((await call('DELETE my-account/primary-email')).status).toBe(204);
    expect(world.user.primaryEmail).toBeNull();
    expect(await call('PATCH my-account', { username: null })).toMatchObject({
      status: 400,
      body: { code: 'user.last_sign_in_method_required' },
    });
  });

  it('are not added without a code that nothing here can send', async () => {
    const body = { email: 'new@example.test', newIdentifierVerificationRecordId: 'x' };
    expect(await call('POST my-account/primary-email', body)).toMatchObject({
      status: 400,
      body: { code: 'verification_record.not_found' },
    });
    expect(world.user.primaryEmail).toBe('alex@example.test');
  });

  it('an address is kept apart from the profile that the scope profile shows', async () => {
    const address = { country: 'TH' };
    expect((await call('PATCH my-account/profile', { address })).body).toEqual({ address });
    const { access_token: token } = await world.tokensOf({ scope: 'openid profile' });
    const response = await fetch(`${world.logto.url}/api/my-account`, {
      headers: { authorization: `Bearer ${token}` },
    });
    expect((await response.json()).profile).toEqual({});
  });
});

describe('a grant', () => {
  it('that is ended takes its tokens along', async () => {
    const { body } = await call('GET my-account/grants');
    const [grant] = (body as { grants: { id: string }[] }).grants;
    expect((await call(`DELETE my-account/grants/${grant?.id}`)).status).toBe(204);
    expect((await call('GET my-account')).status).toBe(401);
  });
});

describe('what is sent', () => {
  it('is refused with every reason, as data and as text', async () => {
    expect(await call('PATCH my-account', { name: 1, avatar: 'x' })).toMatchObject({
      status: 400,
      body: {
        code: 'guard.invalid_input',
        details:
          'Error in key path "name": (invalid_type) Expected string but received number.\n' +
          'Error in key path "avatar": (invalid_string) Invalid url',
      },
    });
  });

  it('by a method that the path has not is answered with those it has', async () => {
    const response = await fetch(`${world.logto.url}/api/my-account`, { method: 'DELETE' });
    expect([response.status, response.headers.get('allow')]).toEqual([405, 'HEAD, GET, PATCH']);
    expect((await call('DELETE my-account/nope')).status).toBe(404);
  });
});
