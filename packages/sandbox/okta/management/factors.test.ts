/** Second factors through the API, and what the System Log keeps of sign-ins. */
import { Secret, TOTP } from 'otpauth';
import { describe, expect, test } from 'vitest';
import { alertOf } from '../test-browser.ts';
import { client, paramsOf } from '../test-org.ts';
import { apiForEachTest } from './test-api.ts';

const { okta, api } = apiForEachTest();

describe('factors', () => {
  const path = 'users/emma/factors';
  const google = { factorType: 'token:software:totp', provider: 'GOOGLE' };
  const codeOf = (secret: string, step = 0) =>
    new TOTP({ secret: Secret.fromBase32(secret) }).generate({
      timestamp: okta.org.clock.now() + step * 30_000,
    });

  test('enrolled, activated with a code, asked for at the sign-in', async () => {
    const { status, body: factor } = await api('POST', path, google);
    expect(status).toBe(200);
    expect(factor).toMatchObject({ ...google, status: 'PENDING_ACTIVATION', vendorName: 'GOOGLE' });
    const { sharedSecret, keyLength } = factor._embedded.activation;
    expect(sharedSecret).toMatch(/^[A-Z2-7]{16}$/);
    expect(keyLength).toBe(16);
    // Not asked for before it is active.
    expect(paramsOf(await okta.signIn('emma@acme.test'))).toHaveProperty('code');

    const activate = `${path}/${factor.id}/lifecycle/activate`;
    expect(await api('POST', activate, { passCode: codeOf(sharedSecret, 9) })).toMatchObject({
      status: 403,
      body: { errorCode: 'E0000068', errorSummary: 'Invalid Passcode/Answer' },
    });
    const passCode = codeOf(sharedSecret);
    expect(await api('POST', activate, { passCode })).toMatchObject({
      status: 200,
      body: { id: factor.id, status: 'ACTIVE' },
    });
    expect((await api('GET', path)).body).toMatchObject([{ id: factor.id, status: 'ACTIVE' }]);
    expect(await api('POST', path, google)).toMatchObject({ status: 400 });

    await okta.browser.open('/login/signout');
    const page = await okta.signIn('emma@acme.test');
    expect(page.html).toContain('Verify with Google Authenticator');
    // The code that activated it is used up.
    const again = await okta.browser.submit(page, { 'credentials.passcode': passCode });
    expect(alertOf(again)).toMatch(/match our records/);
    const next = { 'credentials.passcode': codeOf(sharedSecret, 1) };
    expect(paramsOf(await okta.browser.submit(again, next))).toHaveProperty('code');

    expect((await api('DELETE', `${path}/${factor.id}`)).status).toBe(204);
    expect((await api('GET', path)).body).toEqual([]);
  });

  test('those of the seed are there too, without their secret', async () => {
    const { body } = await api('GET', 'users/tara/factors');
    expect(body).toMatchObject([
      { provider: 'GOOGLE', status: 'ACTIVE' },
      { provider: 'OKTA', status: 'ACTIVE' },
    ]);
    expect(JSON.stringify(body)).not.toContain('MFRGG');
    expect((await api('GET', 'users/tara/factors')).body).toEqual(body);
  });

  test.each([
    [{ factorType: 'sms', provider: 'OKTA' }, 400],
    [{ factorType: 'token:software:totp', provider: 'toString' }, 400],
  ])('%o is not to be had here', async (body, status) => {
    expect((await api('POST', path, body)).status).toBe(status);
  });

  test('somebody who is not active sets up none', async () => {
    okta.userOf('emma@acme.test').status = 'SUSPENDED';
    expect(await api('POST', path, google)).toMatchObject({
      status: 403,
      body: { errorCode: 'E0000038' },
    });
  });
});

test('the log has sign-ins, wrong passwords, and who was kept from an app', async () => {
  await okta.signIn('emma@acme.test', {}, 'wrong');
  await okta.signIn('emma@acme.test');
  await okta.browser.open('/login/signout');
  await okta.signIn('nina@acme.test');
  type Event = {
    eventType: string;
    outcome: { result: string };
    actor: { alternateId: string };
    target: { id: string }[] | null;
  };
  const events = async (query: string) =>
    (await api('GET', `logs?${query}`)).body.map((event: Event) => [
      event.eventType,
      event.outcome.result,
      event.actor.alternateId,
      event.target?.[0]?.id,
    ]);
  expect(await events('')).toEqual([
    ['user.session.start', 'FAILURE', 'emma@acme.test', undefined],
    ['user.session.start', 'SUCCESS', 'emma@acme.test', undefined],
    ['user.authentication.sso', 'SUCCESS', 'emma@acme.test', client.id],
    ['user.session.start', 'SUCCESS', 'nina@acme.test', undefined],
    ['app.generic.unauth_app_access_attempt', 'FAILURE', 'nina@acme.test', client.id],
  ]);
  expect(await events('filter=eventType+eq+"user.authentication.sso"')).toHaveLength(1);
  const [[latest]] = await events('limit=1&sortOrder=DESCENDING');
  expect(latest).toBe('app.generic.unauth_app_access_attempt');
  expect(await events(`since=${new Date(Date.now() + 60_000).toISOString()}`)).toEqual([]);
  expect((await api('GET', 'logs?since=yesterday')).status).toBe(400);
});
