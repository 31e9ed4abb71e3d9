/** Prints the current one-time code of each sandbox user who is asked for one. */
import { Secret, TOTP } from 'otpauth';
import { factorsOf } from '../okta/directory.ts';
import { oktaUsers } from '../seed.ts';

const PERIOD_SECONDS = 30;
const left = PERIOD_SECONDS - (Math.floor(Date.now() / 1000) % PERIOD_SECONDS);
for (const user of oktaUsers) {
  for (const { type, secret } of factorsOf(user)) {
    const code = new TOTP({ secret: Secret.fromBase32(secret) }).generate();
    const app = type === 'okta_verify' ? 'Okta Verify' : 'Google Authenticator';
    console.log(`${user.login}  ${code}  ${app}  (${left} seconds left; each code works once)`);
  }
}
