/** The Okta of a run: a test org, or the sandbox's, which is then started in this process. */
import { startOkta } from '@logto-okta/sandbox/okta/org';
import { type OktaUserSeed, oktaApiTokens } from '@logto-okta/sandbox/seed';
import type { LiveSettings } from './settings.ts';

export type OktaDoor = {
  orgUrl: string;
  credentials: Record<string, string | undefined>;
  isSandbox: boolean;
  /** Changes what the management API doesn't let anybody change. Absent at a real org. */
  alter?: (login: string, change: { email?: undefined; emailVerified?: boolean }) => void;
  close: () => Promise<void>;
};

export async function openOkta({ okta }: LiveSettings): Promise<OktaDoor> {
  if (okta) return { ...okta, isSandbox: false, close: async () => {} };
  const users: OktaUserSeed[] = [];
  const org = await startOkta({ port: 0, users, apiTokens: oktaApiTokens });
  const alter: OktaDoor['alter'] = (login, change) => {
    const user = users.find((one) => one.login === login);
    if (!user) throw new Error(`There is no ${login} at Okta.`);
    if ('email' in change) delete user.email;
    if (change.emailVerified !== undefined) user.emailVerified = change.emailVerified;
  };
  const admin = oktaApiTokens.find(({ role }) => role === 'SUPER_ADMIN');
  const credentials = { OKTA_API_TOKEN: admin?.value };
  return { orgUrl: org.url, credentials, isSandbox: true, alter, close: () => org.close() };
}
