import { describe, expect, it } from 'vitest';
import { formatProblems, parseEnv } from './env.ts';

const SECRET = 'Vb8mJr2QkT6yXe0Lw4Zs9Hd1Nf5Gc7Pa3Uo';
const good = {
  NODE_ENV: 'production',
  LOGTO_ENDPOINT: 'https://acme.logto.app/',
  LOGTO_APP_ID: 'app',
  LOGTO_APP_SECRET: 'secret',
  BASE_URL: 'https://app.example.com',
  COOKIE_SECRET: SECRET,
};
const problemsOf = (changes: Record<string, string | undefined>) => {
  const result = parseEnv({ ...good, ...changes });
  return 'problems' in result ? result.problems : [];
};
const envOf = (changes: Record<string, string | undefined>) => {
  const result = parseEnv({ ...good, ...changes });
  if ('problems' in result) throw new Error(result.problems.join('\n'));
  return result.env;
};

describe('settings', () => {
  it('are accepted when right, origins without their trailing slash', () => {
    expect(envOf({})).toMatchObject({
      LOGTO_ENDPOINT: 'https://acme.logto.app',
      COOKIE_SECRET: { 1: SECRET },
    });
  });

  it('are reported all at once, each by name with what to do', () => {
    const result = parseEnv({ NODE_ENV: 'production' });
    const problems = 'problems' in result ? result.problems : [];
    expect(problems).toHaveLength(5);
    for (const name of [
      'LOGTO_ENDPOINT',
      'LOGTO_APP_ID',
      'LOGTO_APP_SECRET',
      'BASE_URL',
      'COOKIE_SECRET',
    ]) {
      expect(problems.filter((problem) => problem.startsWith(`${name} is missing. `))).toHaveLength(
        1,
      );
    }
    expect(formatProblems(problems)).toContain('.env.local.example');
  });

  it('one credential of the Management API without the other is a mistake: the guard would be off', () => {
    const both = { LOGTO_M2M_APP_ID: 'machine', LOGTO_M2M_APP_SECRET: 'secret' };
    expect(problemsOf(both)).toEqual([]);
    expect(problemsOf({ LOGTO_M2M_APP_ID: '', LOGTO_M2M_APP_SECRET: '' })).toEqual([]);
    for (const name of Object.keys(both)) {
      for (const value of [undefined, '', ' ']) {
        expect(problemsOf({ ...both, [name]: value }).join()).toContain(`${name} is missing`);
      }
    }
  });

  it('REDIS_URL is one that the client takes', () => {
    const taken = ['redis://h', 'rediss://u:p%40ss@h:6379/', 'redis://:p@[::1]:6379/3'];
    for (const one of taken) expect(envOf({ REDIS_URL: one }).REDIS_URL).toBe(one);
    const refused = ['h:6379', 'http://h', 'redis://h/abc', 'redis://h/0/x', 'redis://u:p%zz@h'];
    for (const one of refused) {
      expect(problemsOf({ REDIS_URL: one }), one).toEqual([
        expect.stringMatching(/^REDIS_URL is not a Redis URL. Example: rediss:/),
      ]);
    }
  });

  it('AVATAR_HOSTS are host names', () => {
    expect(envOf({}).AVATAR_HOSTS).toEqual([]);
    expect(envOf({ AVATAR_HOSTS: 'Pictures.example.com, cdn.example:8443,' }).AVATAR_HOSTS).toEqual(
      ['pictures.example.com', 'cdn.example:8443'],
    );
    // The list becomes part of a header.
    for (const one of ['https://a.example', '*', 'a.example/x', "a.example; script-src 'none'"]) {
      expect(problemsOf({ AVATAR_HOSTS: one }), one).toEqual([
        expect.stringContaining('which is not a host name'),
      ]);
    }
  });

  it.each(['LOGTO_ENDPOINT', 'BASE_URL'])('%s: https, or http on this machine only', (name) => {
    expect(problemsOf({ [name]: 'http://logto.example.com' })).toEqual([
      expect.stringContaining('https://'),
    ]);
    expect(problemsOf({ [name]: 'http://localhost.example.com' })).toHaveLength(1);
    expect(problemsOf({ [name]: 'ftp://localhost' })).toHaveLength(1);
    for (const local of [
      'http://localhost:3001',
      'http://127.0.0.1:3001',
      'http://[::1]:3001',
      'http://app.localhost',
    ]) {
      expect(problemsOf({ [name]: local }), local).toEqual([]);
    }
  });

  it.each([
    'nonsense',
    'https://app.example.com/app',
    'https://user@app.example.com',
    'https://app.example.com/?x',
  ])('BASE_URL %s is refused', (value) => expect(problemsOf({ BASE_URL: value })).toHaveLength(1));

  it.each([
    // With the quotes and commas of a file or list that they were copied from.
    ['LOGTO_APP_ID', '"app"', 'has its quotes'],
    ['LOGTO_APP_SECRET', "'secret'", 'has its quotes'],
    ['LOGTO_ENDPOINT', '"https://acme.logto.app"', 'has its quotes'],
    ['BASE_URL', "'https://app.example.com'", 'has its quotes'],
    ['COOKIE_SECRET', `"${SECRET}"`, 'has its quotes'],
    ['REDIS_URL', '"redis://cache:6379"', 'has its quotes'],
    ['SESSION_IDLE_SECONDS', '"600"', 'has its quotes'],
    ['SSO_COMPANIES', '"acme=67ptqz2pnzu6"', 'has its quotes'],
    ['LOGTO_APP_ID', 'app,', 'is not an id'],
    ['LOGTO_APP_ID', '"app', 'is not an id'],
    ['LOGTO_APP_SECRET', 'secret,', 'has a blank, quote, comma'],
    ['LOGTO_APP_SECRET', 'secret # of staging', 'has a blank, quote, comma'],
    ['LOGTO_M2M_APP_ID', 'machine;', 'is not an id'],
    ['LOGTO_M2M_APP_SECRET', '"secret', 'has a blank, quote, comma'],
    ['BASE_URL', 'https://app.example.com,', 'where its host name is'],
    ['BASE_URL', 'https://app.example.com,https://other.example.com', 'where its host name is'],
    ['LOGTO_ENDPOINT', 'https://"acme.logto.app"', 'where its host name is'],
    ['API_RESOURCE', 'https://app.example.com,/api', 'proper host name'],
    ['LOGTO_M2M_RESOURCE', 'nonsense', 'is not a URL'],
    // The host of these is another: app, and port 12.
    ['REDIS_URL', 'redis://app:12#34@cache:6379', 'Percent-encode'],
    ['REDIS_URL', 'rediss://:12?34@cache:6379', 'Percent-encode'],
    ['REDIS_URL', 'redis://app:12/34@cache:6379', 'Percent-encode'],
    ['REDIS_URL', 'redis://cache:6379#', 'Percent-encode'],
    ['REDIS_URL', 'redis://:secret@cache,:6379', 'is not a Redis URL'],
  ])('%s=%s is refused, and says what to do', (name, value, says) => {
    const machine = { LOGTO_M2M_APP_ID: 'machine', LOGTO_M2M_APP_SECRET: 'secret' };
    expect(problemsOf({ ...machine, [name]: value })).toEqual([
      expect.stringMatching(new RegExp(`^${name} .*${says}`)),
    ]);
  });

  it('REDIS_URL with all of that percent-encoded is taken', () => {
    expect(problemsOf({ REDIS_URL: 'redis://app:12%2334%3F%2F@cache:6379/0' })).toEqual([]);
  });

  it('an empty value counts as missing', () => {
    expect(problemsOf({ LOGTO_APP_ID: '' })).toEqual([
      expect.stringContaining('LOGTO_APP_ID is missing'),
    ]);
    expect(envOf({ LOGTO_SSO_CONNECTOR_ID: '' }).LOGTO_SSO_CONNECTOR_ID).toBeUndefined();
  });

  it('the sandbox can’t be switched on in production', () => {
    expect(problemsOf({ SANDBOX: '1' })).toEqual([expect.stringContaining('SANDBOX')]);
    expect(problemsOf({ SANDBOX: '1', NODE_ENV: 'development' })).toEqual([]);
  });
});

describe('COOKIE_SECRET', () => {
  it.each([
    ['short', 'too short'],
    ['a'.repeat(64), 'too easy'],
    [`${SECRET},${SECRET}x`, 'two secrets numbered 1'],
    [`2:${SECRET},2:${SECRET}x`, 'two secrets numbered 2'],
    [`2:${SECRET},1:short`, 'too short'],
  ])('%s is refused', (value, why) => {
    expect(problemsOf({ COOKIE_SECRET: value })).toEqual([expect.stringContaining(why)]);
  });

  it('keeps each secret’s number, so that removing one renumbers none', () => {
    expect(envOf({ COOKIE_SECRET: `2:${SECRET}new, 1:${SECRET}` }).COOKIE_SECRET).toEqual({
      1: SECRET,
      2: `${SECRET}new`,
    });
    expect(envOf({ COOKIE_SECRET: `2:${SECRET}new` }).COOKIE_SECRET).toEqual({ 2: `${SECRET}new` });
  });

  it('a number with leading zeros is that number', () => {
    expect(envOf({ COOKIE_SECRET: `01:${SECRET}` }).COOKIE_SECRET).toEqual({ 1: SECRET });
  });

  it('is never part of the report', () => {
    expect(problemsOf({ COOKIE_SECRET: 'hunter2-hunter2' }).join()).not.toContain('hunter2');
  });
});
