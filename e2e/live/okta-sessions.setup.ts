/** Signs people in at a test org once, one after the other, for `signedInAs` (okta-sessions.ts). */
import { expect, people, test } from '../fixtures.ts';
import { target, workerIndex } from '../target.ts';
import { KEPT, keepOktaSession } from './okta-sessions.ts';

for (const [worker] of (target()?.people ?? []).entries()) {
  for (const role of KEPT) {
    test(`worker ${worker}: ${role} at Okta`, async ({ context, home, okta, page, world }) => {
      const live = target();
      const person = worker === workerIndex() ? people[role] : live?.people[worker]?.[role];
      if (!live || !person) throw new Error(`The run has no ${role} for worker ${worker}.`);
      await page.goto(`/sign-in?connector=${world.connectorId}`);
      await okta.signIn(person);
      await expect(home.signOut).toBeVisible();
      await keepOktaSession(context, live, role, worker);
    });
  }
}
