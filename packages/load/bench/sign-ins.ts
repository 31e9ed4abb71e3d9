/** How long the app itself takes to start a sign-in and to complete one. */

import type { Sandbox } from '@logto-okta/sandbox/sandbox';
import { plainBrowser } from '@logto-okta/sandbox/tools/plain-browser';

/** Milliseconds, one entry a sign-in. */
export type SignInTimes = {
  start: number[];
  /** Without what the provider took. */
  callback: number[];
  provider: number[];
};

const WARM_UP = 5;
const TIMES = 30;

export async function timeSignIns(
  appUrl: string,
  sandbox: Sandbox,
  user: string,
): Promise<SignInTimes> {
  const { logto } = sandbox;
  let atLogto = 0;
  // The app asks one thing after the other, so these add up.
  logto.faults.request = (_req, res) => {
    const since = performance.now();
    res.once('finish', () => {
      atLogto += performance.now() - since;
    });
    return false;
  };
  const times: SignInTimes = { start: [], callback: [], provider: [] };
  for (let index = 0; index < WARM_UP + TIMES; index++) {
    const browser = plainBrowser(appUrl);
    const started = performance.now();
    await browser.copy().open('/sign-in');
    const start = performance.now() - started;
    const answer = await browser.answerOfLogto(logto.url, user);
    atLogto = 0;
    const returned = performance.now();
    const { location } = await browser.open(answer);
    const callback = performance.now() - returned;
    if (location !== `${appUrl}/dashboard`) throw new Error(`a sign-in ended at ${location}`);
    if (index < WARM_UP) continue;
    times.start.push(start);
    times.callback.push(callback - atLogto);
    times.provider.push(atLogto);
  }
  delete logto.faults.request;
  return times;
}
