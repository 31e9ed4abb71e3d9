import { describe, expect, it } from 'vitest';
import { appSettings, deployedSettings, type Made, previewSettings } from './outcome.ts';
import { type Flags, settingsFrom } from './settings.ts';
import { product } from './tests/product.ts';
import { vercelLines } from './vercel.ts';

const ENV = {
  LOGTO_ENDPOINT: 'https://acme.logto.app',
  LOGTO_M2M_APP_ID: 'm2m',
  LOGTO_M2M_APP_SECRET: 'm2m-secret',
};
const MADE: Made = {
  applicationId: 'app',
  applicationSecrets: [{ name: 'one', value: "app's secret", createdAt: 0, expiresAt: null }],
  connectorIds: new Map([['Acme', 'connector']]),
};
const PUBLIC = 'https://shop.example.com';
const LOCAL = 'http://localhost:3000';
const PREVIEW = 'https://shop-*-acme.vercel.app';

function settingsOf(flags: Flags, env: Record<string, string> = {}, isForHost = true) {
  const result = settingsFrom(product, undefined, flags, { ...ENV, ...env }, { isForHost });
  if ('problems' in result) throw new Error(result.problems.join('\n'));
  return result.settings;
}

function linesOf(flags: Flags, env: Record<string, string> = {}, showSecrets = false) {
  const settings = settingsOf(flags, env);
  const has = { ...ENV, ...env };
  const local = appSettings(settings, MADE, has, { givesManagement: true });
  const production = deployedSettings(settings, local);
  const lines = vercelLines(
    { production, preview: previewSettings(settings, MADE, has) },
    showSecrets,
  );
  return { lines, commands: lines.filter((line) => line !== '' && !line.startsWith('#')) };
}
const named = (commands: string[], environment: string) =>
  commands.flatMap(
    (line) => new RegExp(`vercel env add (\\w+) ${environment}`).exec(line)?.[1] ?? [],
  );

describe('production', () => {
  it('has its own address, and an API named after that', () => {
    const { commands } = linesOf(
      { baseUrls: [LOCAL, PUBLIC] },
      { API_RESOURCE: `${LOCAL}/api`, COOKIE_SECRET: 'of this machine' },
    );
    expect(commands).toEqual([
      "printf %s 'https://acme.logto.app' | vercel env add LOGTO_ENDPOINT production",
      "printf %s 'app' | vercel env add LOGTO_APP_ID production",
      'vercel env add LOGTO_APP_SECRET production --sensitive',
      `printf %s '${PUBLIC}' | vercel env add BASE_URL production`,
      'vercel env add COOKIE_SECRET production --sensitive',
      `printf %s '${PUBLIC}/api' | vercel env add API_RESOURCE production`,
      "printf %s 'm2m' | vercel env add LOGTO_M2M_APP_ID production",
      'vercel env add LOGTO_M2M_APP_SECRET production --sensitive',
    ]);
  });

  it('gets no address of this machine, and a comment says what to do instead', () => {
    const { lines, commands } = linesOf({}, { BASE_URL: LOCAL });
    expect(commands.join('\n')).not.toContain('localhost');
    expect(named(commands, 'production')).not.toContain('BASE_URL');
    expect(named(commands, 'production')).not.toContain('API_RESOURCE');
    expect(lines.join('\n')).toContain(`
# BASE_URL is left out: ${LOCAL} is this machine.
# Vercel finds the address of production by itself. Logto has to know it, though:
# run this again with --base-url https://<where people reach it>.
`);
    expect(lines).toContain(`# API_RESOURCE is left out: ${LOCAL}/api is this machine.`);
  });

  it.each([
    ['LOGTO_ENDPOINT', 'http://logto.localhost:3001'],
    ['SSO_COMPANIES', 'globex=c1=https://globex.okta.com,acme=c2=http://127.0.0.1:3020'],
  ])('nor in %s', (name, value) => {
    const lines = vercelLines({ production: { [name]: value }, preview: undefined }, true);
    expect(lines).toContain(`# ${name} is left out: ${value} is this machine.`);
    expect(lines.join('\n')).not.toContain('vercel env add');
  });

  it('has secrets only when asked, quoted for the shell, and a cookie secret of its own', () => {
    const env = { COOKIE_SECRET: 'of this machine' };
    expect(linesOf({ baseUrls: [PUBLIC] }, env).lines.join('\n')).not.toMatch(/m2m-secret|app's/);
    const { commands } = linesOf({ baseUrls: [PUBLIC], previewUrls: [PREVIEW] }, env, true);
    expect(commands).toContain(
      "printf %s 'app'\\''s secret' | vercel env add LOGTO_APP_SECRET production --sensitive",
    );
    const cookieSecrets = commands
      .filter((line) => line.includes('COOKIE_SECRET'))
      .map((line) => /^printf %s '([\w+/=]{44})'/.exec(line)?.[1]);
    expect(new Set(cookieSecrets).size).toBe(2);
    expect(cookieSecrets).not.toContain(undefined);
    expect(commands.join('\n')).not.toContain('of this machine');
  });
});

describe('previews', () => {
  it('get what signs people in, for every branch, and no way into the Management API', () => {
    const flags = {
      ...{ baseUrls: [PUBLIC], previewUrls: [PREVIEW] },
      ...{ company: 'Acme', domains: ['acme.com'], oktaIssuer: 'https://acme.okta.com' },
      oktaClientId: 'client',
    };
    const { commands } = linesOf(flags, { OKTA_CLIENT_SECRET: 'okta-secret' }, true);
    expect(named(commands, "preview ''")).toEqual([
      'LOGTO_ENDPOINT',
      'LOGTO_APP_ID',
      'LOGTO_APP_SECRET',
      'COOKIE_SECRET',
      'SSO_COMPANIES',
    ]);
  });

  it('get none without an address of theirs; a comment names the flag', () => {
    const { lines, commands } = linesOf({ baseUrls: [PUBLIC] });
    expect(named(commands, 'preview')).toEqual([]);
    expect(lines.join('\n')).toContain('# For previews, too: --preview-url ');
  });
});

describe('the API of a host', () => {
  it('keeps a name that is in use elsewhere, and one of the configuration', () => {
    const env = { API_RESOURCE: 'https://api.example.com' };
    expect(settingsOf({ baseUrls: [PUBLIC] }, env).desired.app.apiResource).toBe(env.API_RESOURCE);
  });

  it('stays what it is where nothing else is known, and on this machine', () => {
    const env = { API_RESOURCE: `${LOCAL}/api` };
    expect(settingsOf({ baseUrls: [LOCAL] }, env).desired.app.apiResource).toBe(env.API_RESOURCE);
    const here = settingsOf({ baseUrls: [PUBLIC] }, env, false);
    expect(here.desired.app.apiResource).toBe(env.API_RESOURCE);
  });
});
