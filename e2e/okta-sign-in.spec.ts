/** The page object of Okta's sign-in, at the sandbox's Okta alone: what comes after the last click. */
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type OktaOptions, type OktaOrg, startOkta } from '@logto-okta/sandbox/okta/org';
import { connector, oktaUsers, PASSWORD } from '@logto-okta/sandbox/seed';
import { Secret } from 'otpauth';
import { expect, test } from './fixtures.ts';

const emma = { login: 'emma@acme.test', password: PASSWORD };
const theo = { login: 'theo@acme.test', password: PASSWORD, totpSecret: '' };
/** Milliseconds; the page object's own patience is for slow orgs. */
const SOON = 2_000;

let logto: Server;
let callback: string;
const orgs: OktaOrg[] = [];

test.beforeEach(async () => {
  logto = createServer((_req, res) => res.end('back')).listen(0, '127.0.0.1');
  await once(logto, 'listening');
  callback = `http://localhost:${(logto.address() as AddressInfo).port}/callback`;
});
test.afterEach(async () => {
  logto.close();
  logto.closeAllConnections();
  await Promise.all(orgs.splice(0).map((org) => org.close()));
});

async function startOrg(options: Partial<OktaOptions> = {}) {
  const client = { ...connector.client, redirectUris: [callback] };
  // One-time codes are remembered by their secret: a new one for each org spares a wait.
  theo.totpSecret = new Secret().base32;
  const users = structuredClone(oktaUsers).map((user) =>
    user.login === theo.login ? { ...user, totpSecret: theo.totpSecret } : user,
  );
  const org = await startOkta({ port: 0, users, client, ...options });
  orgs.push(org);
  const query = new URLSearchParams({
    client_id: client.id,
    redirect_uri: callback,
    response_type: 'code',
    scope: 'openid',
    state: 's',
  });
  return { org, address: `${org.url}/oauth2/v1/authorize?${query}` };
}

/** Instead of the answer to one step of the sign-in. */
function shows(org: OktaOrg, step: 'password' | 'code', html: string) {
  org.faults.request = (req, res) => {
    if (req.method !== 'POST' || !req.url?.endsWith(`/${step}`)) return false;
    res.writeHead(200, { 'content-type': 'text/html' }).end(`<!doctype html>${html}`);
    return true;
  };
}

const ENROL =
  '<h2>Set up security methods</h2><div data-se="authenticator-enroll-list">Okta Verify</div>';

test('a password, and back', async ({ page, okta }) => {
  const { address } = await startOrg();
  await page.goto(address);
  expect(await okta.signIn(emma)).toEqual({ askedForCode: false });
  expect(page.url()).toContain(`${callback}?code=`);
});

test('“Stay signed in?” is answered with no', async ({ page, okta, context }) => {
  const { org, address } = await startOrg({ staySignedInPage: true });
  await page.goto(address);
  await okta.signIn(emma);
  expect(page.url()).toContain(`${callback}?code=`);
  const kept = (await context.cookies(org.url)).filter(({ expires }) => expires > 0);
  expect(kept).toEqual([]);
});

test('“Stay signed in?” after a one-time code', async ({ page, okta }) => {
  const { address } = await startOrg({ staySignedInPage: true });
  await page.goto(address);
  expect(await okta.signIn(theo)).toEqual({ askedForCode: true });
  expect(page.url()).toContain(`${callback}?code=`);
});

test('a policy that asks somebody who has codes for none', async ({ page, okta }) => {
  const users = structuredClone(oktaUsers).map(({ totpSecret: _none, ...user }) => user);
  const { address } = await startOrg({ users });
  await page.goto(address);
  expect(await okta.signIn(theo)).toEqual({ askedForCode: false });
  expect(page.url()).toContain(`${callback}?code=`);
});

for (const [step, person] of Object.entries({ password: emma, code: theo })) {
  test(`a page that asks to enrol after the ${step} is named`, async ({ page, okta }) => {
    const { org, address } = await startOrg();
    shows(org, step as 'password' | 'code', ENROL);
    await page.goto(address);
    const signedIn = okta.signIn(person, SOON);
    await expect(signedIn).rejects.toThrow(/^Okta should be done, but shows enrolment of another/);
    await expect(signedIn).rejects.toThrow(/E2E_OKTA_POLICY_ID/);
  });
}

test('a push, instead of the code that was to be asked for, is named', async ({ page, okta }) => {
  const { org, address } = await startOrg();
  shows(org, 'password', '<button data-se="okta_verify-push">Send push</button>');
  await page.goto(address);
  await expect(okta.signIn(theo, SOON)).rejects.toThrow(/shows a push notification/);
});

test('an expired password is named, beside the alert that says so', async ({ page, okta }) => {
  const { org, address } = await startOrg();
  const html =
    '<div role="alert">Your password has expired</div><input name="credentials.newPassword" type="password">';
  shows(org, 'password', html);
  await page.goto(address);
  // At once: an alert is waited for no longer.
  await expect(okta.signIn(emma)).rejects.toThrow(/a new password, because this one has expired/);
});

test('a wrong password is left to the test, by the alert', async ({ page, okta }) => {
  const { org, address } = await startOrg({ staySignedInPage: true });
  await page.goto(address);
  expect(await okta.signIn({ ...theo, password: 'wrong' })).toEqual({ askedForCode: false });
  await expect(okta.alert).toHaveText('Password is incorrect');
  expect(page.url()).toContain(org.url);
});
