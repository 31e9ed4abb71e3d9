/** Signing in at Logto without a screen: what its pages send for a person. */

export type Method = 'GET' | 'POST' | 'PUT';
export type Proof = { verificationId: string };
/** One request to Logto with the cookies of one browser. */
export type Send = (
  method: Method,
  address: string,
  body?: object,
) => Promise<{ status: number; text: string }>;

export function experienceOf(send: Send, logtoUrl: string) {
  const attempt = (method: Method, path: string, body: object = {}) =>
    send(method, `${logtoUrl}/api/experience${path}`, body);
  async function ask<T>(method: Method, path: string, body?: object): Promise<T> {
    const { status, text } = await attempt(method, path, body);
    if (status >= 400) throw new Error(`${method} ${path}: ${status} ${text}`);
    // Some answers are empty, one is the word `Created`.
    return (text.startsWith('{') ? JSON.parse(text) : {}) as T;
  }
  return { attempt, ask };
}

/** On a sign-in page. @returns where Logto sends the browser then. */
export async function enterPassword(
  send: Send,
  logtoUrl: string,
  { login, password }: { login: string; password: string },
): Promise<string> {
  const { ask } = experienceOf(send, logtoUrl);
  await ask('PUT', '', { interactionEvent: 'SignIn' });
  const identifier = { type: 'username', value: login };
  const proof = await ask<Proof>('POST', '/verification/password', { identifier, password });
  await ask('POST', '/identification', proof);
  return (await ask<{ redirectTo: string }>('POST', '/submit')).redirectTo;
}
