import { beforeEach, describe, expect, it } from 'vitest';
import { stubSettings } from '#lib/test-settings.ts';
import { checkIds, resultOf } from './organizations.ts';
import type { ApiProblem } from './problem.ts';

beforeEach(() => {
  stubSettings({ LOGTO_M2M_APP_ID: 'machine', LOGTO_M2M_APP_SECRET: 'secret' });
});

function thrownBy(work: () => unknown): ApiProblem {
  try {
    work();
  } catch (error) {
    return error as ApiProblem;
  }
  throw new Error('nothing was thrown');
}

describe('ids from an address', () => {
  it('are those that Logto gives', () => {
    const ids = { id: 'acmeorg00001', memberId: 'sandboxapp0000000app1' };
    expect(checkIds(ids)).toBe(ids);
  });

  // `..` would be another call of the Management API: WHATWG URLs resolve it, encoded or not.
  it.each(['..', '.', '%2e%2e', '../users', 'a/b', 'a?b', 'a#b', '', 'a b', 'a\n', 'x'.repeat(65)])(
    '%j is none',
    (id) => {
      expect(thrownBy(() => checkIds({ id: 'good', memberId: id })).status).toBe(404);
    },
  );
});

describe('a refusal', () => {
  it('is a problem of its status; waiting is of use only when something is down', () => {
    expect(resultOf({ ok: true, value: 1 })).toBe(1);
    const problem = (why: Parameters<typeof resultOf>[0] & { ok: false }) =>
      thrownBy(() => resultOf(why));
    const down = problem({ ok: false, reason: 'unavailable' });
    expect(down).toMatchObject({
      status: 503,
      code: 'unavailable',
      headers: { 'Retry-After': '5' },
    });
    expect(problem({ ok: false, reason: 'role_unknown' })).toMatchObject({
      status: 503,
      headers: {},
    });
    expect(problem({ ok: false, reason: 'last_admin' })).toMatchObject({
      status: 409,
      headers: {},
    });
  });
});
