import { describe, expect, test } from 'vitest';
import { redactor } from './redact.ts';
import { isZip, unzip, zip } from './zip.ts';

const SECRET = 'Pa&ss "1"+ü-hidden';
const entry = (name: string, content: string) => ({
  name: Buffer.from(name),
  content: Buffer.from(content),
});
const contents = (file: Buffer) => unzip(file).map(({ content }) => content.toString());

describe('redactor', () => {
  const { text, file, finds } = redactor([SECRET, 'short']);

  test.each([
    ['as typed', SECRET],
    ['in an address', encodeURIComponent(SECRET)],
    ['in a form', new URLSearchParams({ s: SECRET }).toString()],
    ['in JSON', JSON.stringify({ password: SECRET })],
    ['in JSON in JSON', JSON.stringify(JSON.stringify({ password: SECRET }))],
  ])('%s', (_, given) => {
    expect(text(`Fill ${given} here`)).toMatch(/^Fill .*\[redacted\].* here$/);
    expect(text(given)).not.toContain('hidden');
  });

  test('tokens and codes without being told', () => {
    const token = `eyJhbGciOiJFUzM4NCJ9.${'a'.repeat(20)}.${'b'.repeat(20)}`;
    expect(text(`answered ${token}.`)).toBe('answered [redacted].');
    expect(text('/callback?code=abcdefghijk&state=1')).toBe('/callback?code=[redacted]&state=1');
  });

  test('what is too short to be told from a word stays', () => {
    expect(text('a short story')).toBe('a short story');
  });

  test('a cookie that one file of a trace shows is taken out of the others too', () => {
    const headers = [{ name: 'Cookie', value: 'session=cookie-value-1; x=1' }];
    const trace = zip([
      entry('trace.network', JSON.stringify({ request: { headers } })),
      entry('resources/page.html', '<p>cookie-value-1</p><p>kept</p>'),
    ]);
    expect(finds(trace)).toBe(true);
    const clean = file(trace);
    expect(contents(clean).join()).not.toContain('cookie-value-1');
    expect(contents(clean)[1]).toBe('<p>[redacted]</p><p>kept</p>');
    expect(finds(clean)).toBe(false);
  });

  test('an archive inside a page, as in an HTML report', () => {
    const inner = zip([entry('report.json', JSON.stringify({ title: SECRET }))]);
    const page = Buffer.from(
      `<script>"data:application/zip;base64,${inner.toString('base64')}"</script>`,
    );
    expect(finds(page)).toBe(true);
    const clean = file(page);
    expect(finds(clean)).toBe(false);
    const [, data = ''] = /base64,([^"]+)/.exec(clean.toString()) ?? [];
    expect(contents(Buffer.from(data, 'base64'))).toEqual(['{"title":"[redacted]"}']);
  });

  test('what isn’t text stays byte for byte', () => {
    const picture = Buffer.from([0x89, 0x50, 0x4e, 0x47, ...Buffer.from(SECRET)]);
    expect(file(picture)).toBe(picture);
    const other = Buffer.from([0, 255, 200, 128, 10]);
    expect(file(other).equals(other)).toBe(true);
  });
});

describe('zip', () => {
  test('what was packed comes out again', () => {
    const entries = [entry('ä.txt', 'one'), entry('empty', ''), entry('b', 'x'.repeat(70_000))];
    expect(unzip(zip(entries))).toEqual(entries);
    expect(isZip(zip([]))).toBe(true);
    expect(isZip(Buffer.from('no'))).toBe(false);
  });
});
