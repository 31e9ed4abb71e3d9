import { globSync } from 'node:fs';
import { resolve } from 'node:path';
import { validate } from '@readme/openapi-parser';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { openApiDocument } from './openapi.ts';

// Leads to the SDK, which only Next's own bundler can load; no handler that asks who it is runs here.
vi.mock('#lib/auth.ts', () => ({ getUser: async () => undefined }));

beforeEach(() => {
  vi.stubEnv('LOGTO_ENDPOINT', 'https://logto.example');
  vi.stubEnv('LOGTO_APP_ID', 'app');
  vi.stubEnv('LOGTO_APP_SECRET', 'secret');
  vi.stubEnv('BASE_URL', 'https://app.example');
  vi.stubEnv('COOKIE_SECRET', 'Vb8mJr2QkT6yXe0Lw4Zs9Hd1Nf5Gc7Pa3Uo');
});

/** Addresses for machines of other kinds; the last says 404 to whatever isn't there. */
const UNDOCUMENTED = [
  '/api/backchannel-logout',
  '/api/openapi.json',
  '/api/session',
  '/api/health',
  '/api/ready',
];
const CATCH_ALL = '/api/[...rest]';

const routes = globSync('app/api/**/route.ts')
  .map((file) => ({ file, path: `/${file.replace(/^app\//, '').replace(/\/route\.ts$/, '')}` }))
  .filter(({ path }) => !UNDOCUMENTED.includes(path) && path !== CATCH_ALL);
const documented = (): Record<string, object> => openApiDocument().paths;

/** As the route itself says it. */
async function methodsOf(file: string): Promise<string[]> {
  const { OPTIONS } = await import(/* @vite-ignore */ resolve(file));
  const answer: Response = await OPTIONS(new Request('https://app.example/'), {});
  const allowed = answer.headers.get('allow')?.split(', ') ?? [];
  return allowed.filter((method) => method !== 'HEAD' && method !== 'OPTIONS').sort();
}

describe('the OpenAPI document', () => {
  it('is one', async () => {
    const result = await validate(structuredClone(openApiDocument()) as never);
    expect(result, JSON.stringify(result)).toMatchObject({ valid: true, warnings: [] });
    // The same validator finds what is wrong.
    const broken = structuredClone(openApiDocument()) as Record<string, unknown>;
    delete broken.info;
    expect(await validate(broken as never)).toMatchObject({ valid: false });
  });

  it('has every route, and no other', () => {
    const paths = routes.map(({ path }) => path.replaceAll('[', '{').replaceAll(']', '}'));
    expect(Object.keys(documented()).sort()).toEqual(paths.sort());
    expect(paths.length).toBeGreaterThan(3);
  });

  it.each(routes)('$path: has its methods', async ({ file, path }) => {
    const methods = Object.keys(documented()[path.replaceAll('[', '{').replaceAll(']', '}')] ?? {});
    expect(methods.map((method) => method.toUpperCase()).sort()).toEqual(await methodsOf(file));
  });

  it('names no scope and no scheme that isn’t there', () => {
    const { paths, components } = openApiDocument();
    const scopes = components.securitySchemes.oauth2.flows.clientCredentials.scopes;
    for (const operation of Object.values(paths).flatMap((methods) => Object.values(methods))) {
      for (const [scheme, wanted] of operation.security.flatMap(Object.entries)) {
        expect(Object.keys(components.securitySchemes)).toContain(scheme);
        for (const scope of wanted) expect(Object.keys(scopes)).toContain(scope);
      }
    }
  });
});
