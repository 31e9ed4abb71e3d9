/** What keeps automation out of an org is named, not timed out on. */

import { expect, test } from './fixtures.ts';
import { untilShown } from './screens/okta-obstacles.ts';

const SHOWN = {
  'a CAPTCHA': ['<iframe src="https://hcaptcha.com/x" width="9" height="9"></iframe>', /a CAPTCHA/],
  'bot protection': ['<p>We detected unusual activity.</p>', /DefaultExemptIpZone/],
  'bot protection by its name': ['<p>Are you a bot?</p>', /DefaultExemptIpZone/],
  'words like "bot"': [
    '<h2>Both, at the bottom</h2><p>Robots: case 14290</p>',
    /doesn't know, at \S+: Both, at the bottom; fields: none\.$/,
  ],
  'enrolment of a factor': [
    '<h2>Set up security methods</h2><div data-se="authenticator-enroll-list">Okta Verify</div>',
    /E2E_OKTA_POLICY_ID/,
  ],
  'an expired password': ['<input name="credentials.newPassword" type="password">', /has expired/],
  'a push notification': ['<button data-se="okta_verify-push">Send push</button>', /push/],
  'an error': ['<div role="alert">Unable to sign in</div>', /says: Unable to sign in$/],
  'a page that nobody knows': [
    '<h2>Take our survey</h2><input name="mood"><input type="hidden" name="secret">',
    /doesn't know, at \S+: Take our survey; fields: mood\.$/,
  ],
} as const;

for (const [name, [html, sentence]] of Object.entries(SHOWN)) {
  test(name, async ({ page }) => {
    await page.route('**/*', (route) =>
      route.fulfill({ contentType: 'text/html', body: `<!doctype html>${html}` }),
    );
    await page.goto('http://okta.test/signin');
    const password = page.locator('input[name="credentials.passcode"]');
    const waiting = untilShown(page, password, 'the password field', 500);
    await expect(waiting).rejects.toThrow(sentence);
    await expect(waiting).rejects.toThrow(/^Okta should show the password field, but /);
  });
}
