/** A new cookie secret: nobody is signed out by it, and by the old one's removal only who it sealed. */
import { startRoundRobin } from './round-robin.ts';
import { type Client, expect, newSecret, STORE_MODES, test } from './sessions.ts';

for (const mode of STORE_MODES) {
  test(`a rotated cookie secret, with sessions in ${mode}`, async ({
    world,
    clientOf,
    storeIn,
    tenant,
  }) => {
    const store = await storeIn(mode);
    const address = await startRoundRobin(world);
    const [old, fresh] = [newSecret(), newSecret()];
    const startWith = (COOKIE_SECRET: string) =>
      world.startApp({
        BASE_URL: address.url,
        COOKIE_SECRET,
        // A session in use is written anew after a tenth of this: sealed by the new secret then.
        SESSION_IDLE_SECONDS: '20',
        ...store,
      });
    const [before, during, after] = await Promise.all(
      [old, `2:${fresh},1:${old}`, `2:${fresh}`].map(startWith),
    );
    if (!before || !during || !after) throw new Error('three apps were to start');
    const isIn = async (client: Client) => (await client.get('/dashboard')).status() === 200;

    address.use(before);
    const [away, active, newcomer] = [
      await clientOf(address),
      await clientOf(address),
      await clientOf(address),
    ];
    await active.signIn('alex');
    await new Promise((resolve) => setTimeout(resolve, 2200));
    await away.signIn('alex');

    address.use(during);
    expect(await isIn(away)).toBe(true);
    expect(await isIn(active)).toBe(true);
    await newcomer.signIn((await tenant.person('Nora Novak')).username);

    address.use(after);
    expect(await isIn(away)).toBe(false);
    expect(await isIn(active)).toBe(true);
    expect(await isIn(newcomer)).toBe(true);
    await Promise.all([before, during, after].map((one) => one.stop()));
    await address.close();
  });
}
