import { describe, expect, it, vi } from 'vitest';
import type { LogtoSession } from './admin.ts';

let sessions: LogtoSession[] = [];
let person: object = {};
const ended: string[] = [];
vi.mock('#lib/env.ts', () => ({
  getEnv: () => ({ LOGTO_APP_ID: 'app', SSO_GUARD_WAIT_SECONDS: 1 }),
}));
vi.mock('./admin.ts', () => ({
  managementApi: () => ({ get: async () => person }),
  sessionsOf: async () => sessions,
  sessionBySid: (all: LogtoSession[], sid: string) =>
    all.find(({ payload }) => payload.authorizations?.app?.sid === sid),
  endSessionAtLogto: async (_api: unknown, user: string) => ended.push(user),
}));
vi.mock('./connectors.ts', () => ({
  readCompanies: async () => ({
    connectors: [
      { id: 'acme', domains: ['acme.test', 'shared.test', 'xn--bcher-kva.test'] },
      { id: 'globex', domains: ['globex.test', 'shared.test'] },
    ],
    owners: new Map([
      ['acme.test', { connector: 'acme' }],
      ['left.test', { connector: 'gone' }],
      ['globex.test', { connector: 'gone' }],
      ['xn--wrter-jua.test', { connector: 'gone' }],
    ]),
  }),
}));
const undone: object[] = [];
vi.mock('./undo-sign-in.ts', () => ({
  undoSignIn: async (_api: unknown, signIn: object) => undone.push(signIn),
}));
const { guardSignIn } = await import('./guard.ts');

const ISSUER = 'https://acme.okta.com';
const emma = { issuer: ISSUER, identityId: '00uemma', ssoConnectorId: 'acme' };
const finished = (id = '00uemma', connectorId = 'acme') => ({
  ...{ type: 'EnterpriseSso', connectorId, issuer: ISSUER, enterpriseSsoUserInfo: { id } },
});
const begun = { type: 'EnterpriseSso', connectorId: 'acme' };
const password = { type: 'Password' };

type Case = {
  name: string;
  records: object[] | null;
  email?: string | null;
  linked?: object[];
  hasPassword?: boolean;
  primaryPhone?: string;
  primaryEmail?: string;
  submittedBy?: string;
  verdict: object;
};
const CASES: Case[] = [
  {
    name: 'a company’s own person',
    records: [finished()],
    verdict: { kind: 'admitted', connectorId: 'acme' },
  },
  {
    name: 'upper case in the address',
    records: [finished()],
    email: 'Emma@ACME.test',
    verdict: { kind: 'admitted', connectorId: 'acme' },
  },
  {
    name: 'a domain that two companies claim',
    records: [finished()],
    email: 'e@shared.test',
    verdict: { kind: 'admitted', connectorId: 'acme' },
  },
  {
    name: 'a foreign domain',
    records: [finished()],
    email: 'e@other.test',
    verdict: { kind: 'refused', code: 'sso_wrong_company', domain: 'other.test' },
  },
  {
    name: 'another company’s domain',
    records: [finished()],
    email: 'e@globex.test',
    verdict: { kind: 'refused', code: 'sso_wrong_company' },
  },
  {
    name: 'a domain that only ends the same',
    records: [finished()],
    email: 'e@evil-acme.test',
    verdict: { kind: 'refused', code: 'sso_wrong_company' },
  },
  {
    name: 'a connector that is gone',
    records: [finished('00uemma', 'gone')],
    verdict: { kind: 'refused', code: 'sso_wrong_company' },
  },
  {
    name: 'a password for a company’s address',
    records: [password],
    linked: [],
    verdict: { kind: 'refused', code: 'sso_required' },
  },
  {
    name: 'a password with a company’s sign-in only begun',
    records: [begun, password],
    verdict: { kind: 'refused', code: 'sso_required' },
  },
  {
    name: 'a password with somebody else’s company sign-in',
    records: [finished('00umallory'), password],
    verdict: { kind: 'refused', code: 'sso_required' },
  },
  {
    name: 'the same identity at another issuer',
    records: [{ ...finished(), issuer: 'https://evil.okta.com' }],
    verdict: { kind: 'ask_again' },
  },
  ...[
    { what: 'no list of records', records: undefined },
    { what: 'an empty list of records', records: [] },
    { what: 'a second factor alone', records: [{ type: 'Totp' }] },
    { what: 'a kind of record from a Logto to come', records: [{ type: 'WorkforceSso' }] },
  ].map(({ what, records }) => ({
    name: `${what} doesn’t say that no company vouched, in a domain that nobody has claimed`,
    records: records as object[],
    email: 'somebody@unclaimed.test',
    verdict: { kind: 'refused', code: 'sso_wrong_company', connectorId: 'acme' },
  })),
  {
    name: 'no record, and a password as well',
    records: [],
    hasPassword: true,
    verdict: { kind: 'ask_again' },
  },
  {
    name: 'a password for an address of one’s own',
    records: [password],
    email: 'alex@example.test',
    linked: [],
    verdict: { kind: 'admitted', connectorId: undefined },
  },
  {
    name: 'registration, which leaves no record',
    records: [],
    email: null,
    linked: [],
    verdict: { kind: 'admitted', connectorId: undefined },
  },
  {
    name: 'no address, known from this company alone',
    records: [finished()],
    email: null,
    verdict: { kind: 'admitted', connectorId: 'acme' },
  },
  {
    name: 'no address, and a password as well',
    records: [finished()],
    email: null,
    hasPassword: true,
    verdict: { kind: 'refused', code: 'sso_wrong_company' },
  },
  {
    name: 'no address, linked to a company, by password',
    records: [password],
    email: null,
    hasPassword: true,
    verdict: { kind: 'refused', code: 'sso_required' },
  },
  {
    name: 'forgotten by Logto, one way only',
    records: null,
    verdict: { kind: 'admitted', connectorId: 'acme' },
  },
  {
    name: 'forgotten by Logto, no company at all',
    records: null,
    email: 'alex@example.test',
    linked: [],
    hasPassword: true,
    verdict: { kind: 'admitted', connectorId: undefined },
  },
  {
    name: 'forgotten by Logto, two ways',
    records: null,
    hasPassword: true,
    verdict: { kind: 'ask_again' },
  },
  {
    name: 'forgotten by Logto, a telephone that codes can be sent to',
    records: null,
    primaryPhone: '4915112345678',
    verdict: { kind: 'ask_again' },
  },
  {
    name: 'forgotten by Logto, an address elsewhere that codes can be sent to',
    records: null,
    primaryEmail: 'emma@elsewhere.test',
    verdict: { kind: 'ask_again' },
  },
  {
    name: 'a record of whoever was here before',
    records: [finished()],
    submittedBy: 'another',
    hasPassword: true,
    verdict: { kind: 'ask_again' },
  },
];

/** Spellings of addresses of which Logto's own check sees only one. */
const SPELLINGS: Case[] = [
  ...[
    ...['emma@acme.test.', 'emma@ACME.TEST', 'emma@acme\u3002test', 'emma@\uff41cme.test'],
    ...[
      'emma@bücher.test',
      'emma@bu\u0308cher.test',
      'emma@BÜCHER.test',
      'emma@xn--bcher-kva.test',
    ],
  ].flatMap((email) => [
    {
      name: `${JSON.stringify(email)} by password is the company’s`,
      ...{ records: [password], email, linked: [] },
      verdict: { kind: 'refused', code: 'sso_required', continueWith: 'acme' },
    },
    {
      name: `${JSON.stringify(email)} through the company is the company’s`,
      ...{ records: [finished()], email },
      verdict: { kind: 'admitted', connectorId: 'acme' },
    },
  ]),
  ...[
    ...['emma@ac\u200bme.test', 'emma@acme.test\u00ad', 'emma@acme.test ', 'emma@acme..test'],
    ...['emma@acme.test@other.test', 'emma@other.test@acme.test', '"@other.test"@acme.test'],
    ...['emma', '@acme.test', 'emma@acme.test/', 'emma@[127.0.0.1]', ' '],
  ].flatMap((email) => [
    {
      name: `${JSON.stringify(email)} by password is nobody’s to let in`,
      ...{ records: [password], email, linked: [] },
      verdict: { kind: 'refused', code: 'email_unreadable', domain: undefined },
    },
    {
      name: `${JSON.stringify(email)} through a company is nobody’s to let in`,
      ...{ records: [finished()], email },
      verdict: { kind: 'refused', code: 'email_unreadable' },
    },
  ]),
];

/** Domains that a connector had and has no more, and one that another has now. */
const OWNED: Case[] = [
  {
    name: 'a password for a domain whose connector is gone',
    ...{ records: [password], email: 'kim@left.test', linked: [] },
    verdict: { kind: 'refused', code: 'sso_disconnected', domain: 'left.test' },
  },
  {
    name: 'the same in another spelling',
    ...{ records: [password], email: 'kim@WÖRTER.test', linked: [] },
    verdict: { kind: 'refused', code: 'sso_disconnected' },
  },
  {
    name: 'a registration for a domain whose connector is gone',
    ...{ records: [], email: 'kim@left.test', linked: [] },
    verdict: { kind: 'refused', code: 'sso_disconnected' },
  },
  {
    name: 'another company for a domain whose connector is gone',
    ...{ records: [finished()], email: 'kim@left.test' },
    verdict: { kind: 'refused', code: 'sso_wrong_company' },
  },
  {
    name: 'a password for a domain that another connector has now',
    ...{ records: [password], email: 'kim@globex.test', linked: [] },
    verdict: { kind: 'refused', code: 'sso_required', continueWith: 'globex' },
  },
  {
    name: 'a password for a domain that two connectors have',
    ...{ records: [password], email: 'kim@shared.test', linked: [] },
    verdict: { kind: 'refused', code: 'sso_required', continueWith: undefined },
  },
];

describe('who may come in', () => {
  it.each([...CASES, ...SPELLINGS, ...OWNED])(
    '$name',
    async ({ records, email = 'emma@acme.test', linked = [emma], verdict, ...more }) => {
      person = {
        hasPassword: more.hasPassword ?? false,
        primaryPhone: more.primaryPhone ?? null,
        primaryEmail: more.primaryEmail ?? null,
        identities: {},
        ssoIdentities: linked,
      };
      const lastSubmission = records !== null && {
        ...{ userId: more.submittedBy ?? 'emma', verificationRecords: records },
      };
      sessions = [
        {
          payload: { uid: 'x', iat: 1, authorizations: { app: { sid: 'other' } } },
          lastSubmission: null,
        },
        { payload: { uid: 'u', iat: 1, authorizations: { app: { sid: 'sid' } } }, lastSubmission },
      ] as LogtoSession[];
      const claims = { sub: 'emma', sid: 'sid', email };
      expect(await guardSignIn(claims, linked as never)).toMatchObject(verdict);
      // Userinfo that didn't answer changes nothing.
      expect(await guardSignIn(claims, undefined)).toMatchObject(verdict);
    },
  );

  it('a session that Logto doesn’t list, and a token without sid, let nobody in', async () => {
    const claims = { sub: 'emma', email: 'emma@acme.test' };
    await expect(guardSignIn({ ...claims, sid: 'unknown' }, [])).rejects.toMatchObject({
      code: 'guard_unavailable',
    });
    await expect(guardSignIn(claims, [])).rejects.toMatchObject({ code: 'guard_unavailable' });
  });

  it('a refused sign-in can be ended at Logto', async () => {
    sessions = [
      {
        payload: { uid: 'u', iat: 1, authorizations: { app: { sid: 'sid' } } },
        lastSubmission: { userId: 'emma', verificationRecords: [password] },
      },
    ] as unknown as LogtoSession[];
    const verdict = await guardSignIn({ sub: 'emma', sid: 'sid', email: 'e@acme.test' }, []);
    if (verdict.kind !== 'refused') throw new Error('not refused');
    await verdict.end();
    expect(ended).toEqual(['emma']);
  });

  it('what a refused company sign-in did can be undone; a password did nothing', async () => {
    const refusal = async (record: object, email: string) => {
      person = { hasPassword: false, primaryPhone: null, identities: {}, ssoIdentities: [emma] };
      sessions = [
        {
          payload: { uid: 'u', iat: 100, loginTs: 200, authorizations: { app: { sid: 'sid' } } },
          lastSubmission: { userId: 'emma', verificationRecords: [record] },
        },
      ] as unknown as LogtoSession[];
      const verdict = await guardSignIn({ sub: 'emma', sid: 'sid', email }, [emma]);
      if (verdict.kind !== 'refused') throw new Error('not refused');
      return verdict;
    };
    expect((await refusal(password, 'e@acme.test')).undo).toBeUndefined();
    // The way is inferred: the identity may be of weeks ago.
    expect((await refusal({ type: 'Unknown' }, 'e@other.test')).undo).toBeUndefined();
    for (const email of ['e@other.test', 'e@ac\u200bme.test']) {
      await (await refusal(finished(), email)).undo?.();
      expect(undone.pop()).toEqual({ userId: 'emma', connectorId: 'acme', loggedInAt: 200_000 });
    }
  });
});
