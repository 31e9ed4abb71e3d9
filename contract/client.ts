/** One browser's requests to the target: cookies kept, redirects shown rather than followed. */
export type Answer = { status: number; headers: Headers; text: string; body: unknown };

type Cookie = { value: string; path: string };

export class Client {
  readonly #cookies = new Map<string, Cookie>();
  readonly #base: string;
  constructor(base: string) {
    this.#base = base;
  }

  async send(path: string, init: RequestInit = {}): Promise<Answer> {
    const url = new URL(path, this.#base);
    const headers = new Headers(init.headers);
    const cookies = [...this.#cookies].filter(([, { path: scope }]) =>
      url.pathname.startsWith(scope),
    );
    if (cookies.length > 0) {
      headers.set(
        'cookie',
        cookies.map(([key, { value }]) => `${key.split(' ')[0]}=${value}`).join('; '),
      );
    }
    const response = await fetch(url, { ...init, headers, redirect: 'manual' });
    for (const line of response.headers.getSetCookie()) this.#keep(line);
    const text = await response.text();
    return { status: response.status, headers: response.headers, text, body: parsed(text) };
  }

  #keep(line: string) {
    const [pair = '', ...attributes] = line.split(/;\s*/);
    const [name = '', value = ''] = pair.split(/=(.*)/s);
    const path = attributes.find((one) => /^path=/i.test(one))?.slice(5) ?? '/';
    if (value) this.#cookies.set(`${name} ${path}`, { value, path });
    else this.#cookies.delete(`${name} ${path}`);
  }

  get = (path: string, headers: Record<string, string> = {}) => this.send(path, { headers });
  form = (path: string, fields: Record<string, string>, headers: Record<string, string> = {}) =>
    this.send(path, { method: 'POST', headers, body: new URLSearchParams(fields) });
  json = (method: string, path: string, body: object = {}) =>
    this.send(path, {
      method,
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
