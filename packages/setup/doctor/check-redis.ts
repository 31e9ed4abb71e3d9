/** Where sessions are kept, when not in cookies. */
import type { Facts } from './facts.ts';
import { CHECKS, error, type Finding, ok, skipped, warn } from './finding.ts';

export function checkRedis({ redis }: Facts): Finding[] {
  const [reachable, eviction, tls] = CHECKS.redis;
  if (redis.state === 'unasked') {
    return CHECKS.redis.map((id) => skipped(id, 'Redis', redis.why));
  }
  if (redis.state === 'failed') {
    return [
      error(reachable, 'Redis does not answer', {
        cause: redis.why,
        consequence: 'Pages answer 503: nobody can be recognized, and nobody can sign in.',
        fix: 'Check REDIS_URL and that Redis runs: redis-cli -u "$REDIS_URL" ping',
        docs: 'docs/errors/sessions_unavailable.md',
      }),
      ...[eviction, tls].map((id) => skipped(id, 'Redis', 'It does not answer.')),
    ];
  }
  const { policy, isEncrypted, isLocal } = redis.value;
  return [
    ok(reachable, 'Redis answers'),
    policy === undefined
      ? skipped(eviction, 'What Redis does when it is full', 'It does not tell.')
      : policy === 'noeviction'
        ? ok(eviction, 'Redis never drops a session to make room')
        : warn(eviction, 'Redis drops sessions when it is full', {
            cause: `Its maxmemory-policy is ${policy}.`,
            consequence:
              'People are signed out for no reason of theirs, and what was ended may be forgotten.',
            fix: 'redis-cli config set maxmemory-policy noeviction, or the setting "eviction" of your host.',
            docs: 'docs/sessions.md',
          }),
    isEncrypted || isLocal
      ? ok(tls, 'The way to Redis is safe')
      : warn(tls, 'The way to Redis is not encrypted', {
          cause: 'REDIS_URL begins with redis:// and leads to another machine.',
          consequence:
            'Its password crosses the network in clear. Sessions are sealed, but can be deleted.',
          fix: 'Use rediss:// if it is there; else make sure that the network is yours alone.',
          docs: 'docs/sessions.md',
        }),
  ];
}
