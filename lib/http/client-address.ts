/**
 * The network address of whoever sends a request, for limits. A header alone never decides: anybody
 * may write one. Behind proxies that are trusted (`TRUSTED_PROXY_HOPS`) it is what the outermost of
 * them wrote; without one it is the connection's. A connection from a private network is a proxy
 * that nobody declared: its address would put everybody's requests together, so it counts as unknown.
 */
import { AsyncLocalStorage } from 'node:async_hooks';
import { BlockList, isIPv4, isIPv6 } from 'node:net';
import { getEnv } from '#lib/env.ts';

/** On `globalThis`: Next bundles `instrumentation.ts` apart from the routes that ask. */
const KEY = Symbol.for('northgate.socket-address');
const holder = globalThis as { [KEY]?: AsyncLocalStorage<string | undefined> };
function storage() {
  holder[KEY] ??= new AsyncLocalStorage();
  return holder[KEY];
}

/** For the server: what is run for a request knows where its connection came from. */
export const withSocketAddress = <T>(address: string | undefined, work: () => T): T =>
  storage().run(address, work);

const PRIVATE = new BlockList();
for (const [network, prefix] of [
  ['10.0.0.0', 8],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.168.0.0', 16],
  // Shared by a carrier's or a cloud's customers (RFC 6598).
  ['100.64.0.0', 10],
] as const) {
  PRIVATE.addSubnet(network, prefix);
}
PRIVATE.addAddress('::1', 'ipv6');
PRIVATE.addSubnet('fc00::', 7, 'ipv6');
PRIVATE.addSubnet('fe80::', 10, 'ipv6');

/** Of IPv6 the network: one customer has all 2^64 addresses of it. */
function network(address: string): string {
  const [head = '', tail] = address.split('::');
  const first = head.split(':').filter(Boolean);
  const last = (tail ?? '').split(':').filter(Boolean);
  const zeros = tail === undefined ? 0 : 8 - first.length - last.length;
  const groups = [...first, ...Array.from({ length: zeros }, () => '0'), ...last];
  const plain = groups.slice(0, 4).map((group) => Number.parseInt(group, 16).toString(16));
  return `${plain.join(':')}::/64`;
}

/** IPv4, perhaps with a port or as IPv6 writes it, or the network of an IPv6 address. */
function normalized(text: string): { key: string; isPrivate: boolean } | undefined {
  const bare = text
    .trim()
    .replace(/^\[(.*)\](:\d+)?$/, '$1')
    .replace(/^::ffff:(?=\d+\.)/i, '')
    .replace(/^(\d+\.\d+\.\d+\.\d+):\d+$/, '$1')
    .replace(/%.*$/, '');
  if (isIPv4(bare)) return { key: bare, isPrivate: PRIVATE.check(bare) };
  // With the last 32 bits in decimals it is an IPv4 address in disguise; none of ours is.
  if (!isIPv6(bare) || bare.includes('.')) return undefined;
  return { key: network(bare), isPrivate: PRIVATE.check(bare, 'ipv6') };
}

/** Undefined when it can't be told. Inside a request only. */
export function clientAddress(headers: Headers): string | undefined {
  const hops = getEnv().TRUSTED_PROXY_HOPS;
  if (hops > 0) {
    const written = (headers.get('x-forwarded-for') ?? '').split(',');
    return normalized(written.at(-hops) ?? '')?.key;
  }
  const own = normalized(storage().getStore() ?? '');
  return own?.isPrivate ? undefined : own?.key;
}
