/** Mutations of what the log and telemetry say about requests. */
import type { Mutation } from './mutation.ts';

const LOGS = 'CVE-2024-51752';
const TELEMETRY = 'the same by way of telemetry';
const REQUEST_ID = 'log lines forged';

export default [
  {
    row: LOGS,
    what: 'values that look like secrets are written',
    file: 'packages/clients/redact.ts',
    find: '.replace(SECRET_VALUE, REDACTED);',
    replace: ';',
    tests: ['lib/log/log.test.ts'],
  },
  {
    row: LOGS,
    what: 'values of secret names are written',
    file: 'packages/clients/redact.ts',
    find: 'SECRET_KEY.test(key) ? REDACTED : ',
    replace: '',
    tests: ['lib/log/log.test.ts'],
  },
  {
    row: LOGS,
    what: 'what a library hangs on its error is written',
    file: 'packages/clients/redact.ts',
    find: '...(cause instanceof Error && { cause })',
    replace: 'cause',
    tests: ['lib/log/log.test.ts'],
  },
  {
    row: TELEMETRY,
    what: 'whole addresses leave',
    file: 'lib/telemetry/spans.ts',
    find: "  'http.route',\n",
    replace: "  'http.route',\n  'http.target',\n",
    tests: ['lib/telemetry/spans.test.ts'],
  },
  {
    row: TELEMETRY,
    what: 'messages of errors leave',
    file: 'lib/telemetry/spans.ts',
    find: 'status: { code: span.status.code }',
    replace: 'status: span.status',
    tests: ['lib/telemetry/spans.test.ts'],
  },
  {
    row: TELEMETRY,
    what: 'spans leave as they are',
    file: 'lib/telemetry/spans.ts',
    find: 'exporter.export(spans.map(harmless), done)',
    replace: 'exporter.export(spans, done)',
    tests: ['lib/telemetry/spans.test.ts'],
  },
  {
    row: REQUEST_ID,
    what: 'any id is taken',
    file: 'lib/log/request-id.ts',
    find: "typeof given === 'string' && WELL_FORMED.test(given)",
    replace: "typeof given === 'string'",
    tests: ['lib/log/request-id.test.ts'],
  },
  {
    row: REQUEST_ID,
    what: 'the server asks for no well-formed id',
    file: 'lib/http/server.ts',
    find: "requestIdFor(request.headers['x-request-id'])",
    replace: "String(request.headers['x-request-id'] ?? requestIdFor(undefined))",
    tests: ['lib/http/server.test.ts'],
  },
] satisfies Mutation[];
