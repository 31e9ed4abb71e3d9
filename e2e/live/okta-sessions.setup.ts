/** Signs people in at a test org once, one after the other, for `signedInAs` (okta-sessions.ts). */
import { expect, test } from '../fixtures.ts';
import { target } from '../target.ts';
import { KEPT, keepOktaSession } from './okta-sessions.ts';

for (const [worker] of (target()?.people ?? []).entries()) {
  for (const role of KEPT) {
    test(`worker ${worker}: ${role} at Okta`, async ({ context, home, okta, page, world }) => {
      const live = target();
      const person = live?.people[worker]?.[role];
      test.skip(!person, live?.missing[role] ?? `the run has no ${role} for worker ${worker}`);
      if (!live || !person) return;
      await page.goto(`/sign-in?connector=${world.connectorId}`);
      await okta.signIn(person);
      await expect(home.signOut).toBeVisible();
      await keepOktaSession(context, live, role, worker);
    });
  }
}
