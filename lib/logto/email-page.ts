/** Logto's own page for adding an e-mail address to one's account. */
import 'server-only';
import { LRUCache } from 'lru-cache';
import { getLocale } from 'next-intl/server';
import { z } from 'zod';
import { getEnv } from '#lib/env.ts';
import { log } from '#lib/log/log.ts';
import { renewalPath } from '#lib/sign-in/renewal.ts';
import { managementApi } from './admin.ts';

/** Milliseconds. */
const MAX_AGE_MS = 5 * 60_000;
const FAILURE_MAX_AGE_MS = 15_000;

/** Whether the page works in this tenant: there, for this field, and with somebody to send its code. */
const works = new LRUCache<'email', boolean>({
  max: 1,
  ttl: MAX_AGE_MS,
  fetchMethod: async (_key, _stale, { options }) => {
    try {
      return await ask();
    } catch (error) {
      options.ttl = FAILURE_MAX_AGE_MS;
      log.warn('account_center_not_read', { cause: error });
      return false;
    }
  },
});

const centerSchema = z.object({
  enabled: z.boolean(),
  fields: z.object({ email: z.string().optional() }),
});
/** Nothing else: their configurations hold secrets. */
const connectorsSchema = z.array(z.object({ type: z.string() }));

async function ask(): Promise<boolean> {
  const api = managementApi();
  if (!api) return false;
  const [center, connectors] = await Promise.all([
    api.get('/account-center', { to: 'read the account center', schema: centerSchema }),
    api.get('/connectors', { to: 'list connectors', schema: connectorsSchema }),
  ]);
  // Read-only, or without a connector, the page is a dead end (docs/vendors.md L11).
  const isEditable = center.enabled && center.fields.email === 'Edit';
  return isEditable && connectors.some(({ type }) => type === 'Email');
}

/** For tests. */
export const forgetEmailPage = () => works.clear();

/**
 * Its address, or undefined where it doesn't work. It leads back to `returnTo` with a session that
 * knows the new address.
 */
export async function emailPage(returnTo: string): Promise<string | undefined> {
  if (!(await works.fetch('email'))) return undefined;
  const { LOGTO_ENDPOINT, BASE_URL } = getEnv();
  const redirect = new URL(renewalPath(returnTo), BASE_URL).href;
  const query = new URLSearchParams({ redirect, ui_locales: await getLocale() });
  return `${LOGTO_ENDPOINT}/account/email?${query}`;
}
