/** A company's Okta that answers wrongly: Logto says so on its own page, and nobody is signed in. */
import {
  answers,
  dropped,
  forgedState,
  limited,
  type RequestFault,
  replayedCode,
} from '@logto-okta/sandbox/engine/faults';
import { type Forgery, forged, otherKey, skewed } from '@logto-okta/sandbox/engine/forged-tokens';
import type { OktaOrg } from '@logto-okta/sandbox/okta/org';
import { expect, people, test } from './fixtures.ts';

const UNSUCCESSFUL = "The user's authorization process is unsuccessful.";
const hour = 3600;

type Fault = { name: string; text?: string; set: (okta: OktaOrg) => unknown };
const atTokenEndpoint = (request: RequestFault) => (okta: OktaOrg) =>
  Object.assign(okta.faults, limited({ request }, { path: '/oauth2/v1/token' }));
const forges = (change: Forgery) => (okta: OktaOrg) => {
  okta.faults.response = forged(okta.signingKeys, change);
};

const FAULTS: Fault[] = [
  { name: 'another issuer', set: forges({ claims: { iss: 'https://elsewhere.example' } }) },
  { name: 'another audience', set: forges({ claims: { aud: 'another' } }) },
  {
    name: 'an expired ID token',
    set: (okta) => {
      okta.faults.response = skewed(okta.signingKeys, -2 * hour);
    },
  },
  { name: 'a nonce of somebody else', set: forges({ claims: { nonce: 'another' } }) },
  { name: 'a key nobody knows', set: forges({ header: { kid: 'unknown' } }) },
  {
    name: 'a signature of a stranger',
    set: async (okta) => forges({ signWith: await otherKey(okta.signingKey) })(okta),
  },
  { name: 'no signature at all', set: forges({ header: { alg: 'none' } }) },
  { name: 'status 500', set: atTokenEndpoint(answers(500, '{"error":"server_error"}')) },
  {
    name: 'status 502 and a page',
    set: atTokenEndpoint(answers(502, '<html>Bad gateway</html>')),
  },
  { name: 'a dropped connection', set: atTokenEndpoint(dropped) },
  {
    name: 'status 429',
    set: atTokenEndpoint(
      answers(429, '{"errorCode":"E0000047"}', { 'x-rate-limit-remaining': '0' }),
    ),
  },
  {
    name: 'a refusal, as somebody has redeemed the code already',
    set: (okta) => {
      okta.faults.request = replayedCode(okta.url);
    },
  },
  {
    name: 'a state that Logto did not send',
    text: 'The authorization is invalid',
    set: (okta) => {
      okta.faults.response = forgedState;
    },
  },
];

for (const { name, text = UNSUCCESSFUL, set } of FAULTS) {
  test(`the company’s Okta answers with ${name}`, async ({ page, home, logto, okta, world }) => {
    const org = world.sandbox?.okta;
    test.skip(!org, 'only the sandbox’s Okta can be made to answer wrongly');
    if (!org) return;
    await home.open();
    await home.continueWithSso.click();
    await logto.enterSsoEmail(people.employee.login);
    await okta.identifier.waitFor();
    await set(org);
    try {
      await okta.signIn(people.employee);
      await expect(logto.text(text)).toBeVisible();
      await expect(page).toHaveURL(/\/sign-in/);
    } finally {
      delete org.faults.request;
      delete org.faults.response;
    }
    await home.open();
    await expect(home.signIn).toBeVisible();
  });
}

test('the company’s Okta is not there at all', async ({ page, home, logto, world }) => {
  const org = world.sandbox?.okta;
  test.skip(!org, 'only the sandbox’s Okta can be made to answer wrongly');
  if (!org) return;
  await org.network.goAway();
  try {
    await page.goto(`/sign-in?connector=${world.connectorId}`);
    await expect(logto.text("The connector's config is invalid.")).toBeVisible();
  } finally {
    await org.network.comeBack();
  }
  await home.open();
  await expect(home.signIn).toBeVisible();
});
