/** Mutations of what is done with a request before a page, and with its answer. */
import type { Mutation } from './mutation.ts';

const PROXY = 'proxy.test.ts';
const HEADERS = 'lib/http/headers.test.ts';
const NO_PROXY = 'e2e/no-proxy.spec.ts';

const BYPASS = 'CVE-2025-29927';
const CACHES = 'CVE-2025-48947';
const RETURN_TO = 'CVE-2025-67716';
const IDENTITY = 'CVE-2024-29901';
const POLICY = 'clickjacking, XSS';
const CSRF = 'CSRF';
const HOST = 'an address built from `Host`';

export default [
  {
    row: BYPASS,
    what: 'a page leaves the check to the proxy',
    file: 'app/account/sessions/page.tsx',
    find: '  await requireUser(OWN_SESSIONS_PATH);\n',
    replace: '',
    tests: ['tests/house.test.ts'],
  },
  {
    row: BYPASS,
    what: 'no page checks anything',
    file: 'lib/auth.ts',
    find: '  if (user) return user;\n',
    replace: '  if (user || returnTo) return user as User;\n',
    tests: [NO_PROXY],
    title: 'every page and route checks for itself',
  },
  {
    row: BYPASS,
    what: 'an action checks membership by the session of anybody',
    file: 'lib/auth.ts',
    find: '  if (!organization) redirect(page);\n',
    replace:
      "  if (!organization) return { user, organization: { id: organizationId, name: '', roles: [] } };\n",
    tests: [NO_PROXY],
    title: 'every server action authorizes itself',
  },
  {
    row: CACHES,
    what: 'shared caches may keep an answer',
    file: 'lib/http/headers.ts',
    find: "'private, no-store'",
    replace: "'public, max-age=60'",
    tests: [PROXY],
  },
  {
    row: CACHES,
    what: 'caches don’t tell cookies apart',
    file: 'lib/http/headers.ts',
    find: "Vary: 'Cookie'",
    replace: "Vary: 'Accept'",
    tests: [PROXY],
  },
  {
    row: CACHES,
    what: 'Next’s own Vary takes the cookie’s place',
    file: 'instrumentation.ts',
    find: '  keepVaryCookie();\n',
    replace: '',
    tests: ['e2e/weaknesses.spec.ts'],
    title: 'nothing that reads or writes a session may be cached',
  },
  {
    row: RETURN_TO,
    what: 'two slashes at the start',
    file: 'lib/sign-in/return-to.ts',
    find: ' && !/^\\/[/\\\\]/.test(path)',
    replace: '',
    tests: ['lib/sign-in/return-to.test.ts'],
  },
  {
    row: RETURN_TO,
    what: 'a path is kept as it is written',
    file: 'lib/sign-in/return-to.ts',
    find: '[pathname + search + hash, pathname + search, pathname].find(',
    replace: '[value].find(',
    tests: ['lib/sign-in/return-to.test.ts'],
  },
  {
    row: RETURN_TO,
    what: 'links and forms are taken as they come',
    file: 'lib/sign-in/link.ts',
    find: 'returnTo: safeReturnTo(given.returnTo)',
    replace: 'returnTo: text(given.returnTo)',
    tests: ['lib/sign-in/link.test.ts'],
  },
  {
    row: IDENTITY,
    what: 'a client’s hand-over header is kept',
    file: 'lib/session/handover.ts',
    find: '  headers.delete(HEADER);\n',
    replace: '',
    tests: ['lib/session/handover.test.ts'],
  },
  {
    row: IDENTITY,
    what: 'the proxy lets a client’s hand-over header pass',
    file: 'proxy.ts',
    find: '  handOver(headers, reads && getEnv().REDIS_URL ? opened : undefined);\n',
    replace: '  if (opened) handOver(headers, opened);\n',
    tests: [PROXY],
  },
  ...(
    [
      ['base-uri', "'base-uri': \"'none'\",", ''],
      ['form-action', "'form-action': `'self' ${getEnv().LOGTO_ENDPOINT}`,", "'form-action': '*',"],
      ['object-src', "'object-src': \"'none'\",", ''],
      ['frame-ancestors', "'frame-ancestors': \"'none'\",", ''],
      ['connect-src', '"\'self\' ws:" : "\'self\'"', "\"'self' ws:\" : '*'"],
      [
        'style-src',
        "`'self' 'nonce-${nonce}'`,\n    // Pictures",
        "\"'self' 'unsafe-inline'\",\n    // Pictures",
      ],
      ['script-src', "'nonce-${nonce}' 'strict-dynamic'", "'unsafe-inline'"],
    ] as const
  ).map(([directive, find, replace]) => ({
    ...{ row: POLICY, what: `the policy is open: ${directive}`, file: 'lib/http/headers.ts' },
    ...{ find, replace, tests: [HEADERS] },
  })),
  {
    row: POLICY,
    what: 'the policy isn’t sent',
    file: 'proxy.ts',
    find: "  response.headers.set('content-security-policy', policy);\n",
    replace: '',
    tests: [PROXY],
  },
  {
    row: POLICY,
    what: 'all requests share one nonce',
    file: 'proxy.ts',
    find: 'btoa(crypto.randomUUID())',
    replace: "btoa('00000000-0000-4000-8000-000000000000')",
    tests: [PROXY],
  },
  {
    row: POLICY,
    what: 'pages may be framed',
    file: 'lib/http/security-headers.ts',
    find: "  'X-Frame-Options': 'DENY',\n",
    replace: '',
    tests: [HEADERS],
  },
  {
    row: POLICY,
    what: 'scripts read the session’s cookie',
    file: 'lib/session/jar.ts',
    find: 'httpOnly: true',
    replace: 'httpOnly: false',
    tests: ['lib/session/jar.test.ts'],
  },
  {
    row: CSRF,
    what: 'forms of other sites run actions',
    file: 'lib/http/refusal.ts',
    find: "  if (provenanceOf(request.headers) !== 'own') return { refused: { status: 403 } };\n",
    replace: '',
    tests: ['lib/http/refusal.test.ts'],
  },
  {
    row: CSRF,
    what: 'the proxy doesn’t ask whether to refuse',
    file: 'proxy.ts',
    find: 'reads || answersItself\n      ?',
    replace: 'reads || answersItself || request.body\n      ?',
    tests: [PROXY],
  },
  {
    row: CSRF,
    what: 'other sites’ requests carry the session',
    file: 'lib/session/jar.ts',
    find: "sameSite: 'lax'",
    replace: "sameSite: 'none'",
    tests: ['lib/session/jar.test.ts'],
  },
  {
    row: CSRF,
    what: 'an existing route signs out by GET',
    file: 'app/sign-in/prefetched/route.ts',
    find: 'export const GET = () =>\n  new Response(',
    replace:
      "import { endCurrentSession } from '#lib/session/current.ts';\n\nexport const GET = async () =>\n  (await endCurrentSession()) ?? new Response(",
    tests: ['tests/house.test.ts'],
  },
  {
    row: CSRF,
    what: 'the proxy signs out by GET',
    file: 'proxy.ts',
    find: '  const jar = proxyJar(request);\n',
    replace:
      "  const jar = proxyJar(request);\n  for (const name of jar.names()) if (search.startsWith('?signOut')) jar.remove(name);\n",
    tests: ['e2e/weaknesses.spec.ts'],
    title: 'sign-out can’t be triggered',
  },
  {
    row: HOST,
    what: 'Logto leads back to the name that the request was sent to',
    file: 'lib/logto/sign-in.ts',
    find: '  const options = {\n    redirectUri: redirectUri(),',
    replace:
      "  const host = (await (await import('next/headers')).headers()).get('host');\n  const options = {\n    redirectUri: host ? `https://${host}/callback` : redirectUri(),",
    tests: ['e2e/deploy.spec.ts'],
  },
  {
    row: HOST,
    what: 'redirects go to the request’s own host',
    file: 'proxy.ts',
    find: '  const base = new URL(getEnv().BASE_URL);\n',
    replace: '  const base = new URL(request.nextUrl.origin);\n',
    tests: [PROXY],
  },
  {
    row: HOST,
    what: 'Logto leads back to another address',
    file: 'lib/logto/config.ts',
    find: '`${getEnv().BASE_URL}/callback`',
    replace: '`${getEnv().LOGTO_ENDPOINT}/callback`',
    tests: ['lib/logto/config.test.ts'],
  },
  {
    row: HOST,
    what: 'a host’s variable wins over BASE_URL',
    file: 'lib/deployment.ts',
    find: 'source.BASE_URL || (found && `https://${found}`)',
    replace: '(found && `https://${found}`) || source.BASE_URL',
    tests: ['lib/deployment.test.ts'],
  },
] satisfies Mutation[];
