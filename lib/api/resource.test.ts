import { describe, expect, it, vi } from 'vitest';
import { PRODUCT_NAME } from '#lib/brand.ts';
import { metadataUrl, resourceMetadata } from './resource.ts';

const settings = vi.hoisted(
  () => ({ BASE_URL: 'https://app.example' }) as { BASE_URL: string; API_RESOURCE?: string },
);
vi.mock('#lib/env.ts', () => ({ getEnv: () => settings }));
vi.mock('#lib/logto/discovery.ts', () => ({
  getDiscovery: async () => ({ issuer: 'https://logto.example/oidc' }),
}));

const WELL_KNOWN = 'https://app.example/.well-known/oauth-protected-resource';

describe('where the metadata is (RFC 9728 §3.1)', () => {
  it.each([
    [undefined, `${WELL_KNOWN}/api`],
    ['https://app.example/v1/things', `${WELL_KNOWN}/v1/things`],
    // The slash after the host goes, one at the end of a path stays.
    ['https://app.example/', WELL_KNOWN],
    ['https://app.example', WELL_KNOWN],
    ['https://app.example/v1/', `${WELL_KNOWN}/v1/`],
    // Nobody could believe it from here (§3.3).
    ['https://api.example/v1', undefined],
    ['https://app.example:8443/api', undefined],
    ['http://app.example/api', undefined],
    ['urn:example:api', undefined],
    // No identifier of a resource has a fragment (§1.2); a query is possible, and discouraged.
    ['https://app.example/api#x', undefined],
    ['https://app.example/api?x=1', undefined],
  ])('API_RESOURCE=%s', (indicator, url) => {
    settings.API_RESOURCE = indicator;
    expect(metadataUrl()).toBe(url);
  });
});

it('says whose tokens the API takes, under the very name that leads here', async () => {
  settings.API_RESOURCE = undefined;
  expect(await resourceMetadata()).toEqual({
    resource: 'https://app.example/api',
    authorization_servers: ['https://logto.example/oidc'],
    scopes_supported: ['read:organizations', 'write:members'],
    bearer_methods_supported: ['header'],
    resource_name: `${PRODUCT_NAME} API`,
  });
});
