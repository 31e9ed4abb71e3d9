/** *Connected: Okta*: what the person's company keeps of them, read on their behalf. */
import 'server-only';
import { requireUser } from '#lib/auth.ts';
import { getEnv, isHttps } from '#lib/env.ts';
import { companyById } from '#lib/logto/companies.ts';
import { fetchStoredToken, type NoStoredToken } from '#lib/logto/stored-token.ts';
import { type OktaProfile, type OktaResult, ownGroups, ownProfile } from '#lib/okta/own-profile.ts';
import { readSession } from '#lib/session/current.ts';

export type ConnectedOkta =
  | {
      kind: 'connected';
      company: string;
      connectorId: string;
      profile: OktaResult<OktaProfile>;
      groups: OktaResult<string[]>;
    }
  | { kind: 'not_connected'; reason: NotConnected; connectorId: string | undefined };
export type NotConnected =
  | NoStoredToken
  /** Signed in with an account of their own. */
  | 'no_company'
  /** The app doesn't know where the company's Okta is. */
  | 'company_unknown';

export const CONNECTED_OKTA_PATH = '/connected/okta';

export async function readConnectedOkta(): Promise<ConnectedOkta> {
  await requireUser(CONNECTED_OKTA_PATH);
  const session = await readSession();
  const connectorId = session?.companySso
    ? (session.connectorId ?? getEnv().LOGTO_SSO_CONNECTOR_ID)
    : undefined;
  const not = (reason: NotConnected): ConnectedOkta => ({
    kind: 'not_connected',
    reason,
    connectorId,
  });
  if (!session?.companySso) return not('no_company');
  const answer = connectorId ? await companyById(connectorId) : undefined;
  if (answer?.ok === false && answer.reason === 'unavailable') return not('unavailable');
  const company = answer?.ok ? answer.value : undefined;
  const issuer = company?.issuer && safeIssuer(company.issuer);
  if (!connectorId || !company || !issuer) return not('company_unknown');
  const own = session.accessTokens[''];
  if (!own || own.expiresAt < Date.now()) return not('unavailable');
  const stored = await fetchStoredToken(own.token, connectorId);
  if (!stored.ok) {
    const wasOff = stored.reason === 'never_stored' && company.storesTokens === false;
    return not(wasOff ? 'storage_off' : stored.reason);
  }
  const org = { origin: issuer.origin, authorizationServer: issuer.pathname, ...stored.value };
  const [profile, groups] = await Promise.all([ownProfile(org), ownGroups(org)]);
  return { kind: 'connected', company: company.displayName, connectorId, profile, groups };
}

/** A company's token is sent over https only; on this machine, where the app is http itself, also not. */
function safeIssuer(issuer: string): URL | undefined {
  const url = URL.canParse(issuer) ? new URL(issuer) : undefined;
  return url && (url.protocol === 'https:' || !isHttps()) ? url : undefined;
}
