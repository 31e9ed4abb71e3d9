/** One process, two people, hundreds of requests: never each other's data (CVE-2025-67490, logto-io/js#1124). */
import { countTokenRequests, expect, STORE_MODES, test } from './sessions.ts';

const ROUNDS = 10;
const AT_ONCE = 10;

for (const mode of STORE_MODES) {
  test(`two people never see each other, with sessions in ${mode}, while both are renewed`, async ({
    clientOf,
    world,
    storeIn,
    faults,
  }) => {
    const store = await storeIn(mode);
    const app = await world.startApp({
      SESSION_REVALIDATE_SECONDS: '1',
      ...store,
    });
    const people = [
      { client: await clientOf(app), username: 'alex', name: 'Alex Morgan', other: 'Fiona' },
      { client: await clientOf(app), username: 'fifty', name: 'Fiona Fifty', other: 'Alex' },
    ];
    for (const { client, username } of people) await client.signIn(username);
    const tokenRequests = countTokenRequests(faults);
    // On a fast machine until each has been renewed twice.
    for (let round = 0; round < ROUNDS || tokenRequests() < 4; round++) {
      await Promise.all(
        Array.from({ length: AT_ONCE }, () =>
          people.map(async ({ client, name, other }) => {
            const answer = await client.get(round % 2 ? '/' : '/dashboard');
            expect(answer.headers()['cache-control']).toContain('no-store');
            const html = await answer.text();
            expect(html).toContain(name);
            expect(html).not.toContain(other);
          }),
        ).flat(),
      );
    }
    await app.stop();
  });
}
