/** Mutations of what stands at the process's edge: output, the server, forms, what is sealed. */
import type { Mutation } from './mutation.ts';

const PRINTED = 'what a client sent is printed';
const READER = 'a lost log reader';
const MALFORMED = 'malformed requests become';
const ORIGIN = "a form's origin";
const ENDPOINTS = 'framework endpoints';
const COMPRESSED = 'a compressed cookie';

export default [
  {
    row: PRINTED,
    what: 'the console prints as it likes',
    file: 'lib/log/console-lines.ts',
    find: "log[level]('printed', fieldsOf(values))",
    replace: "streams.stdout.write(values.map(String).join(' '))",
    tests: ['lib/log/console-lines.test.ts'],
  },
  {
    row: PRINTED,
    what: 'a message’s lines count as frames',
    file: 'lib/log/console-lines.ts',
    find: 'const below = head < 0 ? stack : stack.slice(head + message.length);',
    replace: 'const below = head < 0 ? stack : stack;',
    tests: ['lib/log/console-lines.test.ts'],
  },
  {
    row: PRINTED,
    what: 'C1 controls and turning marks go out raw',
    file: 'lib/log/log.ts',
    find: '.replace(OBEYED, escaped)',
    replace: '',
    tests: ['lib/log/console-lines.test.ts'],
  },
  {
    row: READER,
    what: 'nobody listens for errors of the streams',
    file: 'lib/log/output.ts',
    find: "  stream.on('error', () => {\n    gone = true;\n  });\n",
    replace: '',
    tests: ['lib/log/output.test.ts'],
  },
  {
    row: READER,
    what: 'pipes block',
    file: 'lib/log/output.ts',
    find: '  if (!stream.isTTY) stream._handle?.setBlocking?.(false);\n',
    replace: '',
    tests: ['lib/log/output.test.ts'],
  },
  {
    row: READER,
    what: 'what waits has no bound',
    file: 'lib/log/output.ts',
    find: 'sink.waiting() > MAX_WAITING',
    replace: 'sink.waiting() > Number.MAX_VALUE',
    tests: ['lib/log/output.test.ts'],
  },
  {
    row: MALFORMED,
    what: 'arguments may hold references and types of React’s',
    file: 'lib/http/action-form.ts',
    find: "value.startsWith('$$') || value === '$undefined'",
    replace: "value.startsWith('$')",
    tests: ['lib/http/action-form.test.ts'],
  },
  {
    row: MALFORMED,
    what: 'an action takes whatever it is given for a form',
    file: 'lib/http/action-form.ts',
    find: 'given instanceof FormData ? given : new FormData()',
    replace: '(given as FormData)',
    tests: ['lib/http/action-form.test.ts'],
  },
  {
    row: MALFORMED,
    what: 'the server hands everything to Next',
    file: 'lib/http/server.ts',
    find: '    if (refused) return refuse(request, response, refused);\n',
    replace: '',
    tests: ['lib/http/server.test.ts'],
  },
  {
    row: ORIGIN,
    what: 'the scheme isn’t compared',
    file: 'lib/http/origin.ts',
    find: ' || url.protocol !== base.protocol',
    replace: '',
    tests: ['lib/http/origin.test.ts'],
  },
  {
    row: ORIGIN,
    what: 'Sec-Fetch-Site isn’t asked',
    file: 'lib/http/origin.ts',
    find: "site !== null && site !== 'same-origin' && site !== 'none'",
    replace: "site === 'never'",
    tests: ['lib/http/origin.test.ts'],
  },
  {
    row: ORIGIN,
    what: 'who says nothing is taken for our own page',
    file: 'lib/http/origin.ts',
    find: "site === 'same-origin' ? 'own' : 'unsaid'",
    replace: "'own'",
    tests: ['lib/http/origin.test.ts', 'lib/http/refusal.test.ts'],
  },
  {
    row: ENDPOINTS,
    what: 'Next’s own addresses are open',
    file: 'lib/http/refusal.ts',
    find: '  if (UNUSED.test(decoded) && !isDevelopment()) return { status: 404 };\n',
    replace: '',
    tests: ['lib/http/refusal.test.ts'],
  },
  {
    row: COMPRESSED,
    what: 'secrets are compressed with the rest',
    file: 'lib/session/pack.ts',
    find: '    if (IS_SECRET.test(value)) return MARK + keep(value);\n',
    replace: '',
    tests: ['lib/session/pack.test.ts'],
  },
  {
    row: COMPRESSED,
    what: 'what unpacks has no limit',
    file: 'lib/session/pack.ts',
    find: 'maxOutputLength: MAX_UNPACKED, ',
    replace: '',
    tests: ['lib/session/pack.test.ts'],
  },
] satisfies Mutation[];
