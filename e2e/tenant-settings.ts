/** What specs of the sandbox's pages change in its tenant. */
import { test } from './fixtures.ts';
import type { World } from './world.ts';

type Settings = NonNullable<World['sandbox']>['logto']['tenant']['signInExperience'];

export const sandboxOf = (world: World) => {
  if (!world.sandbox) throw new Error('skipped above');
  return world.sandbox;
};
/** Changes settings of this worker's tenant; the original ones come back after the test. */
export const change = (world: World, settings: Partial<Settings>) =>
  Object.assign(sandboxOf(world).logto.tenant.signInExperience, settings);

/** Skips the file's tests at a real Logto, and puts the settings back after each. */
export function restoreSettingsAfterEachTest() {
  let original: Settings | undefined;
  test.beforeEach(({ world }) => {
    test.skip(!world.sandbox, 'changes the tenant’s settings in the process');
    original = structuredClone(sandboxOf(world).logto.tenant.signInExperience);
  });
  test.afterEach(({ world }) => {
    if (original) change(world, original);
  });
}

/** An account of its own for a test that leaves traces on it; otherwise like Alex. */
export const accountFor = (
  world: World,
  fields: { username: string; password: string; primaryEmail?: string },
) => {
  const { users } = sandboxOf(world).logto.tenant;
  const alex = users.get('alexpassword');
  if (!alex) throw new Error('no alex in the seed');
  const user: typeof alex = {
    ...structuredClone(alex),
    primaryEmail: null,
    ...fields,
    id: fields.username,
  };
  users.set(user.id, user);
  return user;
};
