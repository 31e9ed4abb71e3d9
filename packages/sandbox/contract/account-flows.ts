/** One case of the account API: somebody signed in with some scopes, and one call of theirs. */
import { z } from 'zod';
import { type Answer, Client } from './client.ts';
import { SCOPES, tokens } from './flows.ts';
import type { Case, Expectation } from './shapes.ts';
import type { AccountCenterSettings, Target } from './targets.ts';

const ALL_SCOPES = `${SCOPES} identities custom_data phone urn:logto:scope:sessions`;
export const UNAUTHORIZED = 'auth.unauthorized';
export const PERMISSION_DENIED = 'verification_record.permission_denied';

export const error = (status: number, code: string, more: z.ZodRawShape = {}): Expectation => ({
  status,
  body: z.strictObject({ code: z.literal(code), message: z.string(), ...more }),
});

export type Caller = {
  target: Target;
  issued: { access_token: string; id_token: string };
  call: (
    method: string,
    path: string,
    options?: { body?: object; token?: string; proof?: string },
  ) => Promise<Answer>;
  verify: () => Promise<string>;
};

async function signedIn(target: Target, scope: string): Promise<Caller> {
  const { answer } = await tokens(new Client(target.endpoint), target, { scope });
  const issued = answer.body as Caller['issued'];
  const call: Caller['call'] = (method, path, { body, token, proof } = {}) =>
    new Client(target.endpoint).send(`/api/${path}`, {
      method,
      headers: {
        authorization: `Bearer ${token ?? issued.access_token}`,
        ...(proof && { 'logto-verification-id': proof }),
        ...(body && { 'content-type': 'application/json' }),
      },
      ...(body && { body: JSON.stringify(body) }),
    });
  const verify = async () => {
    const proved = await call('POST', 'verifications/password', {
      body: { password: target.user.password },
    });
    return (proved.body as { verificationRecordId: string }).verificationRecordId;
  };
  return { target, issued, call, verify };
}

export const account = (
  name: string,
  send: (caller: Caller) => Promise<Answer>,
  expect: (target: Target) => Expectation,
  { scope = ALL_SCOPES, center }: { scope?: string; center?: AccountCenterSettings } = {},
): Case => ({
  name: `account: ${name}`,
  async send(target) {
    const caller = await signedIn(target, scope);
    if (center) await target.setAccountCenter(center);
    try {
      return await send(caller);
    } finally {
      if (center) await target.setAccountCenter({ enabled: true, fields: target.accountFields });
    }
  },
  expect,
});

export const withProof =
  (method: string, path: string, body?: object) =>
  async ({ call, verify }: Caller) =>
    call(method, path, { proof: await verify(), ...(body && { body }) });
export const withoutProof = (method: string, path: string, body?: object) => (caller: Caller) =>
  caller.call(method, path, body && { body });
