/** CODEOWNERS: a change of whatever matters to security is looked at by its team. */
import { existsSync, globSync, readFileSync } from 'node:fs';
import { matchesGlob } from 'node:path';
import { describe, expect, it } from 'vitest';

const SECURITY = '@your-org/security';
const lines = readFileSync('.github/CODEOWNERS', 'utf8')
  .split('\n')
  .filter((line) => line && !line.startsWith('#'))
  .map((line) => line.split(/\s+/) as [pattern: string, owner: string]);

const matches = (pattern: string, path: string) =>
  pattern === '*' ||
  (pattern.endsWith('/') ? `/${path}`.startsWith(pattern) : matchesGlob(`/${path}`, pattern));
const ownerOf = (path: string) => lines.findLast(([pattern]) => matches(pattern, path))?.[1];

/** By what a file does: modules of the server, actions, route handlers, readers of the environment. */
const MATTERS =
  /^import 'server-only'|^['"]use server['"]|\bprocess\.env\b|next\/headers|iron-session|@logto\/next|^export (const|async function|function) \{? ?(GET|POST|PUT|PATCH|DELETE|proxy|register)\b/m;

describe('CODEOWNERS', () => {
  it('is about what exists', () => {
    expect(lines.length).toBeGreaterThan(15);
    for (const [pattern] of lines.slice(1)) {
      const path = pattern.slice(1);
      expect(existsSync(path) || globSync(path).length > 0, pattern).toBe(true);
    }
  });

  it('gives security every file of the server that matters to it', () => {
    const files = globSync(['*.ts', '{app,components,lib}/**/*.{ts,tsx}']).filter(
      (path) => !/\.test\.tsx?$|\.d\.ts$|vitest|playwright|sso\.config/.test(path),
    );
    const sensitive = files.filter((path) => MATTERS.test(readFileSync(path, 'utf8')));
    expect(sensitive.length).toBeGreaterThan(60);
    // Pages that read a cookie for what they draw.
    const drawn = sensitive.filter((path) => /\/(page|layout)\.tsx$/.test(path));
    const unowned = sensitive.filter((path) => !drawn.includes(path) && ownerOf(path) !== SECURITY);
    expect(unowned).toEqual([]);
  });

  it.each([
    'next.config.ts',
    'instrumentation.ts',
    'proxy.ts',
    'app/actions.ts',
    'lib/permissions.ts',
    'lib/http/refusal.ts',
    'lib/sign-in/return-to.ts',
    'scripts/setup.ts',
    'package.json',
    'package-lock.json',
    'Dockerfile',
    '.ci/run',
    '.github/CODEOWNERS',
    '.github/workflows/ci.yml',
  ])('gives security %s', (path) => {
    expect(existsSync(path)).toBe(true);
    expect(ownerOf(path)).toBe(SECURITY);
  });

  it('leaves the rest to everybody', () => {
    expect(ownerOf('app/page.tsx')).toBe('@your-org/web');
    expect(ownerOf('messages/th.json')).toBe('@your-org/web');
    expect(ownerOf('lib/brand.ts')).toBe('@your-org/web');
  });
});
