/**
 * Registering a passkey (WebAuthn level 2, §7.1), as far as the tenant goes: it has no factor for
 * them, so what an authenticator made is checked and then refused where it would be kept.
 */
import { createHash, randomBytes } from 'node:crypto';
import { z } from 'zod/v3';
import { LogtoError } from './errors.ts';
import { accountNameOf } from './qr-code.ts';
import type { LogtoUser } from './tenant.ts';

export const registrationPayload = z.object({
  type: z.literal('WebAuthn'),
  id: z.string(),
  rawId: z.string(),
  response: z.object({
    clientDataJSON: z.string(),
    attestationObject: z.string(),
    authenticatorData: z.string().optional(),
    transports: z
      .array(z.enum(['usb', 'nfc', 'ble', 'internal', 'cable', 'hybrid', 'smart-card']))
      .optional(),
    publicKeyAlgorithm: z.number().optional(),
    publicKey: z.string().optional(),
  }),
  authenticatorAttachment: z.enum(['cross-platform', 'platform']).optional(),
  clientExtensionResults: z.object({
    appid: z.boolean().optional(),
    crepProps: z.object({ rk: z.boolean().optional() }).optional(),
    hmacCreateSecret: z.boolean().optional(),
  }),
});

/** @param rpId the host that the request came to: passkeys belong to one. */
export function registrationOptions(user: LogtoUser, rpId: string) {
  return {
    challenge: randomBytes(32).toString('base64url'),
    rp: { name: rpId, id: rpId },
    user: {
      id: Buffer.from(user.id).toString('base64url'),
      name: accountNameOf({ ...user, name: null }),
      displayName: accountNameOf(user),
    },
    pubKeyCredParams: [-7, -257].map((alg) => ({ alg, type: 'public-key' })),
    timeout: 60_000,
    attestation: 'none',
    excludeCredentials: [],
    authenticatorSelection: {
      residentKey: 'required',
      userVerification: 'required',
      requireResidentKey: true,
    },
    extensions: { credProps: true },
  };
}

const USER_PRESENT = 0x01;
const USER_VERIFIED = 0x04;

/** The authenticator's data in the CBOR that surrounds it: a byte string under the key `authData`. */
function authenticatorDataOf(attestationObject: string) {
  const bytes = Buffer.from(attestationObject, 'base64url');
  const key = bytes.indexOf(Buffer.from('hauthData', 'latin1'));
  const head = key + 'hauthData'.length;
  const sizes: Record<number, number> = { 88: 1, 89: 2 };
  const width = key < 0 ? undefined : sizes[bytes[head] ?? 0];
  if (!width) return undefined;
  const length = bytes.readUIntBE(head + 1, width);
  const data = bytes.subarray(head + 1 + width, head + 1 + width + length);
  return data.length === length && length >= 37 ? data : undefined;
}

/** @throws 400 `session.mfa.webauthn_verification_failed` with what is wrong. */
export function checkRegistration(
  { id, rawId, response }: z.infer<typeof registrationPayload>,
  challenge: string,
  { origin, hostname }: URL,
) {
  const refuse = (message: string): never => {
    throw new LogtoError(400, 'session.mfa.webauthn_verification_failed', { message });
  };
  if (!id) refuse('Missing credential ID');
  if (id !== rawId) refuse('Credential ID was not base64url-encoded');
  const clientData = clientDataOf(response.clientDataJSON, refuse);
  if (clientData.type !== 'webauthn.create') {
    refuse(`Unexpected registration response type: ${clientData.type}`);
  }
  if (clientData.challenge !== challenge) {
    refuse(
      `Unexpected registration response challenge "${clientData.challenge}", expected "${challenge}"`,
    );
  }
  if (clientData.origin !== origin) {
    refuse(
      `Unexpected registration response origin "${clientData.origin}", expected one of: ${origin}`,
    );
  }
  const data = authenticatorDataOf(response.attestationObject);
  if (!data) return refuse('The attestation object has no authenticator data');
  const rpIdHash = createHash('sha256').update(hostname).digest();
  if (!data.subarray(0, 32).equals(rpIdHash)) refuse('Unexpected RP ID hash');
  const flags = data[32] ?? 0;
  if (!(flags & USER_PRESENT)) refuse('User not present during registration');
  if (!(flags & USER_VERIFIED)) {
    refuse('User verification required, but user could not be verified');
  }
}

function clientDataOf(text: string, refuse: (message: string) => never): Record<string, unknown> {
  try {
    return JSON.parse(Buffer.from(text, 'base64url').toString('utf8'));
  } catch (error) {
    return refuse((error as Error).message);
  }
}
