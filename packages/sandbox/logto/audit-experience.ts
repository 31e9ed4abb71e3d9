/** The steps of a sign-in as entries of the audit log, one call of the pages at a time. */
import { type Exchange, type Handler, readJson } from '../engine/http.ts';
import { type AuditEntry, audit, signInContextOf } from './audit.ts';
import { LogtoError } from './errors.ts';
import type { Interaction, Interactions } from './interaction.ts';
import { userInfo } from './management/users.ts';
import { recordOf, type VerificationRecord } from './sign-in-record.ts';
import type { LogtoUser } from './tenant.ts';

type Step = {
  /** Before the call: `SignIn` or `Register`. */
  event: string;
  body: Record<string, unknown>;
  params: Record<string, string>;
  interaction: Interaction | undefined;
  failed: boolean;
};
type Entry = Omit<AuditEntry, 'error'>;
type Before =
  | { applicationId: string; interaction: Interaction | undefined; event: string }
  | undefined;

const START = 'PUT /api/experience';
const IDENTIFICATION = 'POST /api/experience/identification';

function proofOf({ interaction, body }: Step) {
  const id = String(body.verificationId);
  const proof = interaction?.verifications.get(id);
  return proof && recordOf([id, proof]);
}

const verification =
  (name: string) =>
  ({ event, body }: Step): Entry[] => [
    { key: `Interaction.${event}.Verification.${name}`, payload: { payload: body } },
  ];

const bindMfa = ({ event, body }: Step): Entry[] => [
  {
    key: `Interaction.${event}.BindMfa.${body.type}.Submit`,
    payload: { verificationId: body.verificationId },
  },
];

/** What a connector said of somebody, under the names of Logto's tables. */
function ssoIdentityOf(proof: VerificationRecord | undefined) {
  if (proof?.type !== 'EnterpriseSso') return undefined;
  const { issuer, connectorId: ssoConnectorId, enterpriseSsoUserInfo: detail } = proof;
  return { issuer, identityId: detail?.id, ssoConnectorId, detail };
}

/** A row of the table of users. What the row has of a password is masked, as all that is secret. */
const rowOf = (user: LogtoUser) => ({
  tenantId: 'default',
  ...userInfo(user),
  mfaVerifications: user.mfaVerifications,
  logtoConfig: { mfa: user.mfa },
  isPasswordExpired: false,
  passwordEncrypted: user.password,
  passwordEncryptionMethod: null,
  passwordUpdatedAt: null,
});

/** Written twice over: as the step of the sign-in, and as the connector's own. */
function startSso({ event, body, params: { id: connectorId } }: Step): Entry[] {
  const { state, redirectUri } = body;
  return [
    {
      key: `Interaction.${event}.Verification.EnterpriseSso.Create`,
      payload: { payload: { connectorId, state, redirectUri } },
    },
    {
      key: 'Interaction.SignIn.Identifier.SingleSignOn.Create',
      payload: { connectorId, payload: { state, redirectUri } },
    },
  ];
}

function finishSso(step: Step): Entry[] {
  const { event, body, params, failed } = step;
  const { verificationId, connectorData } = body;
  const { id: connectorId } = params;
  const proof = proofOf(step);
  const identity = !failed &&
    proof?.type === 'EnterpriseSso' && {
      issuer: proof.issuer,
      userInfo: proof.enterpriseSsoUserInfo,
    };
  return [
    {
      key: `Interaction.${event}.Verification.EnterpriseSso.Submit`,
      payload: { payload: { connectorId, connectorData, verificationId } },
    },
    {
      key: 'Interaction.SignIn.Identifier.SingleSignOn.Submit',
      payload: { connectorId, data: connectorData, ...identity },
    },
  ];
}

function identify(step: Step, interactions: Interactions): Entry[] {
  const { event, body, interaction, failed } = step;
  const proof = proofOf(step);
  const user = failed ? undefined : interactions.tenant.users.get(interaction?.userId ?? '');
  const created = event === 'Register' && user;
  const submitted = {
    key: `Interaction.${event}.Identifier.Submit`,
    payload: {
      payload: { verificationId: body.verificationId },
      verification: proof,
      ...(created && { user: rowOf(created) }),
    },
  };
  const identity = ssoIdentityOf(proof);
  if (failed || event !== 'SignIn' || !identity) return [submitted];
  const syncedProfile = {
    name: identity.detail?.name,
    syncedEnterpriseSsoIdentity: identity,
    enterpriseSsoConnectorTokenSetSecret: null,
  };
  return [submitted, { key: 'Interaction.SignIn.Profile.Update', payload: { syncedProfile } }];
}

const STEPS: Record<string, (step: Step, interactions: Interactions) => Entry[]> = {
  [START]: ({ body }) => [{ key: `Interaction.${body.interactionEvent}.Create`, payload: {} }],
  'PUT /api/experience/interaction-event': ({ event, body }) => [
    { key: `Interaction.${event}.Update`, payload: { interactionEvent: body.interactionEvent } },
  ],
  'POST /api/experience/verification/password': verification('Password.Submit'),
  'POST /api/experience/verification/one-time-token/verify': verification('OneTimeToken.Submit'),
  'POST /api/experience/verification/totp/secret': verification('Totp.Create'),
  'POST /api/experience/verification/totp/verify': verification('Totp.Submit'),
  'POST /api/experience/verification/backup-code/generate': verification('BackupCode.Create'),
  'POST /api/experience/verification/backup-code/verify': verification('BackupCode.Submit'),
  'POST /api/experience/verification/sso/:id/authorization-uri': startSso,
  'POST /api/experience/verification/sso/:id/verify': finishSso,
  // The value of a new password is in it, as it was typed.
  'POST /api/experience/profile': ({ event, body }) => [
    { key: `Interaction.${event}.Profile.Update`, payload: { payload: body } },
  ],
  'POST /api/experience/profile/mfa': bindMfa,
  [IDENTIFICATION]: identify,
  'POST /api/experience/submit': ({ event }) => [
    { key: `Interaction.${event}.Submit`, payload: {} },
  ],
};

/** What the sign-in would still write to the account. */
function pendingProfile(
  { event, profile, userId }: Interaction,
  name: string,
  proofs: VerificationRecord[],
) {
  const { username, password } = profile;
  if (!userId)
    return {
      username,
      ...(password && { passwordEncrypted: password, passwordEncryptionMethod: null }),
    };
  // Somebody new has been written with the identification.
  const isWritten = event === 'Register' && name !== IDENTIFICATION;
  const sso = proofs.find(({ type }) => type === 'EnterpriseSso');
  const identity = ssoIdentityOf(sso);
  if (isWritten || !identity) return {};
  const { name: fullName, email } = identity.detail ?? {};
  return {
    name: fullName,
    ...(event === 'Register'
      ? { primaryEmail: email, enterpriseSsoIdentity: identity }
      : { syncedEnterpriseSsoIdentity: identity }),
    enterpriseSsoConnectorTokenSetSecret: null,
  };
}

/** The sign-in so far, as it was when the call ended. */
function snapshot(interaction: Interaction, name: string, { req }: Exchange) {
  const proofs = [...interaction.verifications].map(recordOf);
  const isVouchedFor = proofs.some((one) => one.type === 'EnterpriseSso' && one.issuer);
  return {
    mfa: {},
    userId: interaction.userId,
    captcha: { skipped: isVouchedFor, verified: false },
    profile: pendingProfile(interaction, name, proofs),
    signInContext: signInContextOf(req),
    interactionEvent: interaction.event,
    verificationRecords: proofs,
  };
}

const errorOf = (error: unknown) =>
  error instanceof LogtoError
    ? { code: error.code, message: error.message, data: error.data }
    : { message: String(error) };

/** The same handler, which writes what it was asked for and how that ended. */
export function audited(name: string, handler: Handler, interactions: Interactions): Handler {
  const entriesOf = STEPS[name];
  if (!entriesOf) return handler;
  const { tenant, now } = interactions;

  async function write(exchange: Exchange, before: Before, error?: unknown) {
    const { req, res, params } = exchange;
    const starts = name === START;
    // Whoever has no sign-in in progress was turned away before there was anything to write.
    if (!before || (!before.interaction && !starts)) return;
    const { interaction } = (starts ? await interactions.peek(req, res) : before) ?? before;
    const { event } = before;
    const body = await readJson(req);
    const step = { event, body, params, interaction, failed: error !== undefined };
    for (const { key, payload } of entriesOf?.(step, interactions) ?? []) {
      audit(tenant, now(), req, {
        key,
        ...(error !== undefined && { error: errorOf(error) }),
        payload: {
          applicationId: before.applicationId,
          ...(interaction && {
            interaction: snapshot(interaction, name, exchange),
            userId: interaction.userId,
          }),
          ...payload,
        },
      });
    }
  }

  return async (exchange) => {
    const before = await interactions.peek(exchange.req, exchange.res);
    // The handler may change it: the entry's key says what it was.
    const then = before && { ...before, event: before.interaction?.event ?? '' };
    try {
      await handler(exchange);
    } catch (error) {
      await write(exchange, then, error);
      throw error;
    }
    await write(exchange, then);
  };
}
