/** The Okta of a run: a test org, or the sandbox's, which is then started in this process. */
import { startOkta } from '#sandbox/okta/org.ts';
import { oktaApiTokens } from '#sandbox/seed.ts';
import type { LiveSettings } from './settings.ts';

export type OktaDoor = {
  orgUrl: string;
  credentials: Record<string, string | undefined>;
  isSandbox: boolean;
  close: () => Promise<void>;
};

export async function openOkta({ okta }: LiveSettings): Promise<OktaDoor> {
  if (okta) return { ...okta, isSandbox: false, close: async () => {} };
  const org = await startOkta({ port: 0, users: [], apiTokens: oktaApiTokens });
  const admin = oktaApiTokens.find(({ role }) => role === 'SUPER_ADMIN');
  const credentials = { OKTA_API_TOKEN: admin?.value };
  return { orgUrl: org.url, credentials, isSandbox: true, close: () => org.close() };
}
