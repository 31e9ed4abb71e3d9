import { beforeEach, describe, expect, it, vi } from 'vitest';
import { stubSettings } from '#lib/test-settings.ts';

beforeEach(() => {
  vi.resetModules();
  vi.unstubAllEnvs();
  stubSettings();
});

async function addressOf(socket: string | undefined, forwarded?: string, hops?: number) {
  if (hops !== undefined) vi.stubEnv('TRUSTED_PROXY_HOPS', String(hops));
  const { clientAddress, withSocketAddress } = await import('./client-address.ts');
  const headers = new Headers(forwarded === undefined ? {} : { 'x-forwarded-for': forwarded });
  return withSocketAddress(socket, () => clientAddress(headers));
}

describe('without a trusted proxy', () => {
  it('is the connection’s, whatever a header says', async () => {
    expect(await addressOf('203.0.113.9', '198.51.100.1')).toBe('203.0.113.9');
    expect(await addressOf('::ffff:203.0.113.9')).toBe('203.0.113.9');
    expect(await addressOf('2001:db8:1:2:3:4:5:6')).toBe('2001:db8:1:2::/64');
    expect(await addressOf('2001:db8::6')).toBe('2001:db8:0:0::/64');
  });

  // A proxy that nobody declared: everybody behind it would share one limit.
  it.each([
    '127.0.0.1',
    '::1',
    '10.0.0.7',
    '172.17.0.1',
    '192.168.1.1',
    '100.64.0.9',
    'fd00::1',
    'fe80::1%eth0',
    '::ffff:10.0.0.7',
    '',
    undefined,
  ])('is unknown for a connection from %s', async (socket) =>
    expect(await addressOf(socket, '198.51.100.1')).toBeUndefined(),
  );
});

describe('behind proxies', () => {
  it.each([
    ['203.0.113.9', 1, '203.0.113.9'],
    // What the client wrote stands in front of what the proxies add.
    ['6.6.6.6, 203.0.113.9', 1, '203.0.113.9'],
    ['6.6.6.6, 203.0.113.9, 10.0.0.3', 2, '203.0.113.9'],
    ['203.0.113.9:4711', 1, '203.0.113.9'],
    ['[2001:db8::6]:4711', 1, '2001:db8:0:0::/64'],
    ['10.1.2.3', 1, '10.1.2.3'],
  ])('of "%s" it is what the outermost of %i wrote', async (header, hops, wanted) => {
    expect(await addressOf('10.0.0.7', header, hops)).toBe(wanted);
  });

  it.each([
    ['', 1],
    ['203.0.113.9', 2],
    ['unknown', 1],
    ['<script>', 1],
    ['203.0.113.999', 1],
  ])('of "%s" behind %i it is unknown', async (header, hops) => {
    expect(await addressOf('203.0.113.1', header, hops)).toBeUndefined();
  });
});
