import 'server-only';
import { z } from 'zod';
import { getEnv } from '#lib/env.ts';
import { log } from '#lib/log/log.ts';
import { toAppError } from './failures.ts';

const TIMEOUT_MS = 3000;
const userinfoSchema = z.object({
  organization_data: z.array(z.object({ id: z.string(), name: z.string() })).nullish(),
  /** Every identity that is linked, not only the one used this time (docs/vendors.md L3). */
  sso_identities: z.array(z.object({ issuer: z.string(), identityId: z.string() })).nullish(),
});
export type Userinfo = {
  organizationNames: Record<string, string>;
  /** Undefined when it doesn't say: another scope was granted, say. */
  ssoIdentities: { issuer: string; identityId: string }[] | undefined;
};

/** What ID tokens don't say. Undefined without an answer in time: callers have to do without. */
export async function fetchUserinfo(accessToken: string): Promise<Userinfo | undefined> {
  try {
    const response = await fetch(`${getEnv().LOGTO_ENDPOINT}/oidc/me`, {
      cache: 'no-store',
      redirect: 'error',
      signal: AbortSignal.timeout(TIMEOUT_MS),
      headers: { authorization: `Bearer ${accessToken}` },
    });
    const { organization_data, sso_identities } = userinfoSchema.parse(await response.json());
    const names = (organization_data ?? []).map(({ id, name }) => [id, name]);
    return {
      organizationNames: Object.fromEntries(names),
      ssoIdentities: sso_identities ?? undefined,
    };
  } catch (error) {
    log.warn('userinfo_unavailable', { problem: toAppError(error).code });
    return undefined;
  }
}
