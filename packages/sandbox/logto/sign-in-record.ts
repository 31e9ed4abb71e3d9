/**
 * How each session at Logto was made. The ID token doesn't say whether a password or which
 * connector was used; Logto's session API does, by the session whose `sid` for an application is
 * the ID token's (docs/vendors.md L3).
 *
 * Logto writes it down when an application is consented to, and only then. Whoever relies on it
 * has to know two consequences, which are both reproduced here:
 * - A sign-in with `prompt=login` alone, to an application that the session already has, passes no
 *   consent: the record stays that of the sign-in before.
 * - Consenting again without signing in (`prompt=consent` in a session that already has the
 *   application) overwrites the record with nothing: `lastSubmission` is null from then on.
 */
import type { InteractionResults, Provider } from 'oidc-provider';
import type { Identifier, SsoUserInfo, Verification } from './interaction.ts';
import type { OneTimeTokenContext } from './one-time-tokens.ts';
import type { Tenant } from './tenant.ts';

export type VerificationRecord =
  | { id: string; type: 'Password'; identifier: Identifier; verified: boolean }
  | {
      id: string;
      connectorId: string;
      type: 'EnterpriseSso';
      enterpriseSsoUserInfo?: SsoUserInfo;
      issuer?: string;
    }
  | { id: string; type: 'Totp' | 'BackupCode'; userId: string; verified: boolean }
  | {
      id: string;
      type: 'OneTimeToken';
      identifier: Identifier;
      verified: boolean;
      oneTimeTokenContext: OneTimeTokenContext;
    };
export type LastSubmission = {
  interactionEvent: 'SignIn' | 'Register';
  userId: string;
  verificationRecords: VerificationRecord[];
  signInContext: { ip: string; userAgent: string };
};
export type SignInRecord = {
  /** Null once the record was overwritten by a consent that no sign-in preceded. */
  lastSubmission: LastSubmission | null;
  /** The application of the consent that wrote the record. */
  clientId: string;
  accountId: string;
};

/**
 * In the shape of Logto's session API. What was begun and never proved is among them: a connector
 * without `issuer` and `enterpriseSsoUserInfo` has vouched for nobody.
 */
export function recordOf([id, one]: [string, Verification]): VerificationRecord {
  if (one.type === 'Password') {
    return { id, type: one.type, identifier: one.identifier, verified: true };
  }
  if (one.type === 'OneTimeToken') {
    const { type, identifier, context } = one;
    return { id, type, identifier, verified: true, oneTimeTokenContext: context };
  }
  if (one.type !== 'EnterpriseSso') {
    return { id, type: one.type, userId: one.userId, verified: one.verified };
  }
  const { connectorId, type, identity } = one;
  if (!identity) return { id, connectorId, type };
  const { issuer, userInfo } = identity;
  return { id, connectorId, type, enterpriseSsoUserInfo: userInfo, issuer };
}

/** Left in an interaction's result by the look-up of an earlier grant, so that the result is never empty. */
const GRANT_FOUND = 'appLevelAccessControl';

/** The grant that the session has for the application already, or that was given just now. */
export const loadExistingGrant: NonNullable<
  ConstructorParameters<typeof Provider>[1]
>['loadExistingGrant'] = async ({ oidc }) => {
  const { client, session, result, account, provider } = oidc;
  const grantId = result?.consent?.grantId || (client && session?.grantIdFor(client.clientId));
  if (!grantId) return undefined;
  if (client && account) {
    const { clientId: applicationId } = client;
    const mark = { checked: true, applicationId, userId: account.accountId };
    Object.assign(oidc, { result: { ...result, [GRANT_FOUND]: mark } });
  }
  return provider.Grant.find(grantId);
};

const isSubmission = (result: object): result is LastSubmission =>
  'interactionEvent' in result && 'userId' in result && 'verificationRecords' in result;

/** @param result of the interaction before the consent; none at all leaves the record alone. */
export function recordConsent(
  { signIns }: Tenant,
  session: { uid: string; accountId: string } | undefined,
  result: InteractionResults | undefined,
  clientId: string,
) {
  if (!session || !result) return;
  const { accountId } = session;
  const { interactionEvent, userId, verificationRecords, signInContext } =
    result as unknown as LastSubmission;
  const lastSubmission = isSubmission(result)
    ? { interactionEvent, userId, verificationRecords, signInContext }
    : null;
  signIns.set(session.uid, { lastSubmission, clientId, accountId });
}

export const signInsOf = ({ signIns }: Tenant, userId: string) =>
  [...signIns].filter(([, { accountId }]) => accountId === userId);
