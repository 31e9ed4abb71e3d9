/** What an identity provider says of itself, read anew each time, as Logto does. */
import { z } from 'zod/v3';
import { LogtoError } from './errors.ts';

const document = z.object({
  issuer: z.string(),
  authorization_endpoint: z.string(),
  token_endpoint: z.string(),
  userinfo_endpoint: z.string().optional(),
  jwks_uri: z.string(),
});
export type Discovery = z.infer<typeof document>;

/**
 * @param status of the refusal: 400 where somebody sets a connector up, 500 where one is used.
 * @throws `connector.invalid_config`, saying what was wrong with the answer, or that there was none.
 */
export async function discover(issuer: string, status: 400 | 500 = 500): Promise<Discovery> {
  const refuse = (message: string, error: unknown): never => {
    const data = { ssoErrorCode: 'invalid_config', config: { issuer }, message, error };
    throw new LogtoError(status, 'connector.invalid_config', data);
  };
  const unreachable = (error: unknown) => refuse('fail_to_fetch_config', error);
  // Plain concatenation: an issuer that ends with a slash is looked for where it isn't.
  const url = `${issuer}/.well-known/openid-configuration`;
  if (!URL.canParse(url)) {
    return unreachable({ input: url, code: 'ERR_INVALID_URL', name: 'RequestError' });
  }
  const response = await fetch(url).catch((error: Error & { cause?: { code?: string } }) =>
    // Some ports `fetch` doesn't even try; Logto's client would find nobody there.
    unreachable({ code: error.cause?.code ?? 'ECONNREFUSED', name: 'RequestError' }),
  );
  const text = await response.text();
  if (!response.ok) return unreachable(text);
  let body: unknown;
  try {
    body = JSON.parse(text);
  } catch {
    return unreachable({ code: 'invalid_response', data: { message: text } });
  }
  const parsed = document.safeParse(body);
  if (!parsed.success) return refuse('invalid_config_response', parsed.error.flatten());
  return parsed.data;
}

/** Asked for whatever the connector's own scope says. */
export const connectorScope = (scope = '') =>
  [...new Set(['openid', 'profile', 'email', ...scope.split(' ').filter(Boolean)])].join(' ');
