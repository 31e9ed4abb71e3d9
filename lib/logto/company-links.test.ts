import { beforeEach, describe, expect, it, vi } from 'vitest';

const tenant = vi.hoisted(() => ({
  listed: [] as object[] | undefined,
  configured: [] as object[],
}));
vi.mock('#lib/env.ts', () => ({ getEnv: () => ({ SSO_COMPANIES: tenant.configured }) }));
vi.mock('#lib/logto/connectors.ts', () => ({ knownConnectors: async () => tenant.listed }));
vi.mock('#lib/session/current.ts', () => ({ readSession: async () => undefined }));
const sso = await import('./companies.ts');

const connector = (id: string, displayName: string, more: object = {}) => ({
  ...{ id, displayName, name: `${id} connector`, domains: [], issuer: undefined, ...more },
});
const idOf = async (link: string) => {
  const answer = await sso.companyByLink(link);
  return answer.ok ? answer.value.id : answer.reason;
};

beforeEach(() => {
  tenant.listed = [];
  tenant.configured = [];
});

describe('a link names a company', () => {
  it.each([
    ['all-Thai', 'บริษัท ตัวอย่าง จำกัด', 'บริษัท-ตัวอย่าง-จำกัด'],
    ['with an umlaut', 'Müller AG', 'müller-ag'],
    ['with an umlaut of two characters', 'Mu\u0308ller AG', 'müller-ag'],
    ['Greek', 'ΑΚΜΗ Α.Ε.', 'ακμη-α-ε'],
    ['plain', '  Acme, Inc.', 'acme-inc'],
  ])('by a display name that is %s, encoded or not, in any case', async (_what, name, link) => {
    tenant.listed = [connector('c1', name), connector('c2', 'Other')];
    for (const one of [link, link.toUpperCase(), link.normalize('NFD'), encodeURIComponent(link)]) {
      expect(await idOf(one), one).toBe('c1');
    }
  });

  it('by its connector’s name, id, or domain in any spelling', async () => {
    tenant.listed = [
      connector('67ptqz2Pnzu6', '!!!', { name: 'Acme Okta', domains: ['xn--bcher-kva.test'] }),
    ];
    for (const link of [
      'acme-okta',
      '67ptqz2pnzu6',
      '67ptqz2Pnzu6',
      'bücher.test',
      'BÜCHER.test.',
    ]) {
      expect(await idOf(link), link).toBe('67ptqz2Pnzu6');
    }
    for (const link of ['', '-', '!!!', '%', '50%', '%ff', '/', 'bücher']) {
      expect(await idOf(link), link).toBe('unknown');
    }
  });

  it('names that only look alike without their letters are two', async () => {
    tenant.listed = [connector('c1', 'Müller AG'), connector('c2', 'M.ller AG')];
    expect(await idOf('müller-ag')).toBe('c1');
    expect(await idOf('m-ller-ag')).toBe('c2');
  });

  it.each([
    ['two display names', connector('c1', 'Acme'), connector('c2', 'ACME!')],
    ['a connector’s name', connector('c1', 'Acme'), connector('c2', 'Other', { name: 'acme' })],
    ['an id', connector('c1', 'Acme'), connector('acme', 'Other')],
    [
      'a domain',
      connector('c1', 'Acme', { name: 'acme' }),
      connector('c2', 'x', { domains: ['acme'] }),
    ],
  ])('none that another company is called by as well: %s', async (_what, one, other) => {
    tenant.listed = [one, other];
    expect(await idOf('acme')).toBe('unknown');
    // Two display names alike, and a third connector that is named so.
    tenant.listed = [one, other, connector('c3', 'Third', { name: 'Acme' })];
    expect(await idOf('acme')).toBe('unknown');
  });
});

describe('without a list nothing is said of companies', () => {
  it('neither by link, id, issuer nor tile', async () => {
    tenant.listed = undefined;
    const unavailable = { ok: false, reason: 'unavailable' };
    expect(await sso.companyByLink('acme')).toEqual(unavailable);
    expect(await sso.companyById('c1')).toEqual(unavailable);
    expect(await sso.companyByIssuer('https://acme.okta.com')).toEqual(unavailable);
    expect(await sso.companyByTile({ iss: 'https://acme.okta.com' })).toEqual(unavailable);
    expect(await sso.companyByTile({ ssoConnectorId: 'c1' })).toEqual(unavailable);
    expect(await sso.companyByEmail('emma@acme.test')).toBeUndefined();
  });

  it('but what can’t be a company is unknown all the same, and settings are known', async () => {
    tenant.listed = undefined;
    tenant.configured = [{ name: 'acme', connectorId: 'c1', issuer: 'https://acme.okta.com' }];
    expect(await idOf('acme')).toBe('c1');
    expect(await sso.companyByIssuer('https://acme.okta.com/')).toMatchObject({ ok: true });
    expect(await sso.companyByIssuer('javascript:alert(1)')).toEqual({
      ok: false,
      reason: 'unknown',
    });
    expect(await sso.companyByTile({ iss: ['a', 'b'] })).toEqual({ ok: false, reason: 'unknown' });
    expect(await sso.companyByTile({})).toBeUndefined();
  });

  it.each([
    ['/sso/acme', true],
    ['/sso/start?iss=https://acme.okta.com', true],
    ['/sso/start?ssoConnectorId=c1', true],
    ['/sso/start', false],
    ['/sso/start?iss=nonsense', false],
    ['/sso/50%', false],
    ['/sso/acme/more', false],
    ['/dashboard', false],
  ])('%s is unavailable: %s', async (path, expected) => {
    const url = new URL(path, 'https://app.test');
    tenant.listed = undefined;
    expect(await sso.isCompanyUnavailable(url)).toBe(expected);
    tenant.listed = [];
    expect(await sso.isCompanyUnavailable(url)).toBe(false);
  });
});

describe('an address leads to the company of its domain', () => {
  it('in any spelling, and never to one of two', async () => {
    tenant.listed = [
      connector('c1', 'Acme', { domains: ['xn--bcher-kva.test', 'shared.test'] }),
      connector('c2', 'Globex', { domains: ['shared.test'] }),
    ];
    for (const email of ['a+b@BÜCHER.test', 'a@bu\u0308cher.test', 'a@xn--bcher-kva.test.']) {
      expect((await sso.companyByEmail(email))?.id, email).toBe('c1');
    }
    for (const email of ['a@shared.test', 'a', 'bücher.test', '@bücher.test', 'a@b@bücher.test']) {
      expect(await sso.companyByEmail(email), email).toBeUndefined();
    }
  });
});
