/** Every check: right when all is well, and provoked once in each way that it knows. */
import { existsSync, readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { check } from '../../doctor/check.ts';
import type { Facts } from '../../doctor/facts.ts';
import { CHECKS, type CheckId, exitStatus } from '../../doctor/finding.ts';
import { gather } from '../../doctor/gather.ts';
import type { World } from '../world.ts';
import { PROVOCATIONS, SKIPS_ONLY } from './provocations.ts';
import { levelOf, problemsOf, questionOf, startHealthyWorld } from './world.ts';

let world: World;
let healthy: Facts;
beforeAll(async () => {
  world = await startHealthyWorld();
  const facts = await gather(questionOf(world));
  healthy = {
    ...facts,
    redis: {
      state: 'known',
      value: { policy: 'noeviction', isEncrypted: false, isLocal: true },
    },
    app: {
      state: 'known',
      value: {
        url: 'https://app.example.com',
        home: {
          status: 200,
          headers: {
            'content-security-policy':
              "default-src 'self'; script-src 'self' 'nonce-YWJj' 'strict-dynamic'; frame-ancestors 'none'",
            'strict-transport-security': 'max-age=63072000',
            'cache-control': 'private, no-store',
            vary: 'rsc, Cookie',
          },
          cookies: [],
        },
        signIn: {
          state: 'known',
          value: {
            status: 303,
            headers: {
              location: `${facts.logto.endpoint}/oidc/auth?client_id=${facts.settings.values.LOGTO_APP_ID}&redirect_uri=${encodeURIComponent('https://app.example.com/callback')}`,
            },
            cookies: [
              '__Host-sign-in.abc=x; Path=/; Secure; HttpOnly; SameSite=Lax',
              'logto_x=; Path=/; Expires=Thu, 01 Jan 1970 00:00:00 GMT',
            ],
          },
        },
        backchannel: { state: 'known', value: { status: 400, headers: {}, cookies: [] } },
        plain: {
          state: 'known',
          value: { status: 308, headers: { location: 'https://app.example.com/' }, cookies: [] },
        },
      },
    },
  };
});
afterAll(() => world.close());

const ALL = Object.values(CHECKS).flat() as CheckId[];

it('is content with what is well', () => {
  expect(problemsOf(check(healthy))).toEqual([]);
});

it('says something of every check, in their order', () => {
  const said = [...new Set(check(healthy).map(({ id }) => id))];
  expect(said).toEqual(ALL.filter((id) => said.includes(id)));
  // Redis has all of it, the deployed app too.
  expect(ALL.filter((id) => !said.includes(id))).toEqual([]);
});

describe('each finding', () => {
  it.each(PROVOCATIONS)('$id: $when', ({ id, level, change, says }) => {
    const facts = structuredClone(healthy);
    change(facts);
    const found = check(facts).find((one) => one.id === id && one.level === level);
    expect(found, `levels: ${levelOf(facts, id)}`).toBeDefined();
    if (says) expect(`${found?.title} ${found?.cause}`).toMatch(says);
    if (level === 'skipped') return;
    for (const text of [found?.cause, found?.consequence, found?.fix]) expect(text).toMatch(/\w/);
    expect(exitStatus(check(facts))).toBeGreaterThanOrEqual(level === 'error' ? 2 : 1);
  });

  it('is provoked at least once', () => {
    const provoked = PROVOCATIONS.filter(({ level }) => level !== 'skipped').map(({ id }) => id);
    expect(ALL.filter((id) => !provoked.includes(id))).toEqual(SKIPS_ONLY);
  });

  it('prints no secret', () => {
    const { LOGTO_APP_SECRET, LOGTO_M2M_APP_SECRET, COOKIE_SECRET } = healthy.settings.values;
    const [idp] = Object.values(healthy.idps);
    const secrets = [
      LOGTO_APP_SECRET,
      LOGTO_M2M_APP_SECRET,
      COOKIE_SECRET,
      String(idp?.connector.config.clientSecret),
    ];
    for (const { change } of PROVOCATIONS) {
      const facts = structuredClone(healthy);
      change(facts);
      const text = JSON.stringify(check(facts));
      for (const secret of secrets) expect(text).not.toContain(secret);
    }
  });
});

describe('docs', () => {
  const text = readFileSync('docs/doctor.md', 'utf8');

  it('docs/doctor.md lists every check once, and no other', () => {
    const listed = [...text.matchAll(/^\| `([a-z]+\.[a-z-]+)` \|/gm)].map(([, id]) => id);
    expect(listed).toEqual(ALL);
  });

  it('what findings point to is there', () => {
    for (const { change } of PROVOCATIONS) {
      const facts = structuredClone(healthy);
      change(facts);
      for (const { docs } of check(facts)) if (docs) expect(existsSync(docs), docs).toBe(true);
    }
  });
});
