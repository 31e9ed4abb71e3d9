import { describe, expect, test } from 'vitest';
import { readSettings, secretsOf } from './settings.ts';

const LOGTO = {
  E2E_LOGTO_ENDPOINT: 'https://test.logto.app',
  E2E_LOGTO_M2M_APP_ID: 'machine',
  E2E_LOGTO_M2M_APP_SECRET: 'machine-secret',
};
const ORG = { E2E_OKTA_ORG_URL: 'https://test.okta.com', E2E_OKTA_API_TOKEN: '00token-of-okta' };
const EMMA = {
  E2E_OKTA_GROUP: 'QA',
  E2E_OKTA_EMPLOYEE_LOGIN: 'emma@qa.example.com',
  E2E_OKTA_EMPLOYEE_PASSWORD: 'password-of-emma',
  E2E_OKTA_EMPLOYEE_NAME: 'Emma Stone',
};
const problemsOf = (source: Record<string, string | undefined>) => {
  const result = readSettings(source);
  return 'problems' in result ? result.problems : [];
};
const settingsOf = (source: Record<string, string | undefined>) => {
  const result = readSettings(source);
  if ('problems' in result) throw new Error(result.problems.join('\n'));
  return result.settings;
};

describe('settings of a live run', () => {
  test('everything that is missing is named at once', () => {
    const names = problemsOf({}).map((problem) => problem.split(' ')[0]);
    expect(names).toEqual(Object.keys(LOGTO));
  });

  test.each([
    [
      'an org without a token',
      { ...LOGTO, E2E_OKTA_ORG_URL: ORG.E2E_OKTA_ORG_URL },
      'E2E_OKTA_API_TOKEN',
    ],
    [
      'a token without an org',
      { ...LOGTO, E2E_LOGTO_ENDPOINT: 'http://localhost:3001', E2E_OKTA_API_TOKEN: '00token' },
      'E2E_OKTA_ORG_URL',
    ],
    ['a far Logto that can’t reach the sandbox', LOGTO, 'E2E_OKTA_ORG_URL'],
    [
      'people without their group',
      { ...LOGTO, ...ORG, ...EMMA, E2E_OKTA_GROUP: undefined },
      'E2E_OKTA_GROUP',
    ],
    ['a group of nobody', { ...LOGTO, ...ORG, E2E_OKTA_GROUP: 'QA' }, 'E2E_OKTA_GROUP'],
    ['one person for two workers', { ...LOGTO, ...ORG, ...EMMA, E2E_WORKERS: '2' }, 'E2E_WORKERS'],
    ['no number', { ...LOGTO, ...ORG, E2E_WORKERS: 'many' }, 'E2E_WORKERS'],
    [
      'a one-time secret that is none',
      { ...LOGTO, ...ORG, ...EMMA, E2E_OKTA_EMPLOYEE_TOTP_SECRET: '123456' },
      'E2E_OKTA_EMPLOYEE_TOTP_SECRET',
    ],
    [
      'two domains',
      {
        ...{ ...LOGTO, ...ORG, ...EMMA, E2E_OKTA_UNASSIGNED_LOGIN: 'nina@other.example.com' },
        ...{ E2E_OKTA_UNASSIGNED_PASSWORD: 'password-of-nina', E2E_OKTA_UNASSIGNED_NAME: 'Nina' },
      },
      'E2E_OKTA_…_LOGIN',
    ],
  ])('%s', (_, source, name) => {
    const problems = problemsOf(source);
    expect(problems.filter((problem) => problem.startsWith(name))).toHaveLength(1);
    expect(problems.join()).not.toMatch(/token-of|password-of|machine-secret/);
  });

  test('one worker at an org, two with the sandbox’s', () => {
    expect(settingsOf({ ...LOGTO, ...ORG }).workers).toBe(1);
    const local = { ...LOGTO, E2E_LOGTO_ENDPOINT: 'http://localhost:3001' };
    expect(settingsOf(local)).toMatchObject({ workers: 2, named: {} });
    expect(settingsOf(local).okta).toBeUndefined();
  });

  test('what must not be in a report', () => {
    expect(secretsOf(settingsOf({ ...LOGTO, ...ORG, ...EMMA }))).toEqual([
      'machine-secret',
      '00token-of-okta',
      'password-of-emma',
    ]);
  });
});
