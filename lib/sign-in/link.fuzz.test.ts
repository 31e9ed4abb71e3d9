import { cases, nasty } from '@logto-okta/clients/tests/fuzz';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { signInPath, toSignInRequest } from './link.ts';
import { safeReturnTo } from './return-to.ts';

const SITE = 'https://app.example.com';
/** What a parser may take for the end of the site's name, a few in a row. */
const slashes = fc
  .array(fc.constantFrom('/', '\\', '.', '..', '\t', '%2f', '@', 'elsewhere.example'), {
    maxLength: 6,
  })
  .map((parts) => `/${parts.join('')}`);
const anything = fc.oneof(
  nasty,
  nasty.map((text) => `/${text}`),
  slashes,
  fc.anything(),
);

describe('what a link or form may ask for', () => {
  it('keeps returnTo on the site, whatever it is and however it was encoded', () => {
    const property = fc.property(anything, fc.nat(2), (value, times) => {
      let given: unknown = value;
      for (let index = 0; index < times && typeof given === 'string'; index++) {
        given = given.isWellFormed() ? encodeURIComponent(given) : given;
      }
      const path = safeReturnTo(given);
      expect(path).toMatch(/^\/(?![/\\])/);
      expect(new URL(path, SITE).origin).toBe(SITE);
      // It becomes a header and a cookie.
      expect(path).toMatch(/^[\x21-\x7e]*$/);
      expect(path.length).toBeLessThanOrEqual(1000);
      expect(safeReturnTo(path)).toBe(path);
    });
    fc.assert(property, cases(3000));
  });

  it('is well-formed or dropped, never thrown about', () => {
    const given = fc.record(
      { returnTo: anything, screen: anything, connector: anything, email: anything },
      { requiredKeys: [] },
    );
    const property = fc.property(given, (link) => {
      const request = toSignInRequest(link);
      expect(request.connector ?? 'x').toMatch(/^[\w-]{1,64}$/);
      expect([undefined, 'sign-up', 'sso']).toContain(request.screen);
      expect((request.email ?? '').length).toBeLessThanOrEqual(254);

      const path = signInPath(link);
      const url = new URL(path, SITE);
      expect(url.origin + url.pathname).toBe(`${SITE}/sign-in`);
      // Read again it asks for the same; the address is for the first try only.
      const again = toSignInRequest(Object.fromEntries(url.searchParams));
      expect(again).toEqual({ ...request, email: undefined });
    });
    fc.assert(property, cases(2000));
  });
});
