/** The contract of `/api/logs`: what is written of sign-ins and tokens. */
import { z } from 'zod';
import { authorizePath, basic, SCOPES } from './flows.ts';
import { type Bench, byOkta, byPassword, managed, newest, ok } from './management-bench.ts';
import { type Case, fresh } from './shapes.ts';
import type { Target } from './targets.ts';

const masked = z.literal('******');
const context = {
  ip: z.string(),
  userAgent: z.string(),
  userAgentParsed: z.looseObject({
    ua: z.string(),
    browser: z.looseObject({}),
    os: z.looseObject({}),
  }),
};

const entry = (
  key: string,
  result: 'Success' | 'Error',
  payload: (target: Target) => z.ZodRawShape,
  act: (bench: Bench) => Promise<unknown>,
): Case =>
  managed(
    `log: ${key}, ${result}`,
    async (bench) => {
      await act(bench);
      return newest(bench, key, (log) => log.payload.result === result);
    },
    (target) =>
      ok(
        z.strictObject({
          tenantId: z.string(),
          id: z.string().length(21),
          key: z.literal(key),
          payload: z.strictObject({
            key: z.literal(key),
            result: z.literal(result),
            ...context,
            applicationId: z.literal(target.application.id),
            ...payload(target),
          }),
          createdAt: z.number().min(1e12),
        }),
      ),
  );

const password = (bench: Bench) => byPassword(fresh(bench.target), bench.target);
async function wrongPassword({ target }: Bench) {
  const client = fresh(target);
  await client.get(authorizePath(target));
  await client.json('PUT', '/api/experience', { interactionEvent: 'SignIn' });
  await client.json('POST', '/api/experience/verification/password', {
    identifier: { type: 'username', value: target.user.username },
    password: 'nope',
  });
}
const token = (bench: Bench, fields: Record<string, string>) =>
  fresh(bench.target).form('/oidc/token', fields, basic(bench.target));
const refresh = async (bench: Bench, extra: Record<string, string> = {}) => {
  const { refresh_token } = await password(bench);
  return token(bench, { grant_type: 'refresh_token', refresh_token, ...extra });
};

const interaction = z.looseObject({
  mfa: z.strictObject({}),
  captcha: z.strictObject({ skipped: z.boolean(), verified: z.literal(false) }),
  profile: z.looseObject({}),
  signInContext: z.looseObject({ ip: z.string() }),
  interactionEvent: z.string(),
  verificationRecords: z.array(z.looseObject({ type: z.string() })),
});
const params = z.looseObject({
  client_id: z.string(),
  redirect_uri: z.string(),
  scope: z.literal(SCOPES),
});
const secret = z.strictObject({ name: z.literal('Default secret') });
const userInfo = ({ okta: { login } }: Target) =>
  z.looseObject({ id: z.string(), email: z.literal(login) });
const error = (code: string) => z.looseObject({ code: z.literal(code), message: z.string() });
const connectorData = z.looseObject({ code: z.string(), redirectUri: z.string() });

export const managementLogCases: Case[] = [
  entry(
    'Interaction.Create',
    'Success',
    () => ({
      sessionId: z.string(),
      interactionId: z.string(),
      userId: z.string().optional(),
      params,
      prompt: z.looseObject({ name: z.string(), reasons: z.array(z.string()) }),
    }),
    password,
  ),
  entry(
    'Interaction.End',
    'Success',
    () => ({ sessionId: z.string(), interactionId: z.string(), params }),
    password,
  ),
  entry(
    'Interaction.SignIn.Verification.Password.Submit',
    'Success',
    ({ user }) => ({
      interaction,
      payload: z.strictObject({
        identifier: z.strictObject({
          type: z.literal('username'),
          value: z.literal(user.username),
        }),
        password: masked,
      }),
    }),
    password,
  ),
  entry(
    'Interaction.SignIn.Verification.Password.Submit',
    'Error',
    () => ({
      interaction,
      payload: z.looseObject({ password: masked }),
      error: error('session.invalid_credentials'),
    }),
    wrongPassword,
  ),
  entry(
    'Interaction.SignIn.Identifier.Submit',
    'Success',
    ({ user }) => ({
      interaction,
      userId: z.literal(user.id),
      payload: z.strictObject({ verificationId: z.string() }),
      verification: z.looseObject({ type: z.literal('Password') }),
    }),
    password,
  ),
  entry(
    'Interaction.SignIn.Submit',
    'Success',
    ({ user }) => ({ interaction, userId: z.literal(user.id) }),
    password,
  ),
  entry(
    'Interaction.SignIn.Verification.EnterpriseSso.Create',
    'Success',
    ({ connector }) => ({
      interaction,
      payload: z.strictObject({
        connectorId: z.literal(connector.id),
        state: z.string(),
        redirectUri: z.string(),
      }),
    }),
    byOkta,
  ),
  entry(
    'Interaction.SignIn.Verification.EnterpriseSso.Submit',
    'Success',
    ({ connector }) => ({
      interaction,
      payload: z.strictObject({
        connectorId: z.literal(connector.id),
        connectorData,
        verificationId: z.string(),
      }),
    }),
    byOkta,
  ),
  entry(
    'Interaction.SignIn.Identifier.SingleSignOn.Submit',
    'Success',
    (target) => ({
      interaction,
      connectorId: z.literal(target.connector.id),
      data: connectorData,
      issuer: z.literal(target.okta.url),
      userInfo: userInfo(target),
    }),
    byOkta,
  ),
  entry(
    'Interaction.SignIn.Identifier.Submit',
    'Error',
    (target) => ({
      interaction,
      payload: z.strictObject({ verificationId: z.string() }),
      verification: z.looseObject({ enterpriseSsoUserInfo: userInfo(target) }),
      error: error('user.sso_identity_not_exist'),
    }),
    byOkta,
  ),
  entry(
    'Interaction.Register.Identifier.Submit',
    'Success',
    (target) => ({
      interaction,
      userId: z.string(),
      payload: z.strictObject({ verificationId: z.string() }),
      verification: z.looseObject({ enterpriseSsoUserInfo: userInfo(target) }),
      user: z.looseObject({
        primaryEmail: z.literal(target.okta.login),
        passwordEncrypted: masked,
      }),
    }),
    byOkta,
  ),
  entry(
    'ExchangeTokenBy.AuthorizationCode',
    'Success',
    ({ user }) => ({
      applicationSecret: secret,
      userId: z.literal(user.id),
      params: z.looseObject({ code: z.string().length(43), redirect_uri: z.string() }),
      scope: z.literal(SCOPES),
      tokenTypes: z.tuple([
        z.literal('AccessToken'),
        z.literal('RefreshToken'),
        z.literal('IdToken'),
      ]),
    }),
    password,
  ),
  entry(
    'ExchangeTokenBy.RefreshToken',
    'Success',
    ({ user }) => ({
      applicationSecret: secret,
      userId: z.literal(user.id),
      params: z.looseObject({ refresh_token: masked }),
      scope: z.string(),
      tokenTypes: z.array(z.string()).length(3),
    }),
    refresh,
  ),
  entry(
    'ExchangeTokenBy.RefreshToken',
    'Error',
    ({ user }) => ({
      applicationSecret: secret,
      userId: z.literal(user.id),
      params: z.looseObject({ organization_id: z.string() }),
      error: z.string().includes('user is not a member of the organization'),
      tokenTypes: z.tuple([]),
    }),
    (bench) => refresh(bench, { organization_id: bench.target.foreignOrganizationId }),
  ),
];
