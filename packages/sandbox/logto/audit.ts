/**
 * The tenant's audit log, `/api/logs`. Entries carry what Logto's carry, which is more than a log
 * should: authorization codes, PKCE verifiers and whole profiles are in them. Whoever shows entries
 * to people has to choose what to show.
 */
import type { IncomingMessage } from 'node:http';
import { newId } from './ids.ts';
import type { Tenant } from './tenant.ts';

export type AuditLog = {
  tenantId: string;
  id: string;
  key: string;
  payload: Record<string, unknown> & { key: string; result: 'Success' | 'Error' };
  /** Milliseconds. */
  createdAt: number;
};
export type AuditEntry = {
  key: string;
  /** Of a failure. */
  error?: unknown;
  payload: Record<string, unknown>;
};

/** A sandbox that runs for weeks keeps this many. */
const MAX_LOGS = 10_000;
const MASK = '******';
const SECRET_WORDS = ['secret', 'password', 'apikey', 'privatekey', 'credential', 'cookie'];
const SECRET_NAMES = ['authorization', 'token'];
/** Contain a word of a secret and are none. */
const PLAIN_NAMES = ['passwordverified', 'haspassword'];

function isSecret(name: string, value: unknown) {
  const folded = name.replace(/[_-]/g, '').toLowerCase();
  if (PLAIN_NAMES.includes(folded) && typeof value === 'boolean') return false;
  // The name of the secret that an application used, not its value.
  if (folded === 'applicationsecret') return false;
  return (
    SECRET_NAMES.includes(folded) ||
    folded.endsWith('token') ||
    SECRET_WORDS.some((word) => folded.includes(word))
  );
}

/** By the names of the keys, at any depth. A key that has no value is masked all the same. */
export function masked(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(masked);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, one]) => [name, isSecret(name, one) ? MASK : masked(one)]),
  );
}

const BROWSERS: [RegExp, string][] = [
  [/HeadlessChrome\/([\d.]+)/, 'Chrome Headless'],
  [/Edg\/([\d.]+)/, 'Edge'],
  [/Chrome\/([\d.]+)/, 'Chrome'],
  [/Firefox\/([\d.]+)/, 'Firefox'],
  [/Version\/([\d.]+).* Safari\//, 'Safari'],
];
const SYSTEMS: [RegExp, string][] = [
  [/Windows/, 'Windows'],
  [/iPhone|iPad/, 'iOS'],
  [/Mac OS X/, 'macOS'],
  [/Android/, 'Android'],
  [/Linux/, 'Linux'],
];

/** Logto asks a library; this much of it says which browser somebody used. */
function parsedUserAgent(ua: string) {
  const [, browser] = BROWSERS.find(([pattern]) => pattern.test(ua)) ?? [];
  const version = BROWSERS.find(([, name]) => name === browser)?.[0].exec(ua)?.[1];
  const [, system] = SYSTEMS.find(([pattern]) => pattern.test(ua)) ?? [];
  return {
    ua,
    browser: browser ? { name: browser, version, major: version?.split('.')[0] } : {},
    device: {},
    engine: {},
    os: system ? { name: system } : {},
    cpu: {},
  };
}

export function signInContextOf({ socket, headers }: IncomingMessage) {
  return { ip: socket.remoteAddress ?? '', userAgent: headers['user-agent'] ?? '' };
}

/** Writes one entry. The request says where it came from. */
export function audit(
  { logs }: Tenant,
  now: number,
  req: IncomingMessage,
  { key, error, payload }: AuditEntry,
) {
  const { ip, userAgent } = signInContextOf(req);
  const full = {
    key,
    result: error === undefined ? ('Success' as const) : ('Error' as const),
    ip,
    ...(userAgent && { userAgent, userAgentParsed: parsedUserAgent(userAgent) }),
    ...(error !== undefined && { error }),
    ...payload,
  };
  logs.push({
    tenantId: 'default',
    id: newId(21),
    key,
    payload: JSON.parse(JSON.stringify(masked(full))),
    createdAt: now,
  });
  if (logs.length > MAX_LOGS) logs.shift();
}
