/** The sign-in experience over HTTP: what its pages call, and what Logto answers. */
import { describe, expect, it } from 'vitest';
import { application, connector, PASSWORD } from '../seed.ts';
import { findByEmail, newUser } from './tenant.ts';
import { tenantForEachTest } from './test-experience.ts';

const world = tenantForEachTest();

describe('the first page', () => {
  const hint = 'login_hint=emma%40acme.test';
  const app = `app_id=${application.id}`;
  it.each<[string, Record<string, string>, string]>([
    ['nothing', {}, `/sign-in?${app}`],
    ['first_screen=register', { first_screen: 'register' }, `/register?${app}`],
    ['interaction_mode=signUp', { interaction_mode: 'signUp' }, `/register?${app}`],
    ['an unknown first_screen', { first_screen: 'nope' }, `/sign-in?${app}`],
    ['an unknown interaction_mode', { interaction_mode: 'nope' }, `/sign-in?${app}`],
    ['first_screen=reset_password', { first_screen: 'reset_password' }, `/reset-password?${app}`],
    [
      'first_screen=single_sign_on with a hint',
      { first_screen: 'single_sign_on', login_hint: 'emma@acme.test' },
      `/single-sign-on?${app}&${hint}`,
    ],
    [
      'first_screen=identifier:sign_in',
      { first_screen: 'identifier:sign_in', identifier: 'email username' },
      `/identifier-sign-in?${app}&identifier=email+username`,
    ],
    [
      'direct_sign_in with first_screen as the fallback',
      { direct_sign_in: 'sso:x', first_screen: 'register' },
      `/direct/sso/x?${app}&fallback=register`,
    ],
    ['direct_sign_in without a target', { direct_sign_in: 'sso' }, `/sign-in?${app}`],
  ])('%s', async (_name, params, expected) => {
    const page = await (await world.visitor()).authorize(params);
    expect(page.pathname + page.search).toBe(expected);
  });

  it('of a sign-in that is not going on is /unknown-session, or where the tenant says', async () => {
    const visitor = await world.visitor();
    expect((await visitor.open('/sign-in')).pathname).toBe('/sign-in');
    const stranger = `${world.url}/sign-in`;
    const leadsTo = async () =>
      (await fetch(stranger, { redirect: 'manual' })).headers.get('location');
    expect(await leadsTo()).toBe('/unknown-session');
    world.tenant.signInExperience.unknownSessionRedirectUrl = 'http://localhost:3000/';
    expect(await leadsTo()).toBe('http://localhost:3000/');
  });
});

describe('what is left open (docs/vendors.md L3)', () => {
  it('a foreign address gets in through Acme’s Okta, and into Acme’s organization', async () => {
    const visitor = await world.visitor();
    const submitted = await world.signInThroughOkta(visitor, 'mallory@other.test');
    expect((await visitor.arrive(submitted)).searchParams.get('code')).toBeTruthy();
    const mallory = findByEmail(world.tenant, 'mallory@other.test');
    expect(mallory?.organizations).toEqual({ acmeorg00001: ['orgmember000000000001'] });
  });

  it('an Okta that asserts somebody’s address signs in as that person', async () => {
    const victim = newUser(world.tenant, { primaryEmail: 'mallory@other.test' }, Date.now());
    world.tenant.users.set(victim.id, victim);
    const visitor = await world.visitor();
    const proof = await world.throughOkta(visitor, 'mallory@other.test');
    expect((await visitor.post('identification', proof)).status).toBe(204);
    await visitor.arrive(await visitor.submit());
    expect([...world.tenant.signIns.values()].map(({ accountId }) => accountId)).toEqual([
      victim.id,
    ]);
    expect(victim.ssoIdentities).toMatchObject([{ connectorId: connector.id }]);
    // Membership comes with the first link, for a person who was there before as well.
    expect(victim.organizations).toEqual({ acmeorg00001: ['orgmember000000000001'] });
  });

  it('just-in-time membership is given at the first link only', async () => {
    await world.signInThroughOkta(await world.visitor(), 'emma@acme.test');
    const emma = findByEmail(world.tenant, 'emma@acme.test');
    expect(emma?.organizations).toHaveProperty('acmeorg00001');
    delete emma?.organizations.acmeorg00001;
    const again = await world.signInThroughOkta(await world.visitor(), 'emma@acme.test');
    expect(again.status).toBe(200);
    expect(emma?.organizations).toEqual({});
  });

  it('a password is refused for a company’s address, giving the connector’s secret away; not by username', async () => {
    const fields = { primaryEmail: 'both@acme.test', username: 'both', password: PASSWORD };
    const user = newUser(world.tenant, fields, Date.now());
    world.tenant.users.set(user.id, user);
    const refused = await (await world.visitor()).password('email', 'both@acme.test');
    expect(refused).toMatchObject({
      status: 422,
      body: {
        code: 'session.sso_enabled',
        message: 'Single sign on is enabled for this given email. Please sign in with SSO.',
        data: {
          ssoConnectors: [
            {
              id: connector.id,
              providerName: 'Okta',
              config: { clientSecret: connector.client.secret },
            },
          ],
        },
      },
    });
    const byUsername = await (await world.visitor()).password('username', 'both');
    expect(byUsername.status).toBe(200);
  });

  it('no second factor is asked of who comes through a connector', async () => {
    world.tenant.signInExperience.mfa = { factors: ['Totp', 'BackupCode'], policy: 'Mandatory' };
    const through = await world.signInThroughOkta(await world.visitor(), 'emma@acme.test');
    expect(through.status).toBe(200);
    const byPassword = await (await world.visitor()).password('username', 'alex');
    expect(byPassword.body.code).toBe('user.missing_mfa');
  });
});

describe('modes', () => {
  it('SignIn refuses new people, by password and by connector', async () => {
    world.tenant.signInExperience.signInMode = 'SignIn';
    const visitor = await world.visitor();
    expect(await visitor.begin('Register')).toMatchObject({
      status: 403,
      body: { code: 'auth.forbidden' },
    });
    const proof = await world.throughOkta(visitor, 'emma@acme.test');
    expect(await visitor.post('identification', proof)).toEqual({
      status: 404,
      body: {
        code: 'user.sso_identity_not_exist',
        message: 'The enterprise SSO account has not been registered yet.',
      },
    });
    const event = { interactionEvent: 'Register' };
    expect((await visitor.api('PUT experience/interaction-event', event)).status).toBe(403);
    expect(findByEmail(world.tenant, 'emma@acme.test')).toBeUndefined();
  });

  it('Register refuses to sign in', async () => {
    world.tenant.signInExperience.signInMode = 'Register';
    const visitor = await world.visitor();
    expect((await visitor.begin('SignIn')).status).toBe(403);
    expect((await visitor.begin('Register')).status).toBe(204);
  });

  it('without single sign-on no connector is offered', async () => {
    const visitor = await world.visitor();
    const look = () => visitor.api('GET experience/sso-connectors?email=emma%40shared.test');
    const both = await look();
    expect(both.body.connectorIds).toEqual(['acmeokta0001', 'globexokta01']);
    world.tenant.signInExperience.singleSignOnEnabled = false;
    expect((await look()).body.connectorIds).toEqual([]);
    const settings = await visitor.api('GET .well-known/sign-in-exp');
    expect(settings.body).toMatchObject({ singleSignOnEnabled: false, ssoConnectors: [] });
  });
});

describe('registration', () => {
  it.each<[string, string[]]>([
    ['short1', ['too_short']],
    ['aaaaaaaaaa', ['restricted.repetition']],
    ['12345678', ['restricted.sequence']],
    ['poiuytrewq', ['restricted.sequence']],
    ['newcomer99', ['restricted.user_info']],
    ['รหัสผ่านของฉัน', ['unsupported_characters']],
    ['newcomer-and-more', []],
    ['Rather-long-9-phrase', []],
  ])('password %s: %j', async (value, expected) => {
    const visitor = await world.visitor();
    await visitor.begin('Register');
    await visitor.post('profile', { type: 'username', value: 'newcomer' });
    const answer = await visitor.post('profile', { type: 'password', value });
    const issues = (answer.body.data ?? []) as { code: string }[];
    expect(issues.map(({ code }) => code)).toEqual(
      expected.map((code) => `password_rejected.${code}`),
    );
    expect(answer.status).toBe(expected.length > 0 ? 422 : 204);
    if (value === 'short1') expect(issues).toMatchObject([{ interpolation: { min: 8 } }]);
  });
});

describe('what the pages read', () => {
  it('settings in Logto’s shape', async () => {
    const { body } = await (await world.visitor()).api('GET .well-known/sign-in-exp');
    expect(body).toMatchObject({
      signInMode: 'SignInAndRegister',
      agreeToTermsPolicy: 'Automatic',
      mfa: { factors: [], policy: 'UserControlled' },
      sentinelPolicy: {},
      passwordPolicy: { rejects: { pwned: false } },
      signUp: { identifiers: ['username'], password: true, verify: false },
      forgotPassword: { phone: false, email: false },
      ssoConnectors: [
        { id: connector.id, connectorName: 'Acme' },
        { id: 'globexokta01', connectorName: 'Globex' },
      ],
    });
  });

  it('phrases, as complete in Thai as in English', async () => {
    const visitor = await world.visitor();
    const phrases = async (lng: string) =>
      (await visitor.api(`GET .well-known/phrases?lng=${lng}`)).body;
    const paths = (value: unknown, path = ''): string[] =>
      typeof value === 'object'
        ? Object.entries(value ?? {}).flatMap(([key, one]) => paths(one, `${path}.${key}`))
        : [path];
    const [en, th] = await Promise.all([phrases('en'), phrases('th')]);
    expect(paths(th)).toEqual(paths(en));
    expect(th).toMatchObject({ action: { sign_in: 'เข้าสู่ระบบ' } });
    expect(await phrases('xx')).toEqual(en);
  });

  it('errors in the language of the page', async () => {
    const visitor = await world.visitor();
    await visitor.begin();
    const wrong = { identifier: { type: 'username', value: 'alex' }, password: 'wrong' };
    const inThai = await visitor.api('POST experience/verification/password', wrong, 'th');
    expect(inThai.body.message).toBe('บัญชีหรือรหัสผ่านไม่ถูกต้อง กรุณาตรวจสอบข้อมูลของคุณ');
  });
});
