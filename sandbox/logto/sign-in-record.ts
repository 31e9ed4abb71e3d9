/**
 * How each session at Logto was made. The ID token doesn't say whether a password or which
 * connector was used; Logto's session API does, by the session whose `sid` for an application is
 * the ID token's (docs/vendors.md L3).
 */
import type { KoaContextWithOIDC, Provider } from 'oidc-provider';
import type { Identifier, SsoUserInfo } from './interaction.ts';
import type { Tenant } from './tenant.ts';

export type VerificationRecord =
  | { id: string; type: 'Password'; identifier: Identifier; verified: true }
  | {
      id: string;
      connectorId: string;
      type: 'EnterpriseSso';
      enterpriseSsoUserInfo: SsoUserInfo;
      issuer: string;
    }
  | { id: string; type: 'Totp' | 'BackupCode'; userId: string; verified: boolean };
export type LastSubmission = {
  interactionEvent: 'SignIn' | 'Register';
  userId: string;
  verificationRecords: VerificationRecord[];
  signInContext: { ip: string; userAgent: string };
};
export type SignInRecord = {
  lastSubmission: LastSubmission;
  /** The application that the person signed in to; later ones join by single sign-on. */
  clientId: string;
  accountId: string;
  /** Application id → `sid` of its ID tokens in this session. */
  sids: Record<string, string>;
};

/** Travels with oidc-provider's interaction result, from the sign-in page to the authorization. */
export const SUBMISSION = 'sandboxSubmission';

/** Fills `tenant.signIns`, whose keys are oidc-provider's session uids, as sign-ins succeed. */
export function recordSignIns(provider: Provider, { signIns }: Tenant) {
  provider.on('authorization.success', ({ oidc }: KoaContextWithOIDC) => {
    const { session, client, result } = oidc;
    const uid = session?.uid;
    if (!uid || !client) return;
    const lastSubmission = result?.[SUBMISSION] as LastSubmission | undefined;
    const known = signIns.get(uid);
    const record = lastSubmission
      ? {
          lastSubmission,
          clientId: client.clientId,
          accountId: lastSubmission.userId,
          sids: known?.sids ?? {},
        }
      : known;
    const sid = session.sidFor(client.clientId);
    if (!record || !sid) return;
    record.sids[client.clientId] = sid;
    signIns.set(uid, record);
  });
  provider.on('end_session.success', ({ oidc }: KoaContextWithOIDC) => {
    if (oidc.session) signIns.delete(oidc.session.uid);
  });
}

export const signInsOf = ({ signIns }: Tenant, userId: string) =>
  [...signIns].filter(([, { accountId }]) => accountId === userId);
