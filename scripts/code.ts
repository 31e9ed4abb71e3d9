/** Prints the current one-time code of each sandbox user who is asked for one. */
import { Secret, TOTP } from 'otpauth';
import { oktaUsers } from '../sandbox/seed.ts';

const PERIOD_SECONDS = 30;
const left = PERIOD_SECONDS - (Math.floor(Date.now() / 1000) % PERIOD_SECONDS);
for (const { login, totpSecret } of oktaUsers) {
  if (!totpSecret) continue;
  const code = new TOTP({ secret: Secret.fromBase32(totpSecret) }).generate();
  console.log(`${login}  ${code}  (${left} seconds left; each code works once)`);
}
