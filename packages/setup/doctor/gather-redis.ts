import { withTimeLimit } from '@logto-okta/clients/time-limit';
import { createClient } from '@redis/client';
import type { Fact, RedisFacts } from './facts.ts';
import { known, unasked } from './facts.ts';
import { reasonOf } from './probe.ts';

const CONNECT_TIMEOUT_MS = 3000;
const ANSWER_TIMEOUT_MS = 5000;
const LOCAL = /^(localhost|127\.\d+\.\d+\.\d+|\[::1\])$/;

/** `PING`, and what Redis does when its memory is full; `INFO` is what hosted ones allow. */
export async function gatherRedis(url: string | undefined): Promise<Fact<RedisFacts>> {
  if (!url) return unasked('REDIS_URL is not set: sessions are in cookies.');
  if (!URL.canParse(url)) return unasked('REDIS_URL is malformed.');
  const { protocol, hostname } = new URL(url);
  const client = createClient({
    url,
    socket: { connectTimeout: CONNECT_TIMEOUT_MS, reconnectStrategy: false },
  });
  // Without a listener an error would end the process; `connect` rejects with it as well.
  client.on('error', () => {});
  const ask = async () => {
    await client.connect();
    await client.ping();
    const info = await client.info('memory').catch(() => '');
    return /^maxmemory_policy:(\S+)/m.exec(info)?.[1];
  };
  try {
    const policy = await withTimeLimit(ask(), ANSWER_TIMEOUT_MS);
    return known({ policy, isEncrypted: protocol === 'rediss:', isLocal: LOCAL.test(hostname) });
  } catch (problem) {
    // Redis's own messages (WRONGPASS …) carry no password; its address might.
    const said = problem instanceof Error ? problem.message : '';
    const why = /^(WRONGPASS|NOAUTH|NOPERM)/.test(said)
      ? `Redis at ${hostname} refuses the user name or password.`
      : `Redis at ${hostname} can't be reached: ${reasonOf(problem)}.`;
    return { state: 'failed', why };
  } finally {
    client.destroy();
  }
}
