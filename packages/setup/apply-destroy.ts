import type { ManagementClient } from '@logto-okta/clients/logto/client';
import type { OktaClient } from '@logto-okta/clients/okta/client';
import { oktaAppSchema } from '@logto-okta/clients/okta/schemas';
import type { Actual } from './actual.ts';
import { ApplyError, type ApplyHooks } from './apply.ts';
import { forgetCopies } from './apply-logto.ts';
import { audited } from './audit.ts';
import type { Change } from './change.ts';
import type { Found, Removal, RemovalStep } from './destroy.ts';

/** Okta's clients, by org. */
export type Doors = { logto: ManagementClient; okta: ReadonlyMap<string, OktaClient> };

export async function readForDestroy(actual: Actual, { okta }: Doors): Promise<Found> {
  const oktaApps: Found['oktaApps'] = {};
  for (const [orgUrl, client] of okta) {
    oktaApps[orgUrl] = await client.list('/apps', { to: 'list applications', item: oktaAppSchema });
  }
  return { ...actual, oktaApps };
}

/** @throws ApplyError */
export async function applyDestroy(
  steps: RemovalStep[],
  doors: Doors,
  { onStep, onWrite }: ApplyHooks = {},
): Promise<Change[]> {
  let key = '';
  const telling = audited(doors, onWrite, () => key);
  const done: Change[] = [];
  for (const step of steps) {
    if (!step.removal) continue;
    try {
      onStep?.(step, 'start');
      key = step.key;
      await remove(step.removal, telling);
    } catch (error) {
      throw new ApplyError(step, done, error instanceof Error ? error : new Error(String(error)));
    }
    done.push(step);
    onStep?.(step, 'done');
  }
  return done;
}

async function remove(removal: Removal, { logto, okta }: Doors) {
  switch (removal.do) {
    case 'logto.delete':
      await logto.delete(removal.path, removal.to);
      return;
    case 'application.restore':
      await logto.patch(`/applications/${removal.id}`, {
        to: 'take away from the application what setup added',
        body: removal.body,
      });
      return;
    case 'branding.restore':
      await logto.patch('/sign-in-exp', { to: 'restore the branding', body: removal.body });
      return;
    case 'record.forget':
      await forgetCopies(logto, [removal.applicationId]);
      return;
    case 'okta.delete': {
      const client = okta.get(removal.orgUrl);
      const path = `/apps/${removal.appId}`;
      // Okta deletes only what is inactive.
      if (removal.isActive) {
        await client?.post(`${path}/lifecycle/deactivate`, { to: 'deactivate the application' });
      }
      await client?.delete(path, 'delete the application');
    }
  }
}
