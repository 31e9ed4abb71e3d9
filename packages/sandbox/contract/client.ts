/** One browser's requests to the target: cookies kept, redirects shown rather than followed. */
import { cookieJar } from '../engine/cookie-jar.ts';

export type Answer = { status: number; headers: Headers; text: string; body: unknown };

export class Client {
  readonly #cookies = cookieJar();
  readonly #base: string;
  constructor(base: string) {
    this.#base = base;
  }

  async send(path: string, init: RequestInit = {}): Promise<Answer> {
    const url = new URL(path, this.#base);
    const headers = new Headers(init.headers);
    const cookie = this.#cookies.header(url);
    if (cookie) headers.set('cookie', cookie);
    const response = await fetch(url, { ...init, headers, redirect: 'manual' });
    this.#cookies.keep(response);
    const text = await response.text();
    return { status: response.status, headers: response.headers, text, body: parsed(text) };
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
