/** A company's Okta that answers wrongly: Logto says so on its own page, and nobody is signed in. */
import { forgedIdToken } from '#sandbox/okta/faults.ts';
import type { OktaOrg } from '#sandbox/okta/org.ts';
import { expect, people, test } from './fixtures.ts';

const UNSUCCESSFUL = "The user's authorization process is unsuccessful.";
const hour = 3600;
const now = () => Math.floor(Date.now() / 1000);

type Fault = { name: string; text: string; set: (okta: OktaOrg) => void };
const answersToken =
  (
    answer: (response: {
      destroy: () => void;
      end: (status: number, body: string) => void;
    }) => void,
  ) =>
  ({ faults }: OktaOrg) => {
    faults.request = (request, response) => {
      if (!request.url?.startsWith('/oauth2/v1/token')) return false;
      answer({
        destroy: () => request.socket.destroy(),
        end: (status, body) => response.writeHead(status).end(body),
      });
      return true;
    };
  };
const forges = (change: Parameters<typeof forgedIdToken>[1]) => (okta: OktaOrg) => {
  okta.faults.response = forgedIdToken(okta.signingKey, change);
};

const FAULTS: Fault[] = [
  {
    name: 'another issuer',
    text: UNSUCCESSFUL,
    set: forges({ claims: { iss: 'https://elsewhere.example' } }),
  },
  { name: 'another audience', text: UNSUCCESSFUL, set: forges({ claims: { aud: 'another' } }) },
  {
    name: 'an expired ID token',
    text: UNSUCCESSFUL,
    set: (okta) => forges({ claims: { iat: now() - 2 * hour, exp: now() - hour } })(okta),
  },
  {
    name: 'a nonce of somebody else',
    text: UNSUCCESSFUL,
    set: forges({ claims: { nonce: 'another' } }),
  },
  { name: 'a key nobody knows', text: UNSUCCESSFUL, set: forges({ header: { kid: 'unknown' } }) },
  { name: 'no signature at all', text: UNSUCCESSFUL, set: forges({ header: { alg: 'none' } }) },
  {
    name: 'status 500',
    text: UNSUCCESSFUL,
    set: answersToken(({ end }) => end(500, '{"error":"server_error"}')),
  },
  {
    name: 'status 502 and a page',
    text: UNSUCCESSFUL,
    set: answersToken(({ end }) => end(502, '<html>Bad gateway</html>')),
  },
  {
    name: 'a dropped connection',
    text: UNSUCCESSFUL,
    set: answersToken(({ destroy }) => destroy()),
  },
];

for (const { name, text, set } of FAULTS) {
  test(`the company’s Okta answers with ${name}`, async ({ page, home, logto, okta, world }) => {
    const org = world.sandbox?.okta;
    test.skip(!org, 'only the sandbox’s Okta can be made to answer wrongly');
    if (!org) return;
    await home.open();
    await home.continueWithSso.click();
    await logto.enterSsoEmail(people.employee.login);
    await okta.identifier.waitFor();
    set(org);
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
  org.faults.request = (request) => {
    request.socket.destroy();
    return true;
  };
  try {
    await page.goto(`/sign-in?connector=${world.connectorId}`);
    await expect(logto.text("The connector's config is invalid.")).toBeVisible();
  } finally {
    delete org.faults.request;
  }
  await home.open();
  await expect(home.signIn).toBeVisible();
});
