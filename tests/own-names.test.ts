/** Names from outside that every object inherits: roles, error codes, ids of organizations. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { toManagementError } from '@logto-okta/clients/logto/errors';
import { toOktaError } from '@logto-okta/clients/okta/errors';
import { own } from '@logto-okta/clients/own';
import { reasonOf } from '@logto-okta/setup/doctor/probe';
import { describe, expect, it, vi } from 'vitest';
import { providerError, toAppError } from '#lib/logto/failures.ts';
import { can, ORGANIZATION_PERMISSIONS, permissionsOf } from '#lib/permissions.ts';

const NAMES = [
  ...Object.getOwnPropertyNames(Object.prototype),
  ...Object.getOwnPropertyNames(Function.prototype),
];
const session = vi.hoisted(() => ({ roles: [] as string[] }));
vi.mock('#lib/auth.ts', () => ({
  getUser: async () => ({ id: 'u', organizations: [{ id: 'o', name: 'O', roles: session.roles }] }),
  mayNow: async () => true,
}));
vi.mock('#lib/http/limits.ts', () => ({ overLimit: async () => undefined }));

describe.each(NAMES)('%s', (name) => {
  it('as a role permits nothing and breaks nothing', () => {
    expect([...permissionsOf([name])]).toEqual([]);
    for (const permission of Object.keys(ORGANIZATION_PERMISSIONS)) {
      expect(can({ roles: [name] }, permission as never)).toBe(false);
    }
  });

  it('as a role is a refusal at the API', async () => {
    vi.stubEnv('LOGTO_ENDPOINT', 'https://logto.example');
    vi.stubEnv('LOGTO_APP_ID', 'app');
    vi.stubEnv('LOGTO_APP_SECRET', 'secret');
    vi.stubEnv('BASE_URL', 'https://app.example');
    vi.stubEnv('COOKIE_SECRET', 'Vb8mJr2QkT6yXe0Lw4Zs9Hd1Nf5Gc7Pa3Uo');
    const { requireCaller } = await import('#lib/api/caller.ts');
    session.roles = [name];
    const caller = await requireCaller(new Request('https://app.example/api/organizations'));
    const refusal = await caller.refusal('read:organizations', 'o');
    expect(refusal).toMatchObject({ status: 403, code: 'not_permitted' });
  });

  it('as a code of a vendor is an unknown one', () => {
    expect(providerError(name).code).toBe('request_refused');
    expect(toAppError(Object.assign(new Error('x'), { code: name })).code).toBe('unexpected');
    const logto = toManagementError('do it', 422, { code: name, message: 'No.' });
    expect(logto).toMatchObject({
      code: 'refused',
      message: expect.stringContaining(`No. (${name})`),
    });
    expect(
      toOktaError(
        'do it',
        { status: 400, headers: new Headers() },
        { errorCode: name, errorSummary: 'No.' },
      ).code,
    ).toBe('refused');
    expect(reasonOf(Object.assign(new Error('x'), { code: name }))).toBe(name);
  });

  it('is found only where somebody put it', () => {
    expect(own<unknown>({}, name)).toBeUndefined();
    expect(own(JSON.parse(JSON.stringify({ a: 1 })), name)).toBeUndefined();
    expect(own(Object.fromEntries([[name, 1]]), name)).toBe(1);
  });
});

/** A table by strings, and a look-up in it by anything that isn't written out. */
const TABLE =
  /\b(?:const|let) (\w+)(?:: (?:(?!Record<)[^=;])*Record<string,[^=;]*=|\b[^;=]* = [^;]* as Record<string,)/g;

it('no table by strings is looked up plainly', () => {
  const files = ['app', 'components', 'lib', 'packages/clients'].flatMap((folder) =>
    readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter(
        (entry) => entry.isFile() && /\.tsx?$/.test(entry.name) && !/\.test\./.test(entry.name),
      )
      .map((entry) => join(entry.parentPath, entry.name)),
  );
  let tables = 0;
  for (const file of files) {
    const text = readFileSync(file, 'utf8');
    for (const [, table] of text.matchAll(TABLE)) {
      tables += 1;
      // Assignments fill it; `own` and `Object.hasOwn` look first.
      const plain = new RegExp(`\\b${table}(?:\\?\\.)?\\[(?!['"\`\\d])[^\\]]+\\](?! = )`);
      const lines = text.split('\n').filter((line) => plain.test(line) && !line.includes('hasOwn'));
      expect(lines, file).toEqual([]);
    }
  }
  expect(tables).toBeGreaterThan(5);
});
