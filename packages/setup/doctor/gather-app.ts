/** The deployed app, asked as a browser would. */
import { BACKCHANNEL_PATH } from '../addresses.ts';
import { browse } from './browse.ts';
import type { AppFacts, Fact } from './facts.ts';
import { known, unasked } from './facts.ts';
import { attempt, type Probe } from './probe.ts';

export async function gatherApp(
  url: string,
  probe: Probe,
  timeoutMs: number,
): Promise<Fact<AppFacts>> {
  const navigate = (address: string) => attempt(url, () => browse(address, timeoutMs));
  const [home, signIn, backchannel, plain] = await Promise.all([
    navigate(`${url}/`),
    navigate(`${url}/sign-in`),
    attempt(url, () =>
      probe.answer(url + BACKCHANNEL_PATH, {
        method: 'POST',
        headers: { 'content-type': 'application/x-www-form-urlencoded' },
        body: '',
      }),
    ),
    url.startsWith('https:') && !new URL(url).port
      ? navigate(`${url.replace(/^https:/, 'http:')}/`)
      : unasked<never>('It has no http address beside it.'),
  ]);
  if (home.state !== 'known') return home;
  return known({ url, home: home.value, signIn, backchannel, plain });
}
