/** One browser of one person: a small cookie jar, plain HTTP, no redirect followed by itself. */
import { Agent, request as httpRequest } from 'node:http';
import { type CookieJar, cookieJar } from '@logto-okta/sandbox/engine/cookie-jar';
import { openBrowser } from '@logto-okta/sandbox/logto/test-browser';
import { type Answer, judgePage, type Kind, problemIn } from './judge.ts';
import type { Person } from './people.ts';

const TIMEOUT_MS = 90_000;
const SIGN_IN_LIMIT_MS = 120_000;
/** Addresses of one sign-in, those of a second try included. */
const MAX_STEPS = 12;
const agent = new Agent({ keepAlive: true, maxSockets: 1024 });

/** @param url whose Host is named; `port` is where the request goes, nginx or one instance. */
export type Site = { url: string; port: number };
export type SignIn = {
  kind: Kind;
  /** Milliseconds, until the person's page was there. */
  ms: number;
  /** It had to be begun again, which the person sees as a longer way. */
  again: boolean;
};

function send({ url, port }: Site, path: string, cookie: string): Promise<Answer> {
  const { host } = new URL(url);
  const headers = { host, accept: 'text/html', ...(cookie && { cookie }) };
  const whole = { agent, host: 'localhost', port, path, headers, timeout: TIMEOUT_MS };
  return new Promise((resolve, reject) => {
    const sent = httpRequest(whole, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('error', reject);
      response.on('end', () =>
        resolve({
          status: response.statusCode ?? 0,
          location: response.headers.location,
          setCookies: response.headers['set-cookie'] ?? [],
          text: Buffer.concat(chunks).toString('utf8'),
        }),
      );
    });
    sent.on('timeout', () => sent.destroy(new Error('no answer in time')));
    sent.on('error', (error: NodeJS.ErrnoException) => {
      // As browsers do: the server may close a kept connection while the next request is on its way.
      if (sent.reusedSocket && error.code === 'ECONNRESET')
        resolve(send({ url, port }, path, cookie));
      else reject(error);
    });
    sent.end();
  });
}

export type Visitor = ReturnType<typeof createVisitor>;

export function createVisitor(
  person: Person,
  site: Site,
  logtoUrl: string,
  jar: CookieJar = cookieJar(),
) {
  const own = new URL(site.url);
  const sessionName = `session-${own.port}`;
  const isOfSession = (name: string) => name.split('.')[0] === sessionName;
  const hasSession = () => jar.names().some(isOfSession);

  async function open(path: string, by: Site = site): Promise<Answer> {
    const answer = await send(by, path, jar.header(own));
    if (answer.setCookies.length > 0) {
      const headers = new Headers(answer.setCookies.map((line) => ['set-cookie', line]));
      jar.keep({ headers });
    }
    return answer;
  }

  async function walk(): Promise<{ kind: Kind; again: boolean }> {
    const logto = openBrowser(logtoUrl);
    let starts = 0;
    let path = '/sign-in?returnTo=/dashboard';
    for (let step = 0; step < MAX_STEPS; step++) {
      if (path.startsWith('/sign-in?')) starts += 1;
      const answer = await open(path).catch(() => undefined);
      const again = starts > 1;
      if (!answer) return { kind: 'connection broken', again };
      if (!answer.location) {
        const problem = problemIn(path);
        return {
          kind: problem ?? judgePage(answer, person.index, hasSession() ? 'kept' : 'none'),
          again,
        };
      }
      let next = new URL(answer.location, site.url);
      if (next.origin === logtoUrl) {
        try {
          const page = await logto.open(next);
          next =
            page.url.origin === logtoUrl
              ? (await logto.enterPassword(person.username)).url
              : page.url;
        } catch {
          return { kind: 'Logto doesn’t answer the browser', again };
        }
      }
      path = next.pathname + next.search;
    }
    return { kind: 'redirected without end', again: true };
  }

  return {
    person,
    hasSession,
    /** Characters of the session's cookies in the header, names included. */
    sessionBytes: () =>
      jar
        .header(own)
        .split('; ')
        .filter((pair) => isOfSession(pair.split('=')[0] ?? ''))
        .join('; ').length,
    /** Looks at a page. @param by another way than through nginx. */
    async view(path: string, by: Site = site): Promise<Kind> {
      try {
        const answer = await open(path, by);
        return judgePage(answer, person.index, hasSession() ? 'kept' : 'lost');
      } catch (error) {
        return (error as Error).message === 'no answer in time' ? 'no answer' : 'connection broken';
      }
    },
    /** By the pages and answers that a person's browser would go through, up to the dashboard. */
    async signIn(): Promise<SignIn> {
      const started = performance.now();
      let timer: NodeJS.Timeout | undefined;
      const late = new Promise<{ kind: Kind; again: boolean }>((resolve) => {
        timer = setTimeout(resolve, SIGN_IN_LIMIT_MS, { kind: 'no answer', again: false });
      });
      const { kind, again } = await Promise.race([walk(), late]);
      clearTimeout(timer);
      return { kind, again, ms: performance.now() - started };
    },
  };
}
