import { describe, expect, it } from 'vitest';
import { parseJson } from './config-file.ts';
import { lineOf } from './json-lines.ts';
import { settingsFrom } from './settings.ts';
import { product } from './tests/product.ts';

const problemsOf = (text: string) => {
  const result = parseJson(text, 'sso.config.json');
  return 'problems' in result ? result.problems : [];
};

describe('sso.config.json', () => {
  it('is told wrong by line and path', () => {
    expect(
      problemsOf(`{
  "app": { "baseUrls": ["http://localhost:3000"] },
  "companies": [
    {
      "name": "Acme",
      "domains": [
        "acme.com",
        "gmail.com"
      ],
      "okta": { "orgURL": "https://acme.okta.com" }
    }
  ]
}`),
    ).toEqual([
      expect.stringMatching(
        /^sso\.config\.json:8: companies\[0\]\.domains\[1\]: gmail\.com belongs/,
      ),
      expect.stringMatching(/^sso\.config\.json:10: companies\[0\]\.okta: .*orgURL/),
    ]);
  });

  it('tells where it is no JSON', () => {
    expect(problemsOf('{\n  "app": {\n}')[0]).toMatch(/^sso\.config\.json:3: /);
  });

  it('tells which company has what another has', () => {
    const company = (name: string) => ({ name, domains: ['acme.com'] });
    const [problem] = problemsOf(JSON.stringify({ companies: [company('Acme'), company('Zed')] }));
    expect(problem).toContain("the domain acme.com is Acme's already");
  });
});

it('finds lines in any document', () => {
  const text = '{\n"a": [1, {"b\\"}": "]"},\n{"c":\ntrue}],\n"d": {}}';
  expect(lineOf(text, [])).toBe(1);
  expect(lineOf(text, ['a', 1, 'b"}'])).toBe(2);
  expect(lineOf(text, ['a', 2, 'c'])).toBe(3);
  expect(lineOf(text, ['d'])).toBe(5);
  expect(lineOf(text, ['d', 'missing'])).toBe(5);
});

const ENV = {
  LOGTO_ENDPOINT: 'https://t.logto.app/',
  LOGTO_M2M_APP_ID: 'id',
  LOGTO_M2M_APP_SECRET: 'secret',
};
type Rest<T extends unknown[]> = T extends [unknown, ...infer Others] ? Others : never;
const settings = (...[config, flags, env]: Partial<Rest<Parameters<typeof settingsFrom>>>) => {
  const result = settingsFrom(product, config, flags ?? {}, { ...ENV, ...env });
  if ('problems' in result) throw new Error(result.problems.join('\n'));
  return result.settings;
};
const fileWith = (text: object) => {
  const result = parseJson(JSON.stringify(text), 'x');
  if ('problems' in result) throw new Error(result.problems.join());
  return result.config;
};

describe('what counts', () => {
  it('flags beat the environment, which beats the file', () => {
    const config = fileWith({ app: { name: 'From file', baseUrls: ['https://file.example.com'] } });
    expect(settings(config).desired.app).toMatchObject({
      name: 'From file',
      baseUrls: ['https://file.example.com'],
    });
    const { desired } = settings(config, { appName: 'Flag', baseUrls: ['http://localhost:3000/'] });
    expect(desired.app).toMatchObject({ name: 'Flag', baseUrls: ['http://localhost:3000'] });
    expect(desired.endpoint).toBe('https://t.logto.app');
  });

  it('flags speak of the company they name and leave the others as the file has them', () => {
    const config = fileWith({
      app: { baseUrls: ['https://app.example.com'] },
      companies: [{ name: 'Acme', domains: ['acme.com'] }, { name: 'Zed' }],
    });
    const { desired } = settings(config, { company: 'Zed', domains: ['zed.com'] });
    expect(desired.companies.map(({ name, domains }) => [name, domains])).toEqual([
      ['Acme', ['acme.com']],
      ['Zed', ['zed.com']],
    ]);
  });

  it('credentials come by company, and only with an org', () => {
    const config = fileWith({
      app: { baseUrls: ['https://app.example.com'] },
      companies: [
        { name: 'Acme', okta: { orgUrl: 'https://acme.okta.com', envPrefix: 'ACME_' } },
        { name: 'Zed' },
      ],
    });
    const { okta, desired } = settings(config, {}, { ACME_OKTA_API_TOKEN: '00a' });
    expect([...okta]).toEqual([
      ['Acme', { orgUrl: 'https://acme.okta.com', credentials: { apiToken: '00a' } }],
    ]);
    expect(desired.companies.map(({ idp: { via } }) => via)).toEqual(['api', 'manual']);
  });

  it('says everything that is missing at once', () => {
    const result = settingsFrom(product, undefined, { domains: ['acme.com'] }, {});
    expect('problems' in result && result.problems.map((one) => one.split(' ')[0])).toEqual([
      'LOGTO_ENDPOINT',
      'LOGTO_M2M_APP_ID',
      'LOGTO_M2M_APP_SECRET',
      '--base-url',
      '--company',
    ]);
  });
});
