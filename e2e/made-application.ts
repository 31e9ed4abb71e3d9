/** An application in the tenant that a test makes for itself. */
import { randomBytes } from 'node:crypto';
import type { ManagementClient } from '@logto-okta/clients/logto/client';
import { z } from 'zod';

const secretsSchema = z.array(z.looseObject({ value: z.string() }));
export type MadeApplication = {
  /** Of an app that is to be it. */
  settings: { LOGTO_APP_ID: string; LOGTO_APP_SECRET: string };
  /** As `npm run setup` does, with where Logto tells the app that a session is over. */
  register: (url: string) => Promise<void>;
};

/** A Traditional web application; `register` says where its app is. */
export async function makeApplication(
  api: ManagementClient,
  prefix: string,
): Promise<MadeApplication & { id: string }> {
  const name = `${prefix || 'e2e_'}app${randomBytes(3).toString('hex')}`;
  const to = 'make an application';
  const { id } = await api.post('/applications', {
    to,
    body: { name, type: 'Traditional' },
    schema: z.looseObject({ id: z.string() }),
  });
  const [first] = await api.get(`/applications/${id}/secrets`, { to, schema: secretsSchema });
  const register = async (url: string) => {
    const oidcClientMetadata = {
      redirectUris: [`${url}/callback`],
      postLogoutRedirectUris: [`${url}/`],
      backchannelLogoutUri: `${url}/api/backchannel-logout`,
      backchannelLogoutSessionRequired: true,
    };
    await api.patch(`/applications/${id}`, { to, body: { oidcClientMetadata } });
  };
  return { id, settings: { LOGTO_APP_ID: id, LOGTO_APP_SECRET: first?.value ?? '' }, register };
}
