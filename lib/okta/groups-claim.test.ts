import { describe, expect, it } from 'vitest';
import { ownGroups } from './own-profile.ts';

const org = (claims: object, scopes: string[] = ['groups']) => ({
  ...{ origin: 'https://acme.okta.test', authorizationServer: '/', token: 't' },
  scopes: new Set(scopes),
  fetch: (async () => Response.json({ sub: 'x', ...claims })) as typeof fetch,
});

describe('the groups claim', () => {
  it.each([
    ['a list', ['Everyone', 'Admins'], ['Admins', 'Everyone']],
    ['a list with a comma in a name', ['Sales, EMEA'], ['Sales, EMEA']],
    ['one text', 'Everyone', ['Everyone']],
    ['texts joined by commas', 'Everyone,Admins , ,Everyone', ['Admins', 'Everyone']],
    ['an empty list', [], []],
    ['an empty text', '', []],
  ])('may be %s', async (_what, groups, value) => {
    expect(await ownGroups(org({ groups }))).toEqual({ ok: true, value });
  });

  it.each([[null], [7], [{ a: 1 }], [[7]], [[['a']]]])(
    'of another kind (%j) is none: asking again would not help',
    async (groups) => {
      expect(await ownGroups(org({ groups }))).toEqual({ ok: false, reason: 'not_shared' });
    },
  );
});
