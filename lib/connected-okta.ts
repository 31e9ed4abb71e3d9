/** *Connected: Okta*: what the person's company keeps of them, read on their behalf. */
import 'server-only';
import { requireUser } from '#lib/auth.ts';
import { getEnv, isHttps } from '#lib/env.ts';
import { fetchStoredToken, type NoStoredToken } from '#lib/logto/stored-token.ts';
import { type Answer, type OktaProfile, ownGroups, ownProfile } from '#lib/okta/own-profile.ts';
import { readSession } from '#lib/session/current.ts';
import { companyById } from '#lib/sso.ts';

export type ConnectedOkta =
  | {
      kind: 'connected';
      company: string;
      connectorId: string;
      profile: Answer<OktaProfile>;
      groups: Answer<string[]>;
    }
  | { kind: 'not_connected'; why: NotConnected; connectorId: string | undefined };
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
  const not = (why: NotConnected): ConnectedOkta => ({ kind: 'not_connected', why, connectorId });
  if (!session?.companySso) return not('no_company');
  const answer = connectorId ? await companyById(connectorId) : undefined;
  if (answer?.kind === 'unavailable') return not('unavailable');
  const company = answer?.kind === 'known' ? answer.company : undefined;
  const issuer = company?.issuer && safeIssuer(company.issuer);
  if (!connectorId || !company || !issuer) return not('company_unknown');
  const own = session.accessTokens[''];
  if (!own || own.expiresAt < Date.now()) return not('unavailable');
  const stored = await fetchStoredToken(own.token, connectorId);
  if (typeof stored === 'string') {
    return not(
      stored === 'never_stored' && company.storesTokens === false ? 'storage_off' : stored,
    );
  }
  const org = { origin: issuer.origin, authorizationServer: issuer.pathname, ...stored };
  const [profile, groups] = await Promise.all([ownProfile(org), ownGroups(org)]);
  return { kind: 'connected', company: company.displayName, connectorId, profile, groups };
}

/** A company's token is sent over https only; on this machine, where the app is http itself, also not. */
function safeIssuer(issuer: string): URL | undefined {
  const url = URL.canParse(issuer) ? new URL(issuer) : undefined;
  return url && (url.protocol === 'https:' || !isHttps()) ? url : undefined;
}
