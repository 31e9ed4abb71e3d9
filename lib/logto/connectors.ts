import 'server-only';
import { z } from 'zod';
import { cleanText } from '#lib/display-name.ts';
import { log } from '#lib/log.ts';
import { managementApi } from './admin.ts';
import type { ManagementClient } from './management/client.ts';

/** An enterprise connector, without what Logto lists along with it: client secrets and pictures. */
export type Connector = {
  id: string;
  /** Unique in the tenant; administrators see it. */
  name: string;
  /** What people see. */
  displayName: string;
  /** Lower case. */
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
      domains: domains.map((domain) => domain.toLowerCase()),
      issuer: config?.issuer,
      storesTokens: enableTokenStorage,
    }),
  );

/** Milliseconds. A new company waits this long at most; a removed one is let in no longer. */
const MAX_AGE_MS = 60_000;
let known: { connectors: Connector[]; at: number } | undefined;
let asking: Promise<Connector[]> | undefined;

async function ask(api: ManagementClient): Promise<Connector[]> {
  const connectors = await api.list('/sso-connectors', {
    to: 'list enterprise connectors',
    item: itemSchema,
  });
  known = { connectors, at: Date.now() };
  return connectors;
}

/**
 * The tenant's enterprise connectors, at most a minute old.
 * @throws ManagementError
 */
export async function listConnectors(api: ManagementClient): Promise<Connector[]> {
  if (known && Date.now() - known.at < MAX_AGE_MS) return known.connectors;
  asking ??= ask(api).finally(() => {
    asking = undefined;
  });
  return asking;
}

/**
 * The same for drawing and routing, where yesterday's list is better than none: empty without
 * credentials for the Management API, or when it never answered.
 */
export async function knownConnectors(): Promise<Connector[]> {
  const api = managementApi('guard');
  if (!api) return [];
  try {
    return await listConnectors(api);
  } catch (error) {
    log.warn('connectors_unavailable', { problem: (error as Error).message });
    return known?.connectors ?? [];
  }
}
