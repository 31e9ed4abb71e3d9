/**
 * `/api/my-account/primary-email`, `/primary-phone` and `/identities`: what somebody is recognized
 * by. Adding one takes a code that was received there, or a sign-in at a social provider. The
 * tenant has nothing that sends codes and no social connectors, so no such record is ever found.
 */
import { type ZodRawShape, z } from 'zod/v3';
import { type Handler, type Routes, send } from '../engine/http.ts';
import {
  type AccountApi,
  type Caller,
  forAccount,
  requireScope,
  requireVerified,
} from './account-auth.ts';
import { requireEditable } from './account-center.ts';
import { hasSecurityVerificationMethod, requireIdentifierLeft } from './account-profile.ts';
import { LogtoError } from './errors.ts';

export const EMAIL = /^\S+@\S+\.\S+$/;
export const PHONE = /^\d+$/;
const newIdentifierVerificationRecordId = z.string();
const IDENTIFIERS = [
  { name: 'email', column: 'primaryEmail', pattern: EMAIL },
  { name: 'phone', column: 'primaryPhone', pattern: PHONE },
] as const;

export function refuseUnknownRecord(): never {
  throw new LogtoError(400, 'verification_record.not_found');
}

export function identifierRoutes(api: AccountApi): Routes {
  const { tenant, now } = api;
  const routes: Routes = {};
  for (const { name, column, pattern } of IDENTIFIERS) {
    const requireChange = (caller: Caller) => {
      requireVerified(caller);
      requireEditable(tenant.accountCenter, name);
      requireScope(caller, name, 400);
    };
    const body: ZodRawShape = {
      [name]: z.string().regex(pattern),
      newIdentifierVerificationRecordId,
    };
    routes[`POST /api/my-account/primary-${name}`] = forAccount(
      api,
      (_, caller) => {
        requireChange(caller);
        refuseUnknownRecord();
      },
      { body: z.object(body) },
    );
    routes[`DELETE /api/my-account/primary-${name}`] = forAccount(api, ({ res }, caller) => {
      requireChange(caller);
      requireIdentifierLeft(caller.user, { [column]: null });
      Object.assign(caller.user, { [column]: null, updatedAt: now() });
      send(res, 204);
    });
  }

  const requireProof = (caller: Caller) => {
    if (hasSecurityVerificationMethod(caller.user)) requireVerified(caller);
  };
  const link: Handler = forAccount(
    api,
    (_, caller) => {
      requireEditable(tenant.accountCenter, 'social');
      requireScope(caller, 'identities');
      requireProof(caller);
      refuseUnknownRecord();
    },
    { body: z.object({ newIdentifierVerificationRecordId }) },
  );
  return {
    ...routes,
    'POST /api/my-account/identities': link,
    'PUT /api/my-account/identities': link,
    'DELETE /api/my-account/identities/:target': forAccount(api, (_, caller) => {
      requireEditable(tenant.accountCenter, 'social');
      requireScope(caller, 'identities', 400);
      requireProof(caller);
      throw new LogtoError(404, 'user.identity_not_exist');
    }),
  };
}
