/** Are the tenants as the suite needs them? Asked before anything is made, and of what was made. */
import { check } from '@logto-okta/setup/doctor/check';
import type { Finding } from '@logto-okta/setup/doctor/finding';
import { gather } from '@logto-okta/setup/doctor/gather';
import type { Settings } from '@logto-okta/setup/settings';

/** Of people's own machines, where the run's apps are; and of files that a run doesn't have. */
const NOT_OURS = ['application.back-channel-public', 'settings.env-file'];

/** @returns what the doctor finds wrong with the run's own application, company and settings. */
export async function doctorErrors(
  settings: Settings,
  app: Record<string, string>,
  connectorName: string,
): Promise<Finding[]> {
  const { desired, management, okta } = settings;
  const { endpoint, appId, appSecret, resource } = management;
  const facts = await gather({
    adminRole: desired.permissions.adminRole,
    settings: {
      values: { ...app, BASE_URL: desired.app.baseUrls[0] },
      problems: [],
      setupProblems: [],
      envFile: '',
      envFileMode: undefined,
    },
    endpoint,
    management: {
      endpoint,
      ...(resource && { resource }),
      credentials: { appId, appSecret },
    },
    desired,
    orgs: new Map([...okta.values()].map(({ orgUrl, credentials }) => [orgUrl, credentials])),
    appUrl: undefined,
  });
  return check(facts).filter(
    ({ id, level, about }) =>
      level === 'error' &&
      !NOT_OURS.includes(id) &&
      // Other companies of the tenant are other people's.
      (about === undefined || about === connectorName),
  );
}
