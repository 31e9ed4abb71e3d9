/** A sandbox with its control API for each test, and what an app and a browser do meanwhile. */
import { createRemoteJWKSet, jwtVerify } from 'jose';
import { afterEach, beforeEach } from 'vitest';
import { openBrowser } from './logto/test-browser.ts';
import { type Sandbox, sandboxApplication, startSandbox } from './sandbox.ts';

const APP = 'http://localhost:3000';

export function controlledForEachTest() {
  let sandbox: Sandbox;
  beforeEach(async () => {
    sandbox = await startSandbox({ appUrls: [APP], control: true });
  });
  afterEach(() => sandbox.close());
  const control = () => sandbox.control?.url ?? '';

  async function ask(call: string, body?: unknown, headers: Record<string, string> = {}) {
    const [method = '', path = ''] = call.split(' ');
    const response = await fetch(control() + path, {
      method,
      headers,
      ...(body !== undefined && { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    });
    const text = await response.text();
    return { status: response.status, body: text ? JSON.parse(text) : undefined };
  }
  const fault = (kind: string, more: object = {}, server = 'logto') =>
    ask(`PUT /${server}/fault`, { kind, ...more });

  /** Signs in at Logto; the address that the browser is sent back to. */
  async function callback() {
    const query = new URLSearchParams({
      client_id: sandboxApplication.id,
      redirect_uri: `${APP}/callback`,
      response_type: 'code',
      scope: 'openid offline_access',
      prompt: 'consent',
      state: 'ours',
    });
    const browser = openBrowser(sandbox.logto.url);
    await browser.open(`/oidc/auth?${query}`);
    return (await browser.enterPassword('alex')).url.searchParams;
  }
  async function token(fields: Record<string, string>) {
    const { id, secret } = sandboxApplication;
    const response = await fetch(`${sandbox.logto.url}/oidc/token`, {
      method: 'POST',
      headers: { authorization: `Basic ${btoa(`${id}:${secret}`)}` },
      body: new URLSearchParams(fields),
    });
    const text = await response.text();
    return { status: response.status, body: text.startsWith('{') ? JSON.parse(text) : text };
  }
  const redeem = (code: string | null) =>
    token({
      grant_type: 'authorization_code',
      code: code ?? '',
      redirect_uri: `${APP}/callback`,
    });
  const signIn = async () => (await redeem((await callback()).get('code'))).body;
  const verify = (idToken: string) =>
    jwtVerify(idToken, createRemoteJWKSet(new URL(`${sandbox.logto.url}/oidc/jwks`)), {
      issuer: `${sandbox.logto.url}/oidc`,
      audience: sandboxApplication.id,
    });
  const status = () => fetch(`${sandbox.logto.url}/api/status`);

  return {
    get sandbox() {
      return sandbox;
    },
    get control() {
      return control();
    },
    ...{ ask, fault, callback, token, redeem, signIn, verify, status },
  };
}
