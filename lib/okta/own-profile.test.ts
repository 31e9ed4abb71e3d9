/** With servers of this machine: what is asked of a company's Okta org, and what is not. */
import { once } from 'node:events';
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { ownGroups, ownProfile } from './own-profile.ts';

const ends: (() => void)[] = [];
afterEach(() => {
  for (const end of ends.splice(0)) end();
});

async function serve(listener: RequestListener) {
  const seen: { url: string | undefined; authorization: string | undefined }[] = [];
  const server = createServer((request, response) => {
    const { url, headers } = request;
    seen.push({ url, authorization: headers.authorization });
    listener(request, response);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  ends.push(() => server.close().closeAllConnections());
  return { seen, origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}` };
}

const scopes = new Set(['okta.users.read.self', 'groups']);
const orgAt = (origin: string) => ({ origin, authorizationServer: '', token: 'token', scopes });
const unavailable = { ok: false, reason: 'unavailable' };
const profile = { firstName: 'Emma', lastName: 'Stone', login: 'emma@acme.test' };
const BOTH = [
  ['profile', ownProfile, { profile }],
  ['groups', ownGroups, { groups: ['Everyone'] }],
] as const;

describe.each(BOTH)('a person’s own %s, asked of their company’s Okta org', (_name, ask, good) => {
  it('comes with the person’s token', async () => {
    const { origin, seen } = await serve((_, response) => response.end(JSON.stringify(good)));
    expect(await ask(orgAt(origin))).toMatchObject({ ok: true });
    expect(seen).toHaveLength(1);
    expect(seen[0]?.authorization).toBe('Bearer token');
  });

  it('follows no redirect, not even on the same host', async () => {
    const target = await serve((_, response) => response.end(JSON.stringify(good)));
    const same = await serve((request, response) => {
      if (request.url === '/moved') return response.end(JSON.stringify(good));
      return response.writeHead(302, { location: '/moved' }).end();
    });
    const other = await serve((_, response) =>
      response.writeHead(307, { location: `${target.origin}/` }).end(),
    );
    expect(await ask(orgAt(same.origin))).toEqual(unavailable);
    expect(same.seen).toHaveLength(1);
    expect(await ask(orgAt(other.origin))).toEqual(unavailable);
    expect(target.seen).toEqual([]);
  });

  it('is not read past a limit of size', async () => {
    let sent = 0;
    const chunk = Buffer.alloc(65_536, ' ');
    const { origin } = await serve((_, response) => {
      const write = () => {
        // As much as the client takes: valid JSON, were it read to its end.
        while (sent < 50_000_000 && !response.destroyed) {
          sent += chunk.length;
          if (!response.write(chunk)) return response.once('drain', write);
        }
        return response.end(JSON.stringify(good));
      };
      write();
    });
    expect(await ask(orgAt(origin))).toEqual(unavailable);
    expect(sent).toBeLessThan(50_000_000);
  });

  it('is not waited for past a limit of time', async () => {
    const { origin } = await serve((_, response) => response.write('{'));
    expect(await ask(orgAt(origin))).toEqual(unavailable);
  });
});
