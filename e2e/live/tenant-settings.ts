/**
 * What a tenant has once and setup raises: enterprise SSO, the account center. How it was before is
 * kept with the run's application in the tenant, and put back with the last run that goes.
 */

import type { ManagementClient } from '@logto-okta/clients/logto/client';
import { accountCenterSchema, applicationSchema } from '@logto-okta/clients/logto/schemas';
import { z } from 'zod';
import { runOf } from './run-id.ts';

const FIELD = 'e2eBefore';
const before = z.object({
  singleSignOnEnabled: z.boolean(),
  accountCenter: z.object({
    enabled: z.boolean(),
    fields: z.record(z.string(), z.string()),
  }),
});
type Before = z.output<typeof before>;

const readApplications = (logto: ManagementClient) =>
  logto.list('/applications', { to: 'list applications', item: applicationSchema });

const recordOf = (customData: Record<string, unknown>): Before | undefined =>
  before.safeParse(customData[FIELD]).data;

async function readNow(logto: ManagementClient): Promise<Before> {
  const { singleSignOnEnabled } = await logto.get('/sign-in-exp', {
    to: 'read the sign-in experience',
    schema: z.looseObject({ singleSignOnEnabled: z.boolean() }),
  });
  const { enabled, fields } = await logto.get('/account-center', {
    to: 'read the account center',
    schema: accountCenterSchema,
  });
  return { singleSignOnEnabled, accountCenter: { enabled, fields } };
}

/** @returns what writes it down, once there is an application to write it to. */
export async function rememberTenantSettings(logto: ManagementClient, runId: string) {
  const others = (await readApplications(logto)).filter((one) => {
    const run = runOf(one.name);
    return run && run.runId !== runId;
  });
  // With another run under way the tenant is raised already: what it noted is the original.
  const noted = others.map(({ customData }) => recordOf(customData)).find(Boolean);
  const was = noted ?? (await readNow(logto));
  return async () => {
    const application = (await readApplications(logto)).find(
      ({ name }) => runOf(name)?.runId === runId,
    );
    if (!application) return;
    await logto.patch(`/applications/${application.id}`, {
      to: 'note how the tenant was',
      body: { customData: { ...application.customData, [FIELD]: was } },
    });
  };
}

/** @returns what puts the settings back, to be called once the application is gone. */
export function tenantSettingsOf(customData: Record<string, unknown>) {
  const was = recordOf(customData);
  return async (logto: ManagementClient) => {
    if (!was) return;
    const isLast = !(await readApplications(logto)).some(({ name }) => runOf(name));
    if (!isLast) return;
    const now = await readNow(logto);
    if (now.singleSignOnEnabled !== was.singleSignOnEnabled) {
      await logto.patch('/sign-in-exp', {
        to: 'put the sign-in experience back',
        body: { singleSignOnEnabled: was.singleSignOnEnabled },
      });
    }
    if (JSON.stringify(now.accountCenter) !== JSON.stringify(was.accountCenter)) {
      await logto.patch('/account-center', {
        to: 'put the account center back',
        body: was.accountCenter,
      });
    }
  };
}
