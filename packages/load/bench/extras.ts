/** What the SSO guard adds to a sign-in, and what checking an access token adds to a call. */

import type { Sandbox } from '@logto-okta/sandbox/sandbox';
import { managementApplication } from '@logto-okta/sandbox/seed';
import { importJWK, type JWK, SignJWT } from 'jose';
import type { Running } from './processes.ts';
import { timeSignIns } from './sign-ins.ts';

export type Extras = {
  /** Milliseconds, one entry a sign-in. */
  guardedCallback: number[];
  guardedProvider: number[];
  /** Milliseconds, one entry a call. */
  tokenCall: number[];
  bareCall: number[];
};

const CALLS = 400;
const WARM_UP = 50;

export const guardSettings = {
  LOGTO_M2M_APP_ID: managementApplication.id,
  LOGTO_M2M_APP_SECRET: managementApplication.secret,
};

async function machineToken(sandbox: Sandbox, audience: string) {
  const jwk = sandbox.logto.signingKey as JWK;
  const key = await importJWK(jwk, 'ES384');
  return new SignJWT({ client_id: 'bench', scope: 'read:organizations', jti: 'bench' })
    .setProtectedHeader({ alg: 'ES384', typ: 'at+jwt', kid: jwk.kid ?? '' })
    .setIssuer(`${sandbox.logto.url}/oidc`)
    .setSubject('bench')
    .setAudience(audience)
    .setIssuedAt()
    .setExpirationTime('1h')
    .sign(key);
}

async function timeCalls(url: string, headers: Record<string, string>, status: number) {
  const times: number[] = [];
  for (let index = 0; index < WARM_UP + CALLS; index++) {
    const started = performance.now();
    const response = await fetch(url, { headers });
    await response.arrayBuffer();
    if (response.status !== status) throw new Error(`${url} answered ${response.status}`);
    if (index >= WARM_UP) times.push(performance.now() - started);
  }
  return times;
}

/** @param server started with `guardSettings`. */
export async function timeExtras(server: Running, sandbox: Sandbox, user: string): Promise<Extras> {
  const signIns = await timeSignIns(server.url, sandbox, user);
  const token = await machineToken(sandbox, `${server.url}/api`);
  const me = `${server.url}/api/me`;
  return {
    guardedCallback: signIns.callback,
    guardedProvider: signIns.provider,
    tokenCall: await timeCalls(me, { authorization: `Bearer ${token}` }, 200),
    // Refused before anything is verified: the same route, without the check.
    bareCall: await timeCalls(me, {}, 401),
  };
}
