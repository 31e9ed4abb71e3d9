import { importJWK, importPKCS8, type JWK, SignJWT } from 'jose';
import { z } from 'zod';
import { parseBody } from '../json-answer.ts';
import type { Send } from '../retry.ts';
import { OktaError, toServiceAppError } from './errors.ts';

export type ServiceApp = {
  clientId: string;
  /** A private JWK as JSON, or PKCS #8 PEM. */
  privateKey: string;
  /** `kid` of the public key at Okta; a JWK may carry it. */
  keyId?: string;
};

/** What setup and doctor do with Okta, and no more. */
export const OKTA_SCOPES = ['okta.apps.manage', 'okta.groups.read', 'okta.appGrants.manage'];

const ASSERTION_LIFE_SECONDS = 300;
const EARLY_MS = 60_000;
const tokenSchema = z.looseObject({ access_token: z.string(), expires_in: z.number() });

async function signingKey({ privateKey, keyId }: ServiceApp) {
  const isJwk = privateKey.trimStart().startsWith('{');
  try {
    if (isJwk) {
      const jwk = JSON.parse(privateKey) as JWK;
      const alg = jwk.kty === 'EC' ? 'ES256' : 'RS256';
      return { key: await importJWK(jwk, alg), alg, kid: keyId ?? jwk.kid };
    }
    const key = await importPKCS8(privateKey, 'RS256').catch(() =>
      importPKCS8(privateKey, 'ES256'),
    );
    return { key, alg: key.algorithm.name === 'ECDSA' ? 'ES256' : 'RS256', kid: keyId };
  } catch (cause) {
    throw new OktaError(
      'credentials_rejected',
      "The service app's private key can't be read. It has to be a private JWK or a PKCS #8 PEM file (BEGIN PRIVATE KEY), RSA or P-256.",
      { cause },
    );
  }
}

/** Tokens of a service app by `private_key_jwt` (RFC 7523), the only way to `okta.*` scopes. */
export function createServiceAppTokens(
  orgUrl: string,
  app: ServiceApp,
  send: Send,
  now: () => number = Date.now,
) {
  const endpoint = `${orgUrl}/oauth2/v1/token`;
  let current: { token: string; until: number } | undefined;

  return async (): Promise<string> => {
    if (current && current.until > now()) return current.token;
    const { key, alg, kid } = await signingKey(app);
    const issuedAt = Math.floor(now() / 1000);
    const assertion = await new SignJWT({})
      .setProtectedHeader({ alg, kid })
      .setIssuer(app.clientId)
      .setSubject(app.clientId)
      .setAudience(endpoint)
      .setIssuedAt(issuedAt)
      .setExpirationTime(issuedAt + ASSERTION_LIFE_SECONDS)
      .setJti(crypto.randomUUID())
      .sign(key);
    const response = await send(
      endpoint,
      {
        method: 'POST',
        headers: {
          'content-type': 'application/x-www-form-urlencoded',
          accept: 'application/json',
        },
        body: new URLSearchParams({
          grant_type: 'client_credentials',
          scope: OKTA_SCOPES.join(' '),
          client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
          client_assertion: assertion,
        }).toString(),
      },
      // Not after an answer was lost: an assertion's `jti` counts once.
      false,
    );
    const body: unknown = parseBody(response.text);
    const parsed = tokenSchema.safeParse(body);
    if (!response.ok || !parsed.success) throw toServiceAppError(response.status, body);
    current = {
      token: parsed.data.access_token,
      until: now() + parsed.data.expires_in * 1000 - EARLY_MS,
    };
    return current.token;
  };
}
