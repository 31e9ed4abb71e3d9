/** Mutations of company SSO: the guard, a company's links, its Okta org. */
import type { Mutation } from './mutation.ts';

const SSRF = 'CVE-2025-57822';
const GUARD = "another company's Okta";
const GUARD_TEST = 'lib/logto/guard.test.ts';
const OKTA_TEST = 'lib/okta/own-profile.test.ts';

export default [
  {
    row: SSRF,
    what: 'a link’s issuer is fetched',
    file: 'lib/sso.ts',
    find: '  return wanted ? theOne(',
    replace: '  if (wanted) await fetch(wanted).catch(() => {});\n  return wanted ? theOne(',
    tests: ['lib/sso.test.ts'],
  },
  {
    row: SSRF,
    what: 'a link’s issuer is fetched by the page',
    file: 'app/sso/start/page.tsx',
    find: '  const returnTo = ownPath(target);\n',
    replace:
      "  const returnTo = ownPath(target);\n  if (typeof iss === 'string') await fetch(iss).catch(() => {});\n",
    tests: ['e2e/company-links.spec.ts'],
    title: 'is never asked',
  },
  {
    row: SSRF,
    what: 'an issuer that only starts the same counts',
    file: 'lib/sso.ts',
    find: 'issuersOf(one).includes(wanted)',
    replace: 'issuersOf(one).some((own) => wanted.startsWith(own))',
    tests: ['lib/sso.test.ts'],
  },
  {
    row: SSRF,
    what: 'the company’s Okta org leads elsewhere',
    file: 'lib/okta/own-profile.ts',
    find: "redirect: 'error'",
    replace: "redirect: 'follow'",
    tests: [OKTA_TEST],
  },
  {
    row: SSRF,
    what: 'an answer of any size',
    file: 'lib/okta/own-profile.ts',
    find: 'await readLimited(response, MAX_BODY)',
    replace: 'await readLimited(response, Number.POSITIVE_INFINITY)',
    tests: [OKTA_TEST],
  },
  {
    row: SSRF,
    what: 'an answer at any time',
    file: 'lib/okta/own-profile.ts',
    find: '      signal: AbortSignal.timeout(TIMEOUT_MS),\n',
    replace: '',
    tests: [OKTA_TEST],
  },
  {
    row: SSRF,
    what: 'a company’s token goes over plain http',
    file: 'lib/connected-okta.ts',
    find: "url && (url.protocol === 'https:' || !isHttps())",
    replace: "url && (url.protocol === 'https:' || url.protocol === 'http:' || !isHttps())",
    tests: ['lib/connected-okta.test.ts'],
  },
  {
    row: GUARD,
    what: 'anybody’s company record counts',
    file: 'lib/logto/guard.ts',
    find: 'one.issuer === issuer && one.identityId === enterpriseSsoUserInfo?.id',
    replace: 'one.issuer === issuer || enterpriseSsoUserInfo?.id',
    tests: [GUARD_TEST],
  },
  {
    row: GUARD,
    what: 'a domain that ends the same counts',
    file: 'lib/logto/guard-rule.ts',
    find: 'connector.domains.includes(domain)',
    replace: 'connector.domains.some((own) => domain.endsWith(own))',
    tests: [GUARD_TEST],
  },
  {
    row: GUARD,
    what: 'a password leads round a company',
    file: 'lib/logto/guard-rule.ts',
    find: '({ domains }) => domains.includes(domain)',
    replace: '({ domains }) => domains.includes(`${domain}.`)',
    tests: [GUARD_TEST],
  },
  {
    row: GUARD,
    what: 'a record of whoever was here before counts',
    file: 'lib/logto/guard.ts',
    find: '  if (lastSubmission?.userId !== userId) return { known: false };\n',
    replace: '  if (!lastSubmission || !userId) return { known: false };\n',
    tests: [GUARD_TEST],
  },
  {
    row: GUARD,
    what: 'no list of Logto’s sessions lets everybody in',
    file: 'lib/logto/guard.ts',
    find: "if (!session) throw new AppError('guard_unavailable', 'Logto lists no such session');",
    replace: "if (!session) return { kind: 'admitted', connectorId: undefined };",
    tests: [GUARD_TEST],
  },
  {
    row: GUARD,
    what: 'a refusal is a session all the same',
    file: 'lib/logto/new-session.ts',
    find: '    throw new AppError(code, connectorId, { continueWith });\n',
    replace: '',
    tests: ['lib/logto/new-session.test.ts'],
  },
  {
    row: GUARD,
    what: 'a refused sign-in keeps its grant',
    file: 'lib/logto/new-session.ts',
    find: "if (result?.kind !== 'session') await revoke(stored.refreshToken);",
    replace: '',
    tests: ['lib/logto/new-session.test.ts'],
  },
  {
    row: GUARD,
    what: 'who can’t be told twice comes in',
    file: 'lib/logto/new-session.ts',
    find: "throw new AppError('guard_unavailable', 'Logto doesn’t say how they came');",
    replace: "log.warn('guard_unavailable');",
    tests: ['lib/logto/new-session.test.ts'],
  },
] satisfies Mutation[];
