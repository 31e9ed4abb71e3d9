import { beforeEach, describe, expect, it, vi } from 'vitest';
import { provenanceOf } from './origin.ts';

beforeEach(() => {
  vi.stubEnv('LOGTO_ENDPOINT', 'https://logto.example');
  vi.stubEnv('LOGTO_APP_ID', 'app');
  vi.stubEnv('LOGTO_APP_SECRET', 'secret');
  vi.stubEnv('BASE_URL', 'https://app.example');
  vi.stubEnv('COOKIE_SECRET', 'Vb8mJr2QkT6yXe0Lw4Zs9Hd1Nf5Gc7Pa3Uo');
});

const site = (value: string) => ({ 'sec-fetch-site': value });
const OWN = { origin: 'https://app.example' };

describe('where a request comes from', () => {
  it.each<[Record<string, string>, string]>([
    [{}, 'unsaid'],
    [site('none'), 'unsaid'],
    [site('same-origin'), 'own'],
    [OWN, 'own'],
    [{ ...OWN, ...site('same-origin') }, 'own'],
    [{ ...OWN, ...site('none') }, 'own'],
    // A page of another site, and of a sibling host, whatever else they say.
    [site('cross-site'), 'foreign'],
    [site('same-site'), 'foreign'],
    [{ ...OWN, ...site('cross-site') }, 'foreign'],
    [{ ...OWN, ...site('same-site') }, 'foreign'],
    [{ ...OWN, ...site('nonsense') }, 'foreign'],
    // Another scheme or port is another origin.
    [{ origin: 'http://app.example', host: 'app.example' }, 'foreign'],
    [{ origin: 'https://app.example:8443', host: 'app.example' }, 'foreign'],
    [{ origin: 'null', ...site('same-origin') }, 'foreign'],
    [{ origin: 'null', host: 'null' }, 'foreign'],
    // Another of our names, as a host in front of us tells it.
    [{ origin: 'https://preview.example', host: 'preview.example' }, 'own'],
    [{ origin: 'https://preview.example', 'x-forwarded-host': 'preview.example, inner' }, 'own'],
    [{ origin: 'http://preview.example', host: 'preview.example' }, 'foreign'],
    [{ origin: 'https://elsewhere.example', host: 'app.example' }, 'foreign'],
    [{ origin: 'https://app.example.elsewhere.example', host: 'app.example' }, 'foreign'],
    // No origins at all.
    [{ origin: 'https://app.example/', host: 'app.example' }, 'foreign'],
    [{ origin: 'https://a@app.example', host: 'app.example' }, 'foreign'],
    [{ origin: 'https://app.example, https://app.example' }, 'foreign'],
    [{ origin: 'app.example', host: 'app.example' }, 'foreign'],
    [{ origin: '\t', host: 'app.example' }, 'foreign'],
    [{ origin: '' }, 'foreign'],
  ])('%j: %s', (headers, expected) => {
    expect(provenanceOf(new Headers(headers))).toBe(expected);
  });
});
