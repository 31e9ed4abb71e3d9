/**
 * A browser without a screen, for what takes thousands of requests: it has cookies and follows no
 * redirect. Not `fetch`, which names itself in `Sec-Fetch-Mode` and tidies addresses and headers.
 */
import { Agent, request as httpRequest, type IncomingHttpHeaders } from 'node:http';
import { type CookieJar, cookieJar } from '../engine/cookie-jar.ts';
import { PASSWORD } from '../seed.ts';
import { enterPassword, type Send } from './sign-in-requests.ts';

export type Sent = {
  method?: string;
  /** The request target as it goes over the wire; `URL` would resolve dots and encode. */
  target: string;
  headers?: Record<string, string | string[]>;
  body?: string | Buffer;
};
export type Answer = {
  status: number;
  headers: IncomingHttpHeaders;
  setCookies: string[];
  location: string | undefined;
  text: string;
};

const TIMEOUT_MS = 20_000;
const agent = new Agent({ keepAlive: true, maxSockets: 32 });

/** @throws when the server breaks the connection off or is silent for too long. */
export function send(appUrl: string, whole: Sent): Promise<Answer> {
  const { method = 'GET', target, headers, body } = whole;
  const { hostname, port } = new URL(appUrl);
  return new Promise<Answer>((resolve, reject) => {
    const options = { agent, hostname, port, method, path: target, timeout: TIMEOUT_MS };
    const length = body === undefined ? {} : { 'content-length': String(Buffer.byteLength(body)) };
    const sent = httpRequest({ ...options, headers: { ...length, ...headers } }, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('error', reject);
      response.on('end', () =>
        resolve({
          status: response.statusCode ?? 0,
          headers: response.headers,
          setCookies: response.headers['set-cookie'] ?? [],
          location: response.headers.location,
          text: Buffer.concat(chunks).toString('utf8'),
        }),
      );
    });
    sent.on('timeout', () => sent.destroy(new Error(`no answer to ${method} ${target}`)));
    sent.on('error', (error: NodeJS.ErrnoException) => {
      // A server may close a kept connection while the next request is on its way.
      if (sent.reusedSocket && error.code === 'ECONNRESET') resolve(send(appUrl, whole));
      else reject(error);
    });
    sent.end(body);
  });
}

/** The same person at Logto, whose addresses need no care. */
function logtoBrowser(logtoUrl: string) {
  const cookies = cookieJar();
  const ask = async (method: string, address: string, body?: object) => {
    const url = new URL(address, logtoUrl);
    const answer = await fetch(url, {
      method,
      redirect: 'manual',
      headers: { cookie: cookies.header(url), 'content-type': 'application/json' },
      ...(body && { body: JSON.stringify(body) }),
    });
    cookies.keep(answer);
    return answer;
  };
  /** @returns a page of Logto's, or the first address that isn't Logto's. */
  async function open(address: string): Promise<string> {
    const url = new URL(address, logtoUrl);
    if (url.origin !== new URL(logtoUrl).origin) return url.href;
    const answer = await ask('GET', url.href);
    await answer.body?.cancel();
    const location = answer.headers.get('location');
    return location ? open(new URL(location, url).href) : url.href;
  }
  const send: Send = async (method, address, body) => {
    const answer = await ask(method, address, body);
    return { status: answer.status, text: await answer.text() };
  };
  return { open, send };
}

export type PlainBrowser = ReturnType<typeof plainBrowser>;

/** @param credentialsOf of a user name at Logto; those of the seed by default. */
export function plainBrowser(
  appUrl: string,
  cookies: CookieJar = cookieJar(),
  credentialsOf = (username: string) => ({ login: username, password: PASSWORD }),
) {
  const own = new URL(appUrl);

  async function open(address: string, more: Omit<Sent, 'target'> = {}): Promise<Answer> {
    const { pathname, search } = new URL(address, appUrl);
    const cookie = cookies.header(own);
    const headers = { ...(cookie && { cookie }), ...more.headers };
    const answer = await send(appUrl, { ...more, target: pathname + search, headers });
    const kept = new Headers(answer.setCookies.map((line) => ['set-cookie', line]));
    cookies.keep({ headers: kept });
    return answer;
  }

  /** Signs in at Logto, and comes back with its answer, which is not opened yet. */
  async function answerOfLogto(logtoUrl: string, username: string, returnTo = '/dashboard') {
    const { location = '' } = await open(`/sign-in?${new URLSearchParams({ returnTo })}`);
    const logto = logtoBrowser(logtoUrl);
    await logto.open(location);
    return logto.open(await enterPassword(logto.send, logtoUrl, credentialsOf(username)));
  }

  return {
    open,
    answerOfLogto,
    async signIn(logtoUrl: string, username: string) {
      const { status, location } = await open(await answerOfLogto(logtoUrl, username));
      if (location !== `${appUrl}/dashboard`) throw new Error(`signed in to ${status} ${location}`);
    },
    copy: () => plainBrowser(appUrl, cookies.copy(), credentialsOf),
    /** The `Cookie` header that goes with every request. */
    cookie: () => cookies.header(own),
    /** Values of its cookies by name. */
    values: (): Record<string, string> =>
      Object.fromEntries(
        (cookies.header(own).match(/[^;\s][^;]*/g) ?? []).map((pair) => {
          const [name = '', value = ''] = pair.split(/=(.*)/s);
          return [name, value];
        }),
      ),
  };
}

/** Presses a button that is a server action: sends the form around these words. */
export async function press(browser: PlainBrowser, appUrl: string, path: string, button: string) {
  const { text: html } = await browser.open(path);
  const forms = [...html.matchAll(/<form[\s\S]*?<\/form>/g)].map(([form]) => form);
  const form = forms.find((one) => one.includes(button));
  if (!form) throw new Error(`no form with ${button} on ${path}`);
  const fields = new FormData();
  for (const [input] of form.matchAll(/<input type="hidden"[^>]*>/g)) {
    const attribute = (name: string) => new RegExp(`${name}="([^"]*)"`).exec(input)?.[1] ?? '';
    fields.append(attribute('name'), attribute('value'));
  }
  const encoded = new Response(fields);
  return browser.open(path, {
    method: 'POST',
    headers: { origin: appUrl, 'content-type': encoded.headers.get('content-type') ?? '' },
    body: Buffer.from(await encoded.arrayBuffer()),
  });
}
