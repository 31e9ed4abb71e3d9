/** The sandbox's account center under every setting of its fields, as seen at the real Logto 1.42. */

import { expect, test } from './fixtures.ts';
import { people } from './people.ts';
import { restoreSettingsAfterEachTest, sandboxOf } from './tenant-settings.ts';

restoreSettingsAfterEachTest();

const FIELDS = ['username', 'email', 'phone', 'password', 'mfa', 'session'] as const;
const all = (control: 'Off' | 'ReadOnly' | 'Edit') =>
  Object.fromEntries(FIELDS.map((field) => [field, control]));

const SETTINGS = {
  'nothing can be changed': all('ReadOnly'),
  ...Object.fromEntries(
    FIELDS.map((field) => [
      `all but ${field} can be changed`,
      { ...all('Edit'), [field]: 'ReadOnly' },
    ]),
  ),
  ...Object.fromEntries(
    FIELDS.map((field) => [`only ${field} is shown`, { ...all('Off'), [field]: 'ReadOnly' }]),
  ),
} as Record<string, Record<string, 'Off' | 'ReadOnly' | 'Edit'>>;

test('shows its tabs under every setting', async ({ page, world, signedInAs }) => {
  const { tenant } = sandboxOf(world).logto;
  const failures: string[] = [];
  page.on('pageerror', ({ message }) => failures.push(message));
  await signedInAs(people.alex);
  const before = tenant.accountCenter.fields;
  const { mfa } = tenant.signInExperience;
  tenant.signInExperience.mfa = { ...mfa, factors: ['Totp', 'BackupCode'] };
  try {
    for (const [setting, fields] of Object.entries(SETTINGS)) {
      tenant.accountCenter.fields = fields;
      await page.goto(`${world.logtoUrl}/account`);
      await expect(page.getByRole('heading', { level: 1 }), setting).toHaveText(
        /Security|Sessions/,
      );
      const canChange = Object.values(fields).includes('Edit');
      const buttons = page.getByRole('button', { name: /^(Change|Add|Remove)$/ });
      if (canChange) await expect(buttons.first(), setting).toBeVisible();
      else await expect(buttons, setting).toHaveCount(0);
      expect(failures, setting).toEqual([]);
    }
  } finally {
    tenant.accountCenter.fields = before;
  }
});
