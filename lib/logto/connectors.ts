import 'server-only';
import { type Owner, ownersIn, unrecorded } from '@logto-okta/clients/domain-ownership';
import { normalizeDomain } from '@logto-okta/clients/email-address';
import type { ManagementClient } from '@logto-okta/clients/logto/client';
import { withTimeLimit } from '@logto-okta/clients/time-limit';
import { z } from 'zod';
import { getEnv } from '#lib/env.ts';
import { log } from '#lib/log/log.ts';
import { cleanText } from '#lib/logto/display-name.ts';
import { managementApi } from './admin.ts';

/** An enterprise connector, without what Logto lists along with it: client secrets and pictures. */
export type Connector = {
  id: string;
  /** Unique in the tenant; administrators see it. */
  name: string;
  /** What people see. */
  displayName: string;
  /** In normal form; those without one match nobody. */
  domains: string[];
  /** As configured; absent for SAML and for drafts. */
  issuer: string | undefined;
  /** Whether Logto keeps what the identity provider issues; unknown without the Management API. */
  storesTokens: boolean | undefined;
};

const itemSchema = z
  .object({
    id: z.string(),
    connectorName: z.string(),
    domains: z.array(z.string()).default([]),
    branding: z.object({ displayName: z.string().optional() }).nullish(),
    config: z.object({ issuer: z.string().optional() }).nullish(),
    enableTokenStorage: z.boolean().optional(),
  })
  .transform(
    ({ id, connectorName, domains, branding, config, enableTokenStorage }): Connector => ({
      id,
      name: connectorName,
      displayName: cleanText(branding?.displayName) ?? cleanText(connectorName) ?? id,
      domains: domains.flatMap((domain) => normalizeDomain(domain) ?? []),
      issuer: config?.issuer,
      storesTokens: enableTokenStorage,
    }),
  );
const recordSchema = z.object({ customData: z.record(z.string(), z.unknown()).default({}) });

export type Companies = {
  connectors: Connector[];
  /** Owned domains by the app's record, whether or not a connector still has them. */
  owners: ReadonlyMap<string, Owner>;
};

/** Milliseconds. A new company waits this long at most; a removed one is let in no longer. */
const MAX_AGE_MS = 60_000;
/** Milliseconds that a list is good for drawing and routing while Logto gives no newer one. */
const LAST_KNOWN_MS = 3600_000;
/** Milliseconds after a failure in which pages don't ask again. */
const COOL_DOWN_MS = 10_000;
/** Milliseconds that a page waits for Logto's answer, without a list and with an older one. */
const PATIENCE_MS = { without: 3000, with: 1000 };

type State = {
  known?: Companies & { at: number };
  asking?: Promise<Companies> | undefined;
  failedAt?: number;
};
/** On `globalThis`, as Next bundles `proxy.ts` and the pages apart: one list, one request a process. */
const KEY = Symbol.for('northgate.companies');
const holder = globalThis as { [KEY]?: State };
holder[KEY] ??= {};
const state: State = holder[KEY];

async function ask(api: ManagementClient): Promise<Companies> {
  const path = `/applications/${encodeURIComponent(getEnv().LOGTO_APP_ID)}`;
  // The record first: what a connector has after a release was given to it since.
  const to = 'read the record of owned domains';
  const { customData } = await api.get(path, { to, schema: recordSchema });
  const connectors = await api.list('/sso-connectors', {
    to: 'list enterprise connectors',
    item: itemSchema,
  });
  const owners = ownersIn(customData);
  const body = unrecorded(connectors, owners);
  if (Object.keys(body).length > 0) void learn(api, `${path}/custom-data`, body);
  state.known = { connectors, owners, at: Date.now() };
  return state.known;
}

/** In the background: no sign-in waits for it, and the next list tries again what failed. */
async function learn(api: ManagementClient, path: string, body: Record<string, unknown>) {
  try {
    await api.patch(path, { to: 'record owned domains', body });
    log.info('domains_recorded', { domains: Object.keys(body) });
  } catch (error) {
    log.warn('domains_not_recorded', { problem: (error as Error).message });
  }
}

/** One request at a time for everybody. */
function askOnce(api: ManagementClient): Promise<Companies> {
  state.asking ??= ask(api)
    .catch((error) => {
      state.failedAt = Date.now();
      log.warn('connectors_unavailable', { problem: (error as Error).message });
      throw error;
    })
    .finally(() => {
      state.asking = undefined;
    });
  return state.asking;
}

const age = () => (state.known ? Date.now() - state.known.at : Number.POSITIVE_INFINITY);

/**
 * The tenant's enterprise connectors and owned domains, at most a minute old.
 * @throws ManagementError
 */
export async function readCompanies(api: ManagementClient): Promise<Companies> {
  return state.known && age() < MAX_AGE_MS ? state.known : askOnce(api);
}

/**
 * The connectors alone, for drawing and routing, where a list of the last hour is better than none; undefined
 * when there is none, which says nothing about which companies exist. Empty without credentials for
 * the Management API. While Logto doesn't answer, no page waits long and few ask.
 */
export async function knownConnectors(): Promise<Connector[] | undefined> {
  const api = managementApi('guard');
  if (!api) return [];
  if (state.known && age() < MAX_AGE_MS) return state.known.connectors;
  const last = age() < LAST_KNOWN_MS ? state.known?.connectors : undefined;
  const isCoolingDown = Date.now() - (state.failedAt ?? 0) < COOL_DOWN_MS;
  if (isCoolingDown && !state.asking) return last;
  const asked = askOnce(api).then(
    ({ connectors }) => connectors,
    () => last,
  );
  return withTimeLimit(asked, last ? PATIENCE_MS.with : PATIENCE_MS.without, () => last);
}
