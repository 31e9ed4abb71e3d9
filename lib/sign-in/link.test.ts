import { describe, expect, it } from 'vitest';
import { signInPath, signInStart, toSignInRequest } from './link.ts';

describe('a sign-in link', () => {
  it('keeps what is well-formed', () => {
    expect(toSignInRequest({ returnTo: '/x', screen: 'sign-up', email: 'a@b.example' })).toEqual({
      returnTo: '/x',
      screen: 'sign-up',
      connector: undefined,
      email: 'a@b.example',
    });
  });

  it('drops what isn’t', () => {
    const given = { returnTo: '//x', screen: '<b>', connector: '../x', email: ['a'] };
    expect(toSignInRequest(given)).toEqual({
      returnTo: '/',
      screen: undefined,
      connector: undefined,
      email: undefined,
    });
    expect(signInPath(given)).toBe('/sign-in');
  });

  it('a connector means company SSO', () => {
    expect(toSignInRequest({ connector: 'abc123' }).screen).toBe('sso');
    expect(signInPath({ connector: 'abc123', returnTo: '/a?b=c' })).toBe(
      '/sign-in?returnTo=%2Fa%3Fb%3Dc&connector=abc123',
    );
  });

  it('a plus sign counts, encoded or not', () => {
    for (const query of [
      'email=a+b@acme.test',
      'email=a%2Bb%40acme.test',
      'email=+a+b@acme.test+',
    ]) {
      const given = Object.fromEntries(new URLSearchParams(query));
      expect(toSignInRequest(given).email, query).toBe('a+b@acme.test');
      const next = new URL(signInStart(given), 'https://app.test').searchParams;
      expect(next.get('email'), query).toBe('a+b@acme.test');
    }
    expect(toSignInRequest({ email: '  ' }).email).toBeUndefined();
  });

  it('an overlong address is cut, not refused', () => {
    expect(toSignInRequest({ email: 'a'.repeat(500) }).email).toHaveLength(254);
  });
});
