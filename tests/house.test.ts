/** The rules of the house (docs/decisions/layout.md) that lint can't see. */
import { globSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { PASSWORD } from '@logto-okta/sandbox/seed';
import { describe, expect, it } from 'vitest';

const filesIn = (folder: string): string[] =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter(
      (entry) => entry.isFile() && /\.tsx?$/.test(entry.name) && !entry.name.includes('.test.'),
    )
    .map((entry) => join(entry.parentPath, entry.name));
/** Without block and line comments: rules are about what the code does. */
const codeOf = (path: string) =>
  readFileSync(path, 'utf8')
    .replace(/\/\*[\s\S]*?\*\//g, '')
    .replace(/^\s*\/\/.*$/gm, '');
const sources = (folders: string[]) =>
  folders.flatMap(filesIn).map((path) => ({ path, text: codeOf(path) }));
const importsOf = (text: string) =>
  [...text.matchAll(/\b(?:from\s+|import\s*\(?\s*)'([^']+)'/g)].map(([, target]) => target ?? '');

const app = sources(['app', 'components', 'lib']);

describe('the house', () => {
  it('finds the sources at all', () => {
    expect(app.length).toBeGreaterThan(30);
  });

  it('only lib/env.ts reads the environment', () => {
    const readers = app.filter(({ text }) => /process\.env\b/.test(text));
    expect(readers.map(({ path }) => path).sort()).toEqual(['lib/env.ts', 'lib/start.ts']);
  });

  it('a module that reads a session or a secret says server-only', () => {
    const touching = app.filter(
      ({ path, text }) =>
        path.startsWith('lib/') &&
        /next\/headers|iron-session|@logto\/next|readSession|getLogtoContext/.test(text),
    );
    const exempt = ['lib/i18n/request.ts'];
    for (const { path, text } of touching) {
      if (!exempt.includes(path)) expect(text, path).toContain("import 'server-only'");
    }
  });

  it('only actions.ts files are server actions, and none is both', () => {
    for (const { path, text } of app) {
      if (/^['"]use server['"]/m.test(text)) {
        expect(path).toMatch(/actions\.ts$/);
        expect(text).not.toContain("import 'server-only'");
      }
    }
  });

  it('lib/logto is the one door to the SDK, and the app never imports the sandbox', () => {
    for (const { path, text } of app) {
      for (const target of importsOf(text)) {
        if (!path.startsWith('lib/logto/')) expect(target, path).not.toMatch(/^@logto\//);
        expect(target, path).not.toMatch(/@logto-okta\/(sandbox|load)|packages\/|e2e/);
      }
    }
  });

  it('only packages/clients/email-address.ts takes addresses and domains apart, or folds their case', () => {
    const ownReading =
      /domainToASCII|domainToUnicode|(split|indexOf|includes|endsWith)\(\s*[`'"]@|(e-?mail|invitee|address|domain)s?\)?(\?\.|\.)to(Locale)?LowerCase\(/i;
    // What the rule looks for, lest it find nothing for the wrong reason.
    for (const one of ["email.split('@')", 'user.email?.toLowerCase()', 'domain.toLowerCase()']) {
      expect(one).toMatch(ownReading);
    }
    const others = sources([
      'app',
      'components',
      'lib',
      'packages/clients',
      'packages/setup',
      'scripts',
    ])
      .concat({ path: 'proxy.ts', text: codeOf('proxy.ts') })
      .filter(
        ({ path, text }) => path !== 'packages/clients/email-address.ts' && ownReading.test(text),
      );
    expect(others.map(({ path }) => path)).toEqual([]);
  });

  it('components know only lib/cn, lib/locales, lib/brand and lib/crash-words', () => {
    for (const { path, text } of sources(['components'])) {
      for (const target of importsOf(text).filter((one) => one.startsWith('#lib/'))) {
        expect(
          [
            '#components/ui/cn.ts',
            '#lib/i18n/locales.ts',
            '#lib/brand.ts',
            '#lib/i18n/crash-words.ts',
          ],
          `${path} imports ${target}`,
        ).toContain(target);
      }
    }
  });

  it('a picture of a person is drawn by Avatar, from an address that lib/http/pictures.ts checked', () => {
    for (const { path, text } of app) {
      if (path !== 'components/avatar.tsx') expect(text, path).not.toMatch(/<img\b|next\/image/);
      // Where Logto's field becomes ours.
      for (const [, value] of text.matchAll(/\bpicture: (.*(?:avatar|picture).*),$/gm)) {
        expect(value, path).toMatch(/^shownPicture\(|^(user|person|member)\.picture$/);
      }
    }
  });

  it('a package imports what its manifest has, and nothing of the app', () => {
    const packages = readdirSync('packages');
    expect(packages).toEqual(['clients', 'load', 'sandbox', 'setup']);
    for (const name of packages) {
      const folder = join('packages', name);
      const manifest = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
      const known = Object.keys({ ...manifest.dependencies, ...manifest.devDependencies });
      // The runner of all tests is the project's own; @next/env is a part of Next.
      known.push(manifest.name, 'vitest', ...(known.includes('next') ? ['@next/env'] : []));
      const files = readdirSync(folder, { recursive: true, withFileTypes: true })
        // The benchmark's copy of the app gets modules that are written out there as text.
        .filter((entry) => entry.isFile() && /(?<!copy)\.ts$/.test(entry.name))
        .map((entry) => join(entry.parentPath, entry.name));
      expect(files.length).toBeGreaterThan(5);
      for (const path of files) {
        for (const target of importsOf(codeOf(path))) {
          if (target.startsWith('.')) {
            expect(join(path, '..', target), path).toMatch(new RegExp(`^${folder}/`));
          } else if (/^[@\w]/.test(target) && !target.startsWith('node:')) {
            const [owner = '', second = ''] = target.split('/');
            expect(known, path).toContain(owner.startsWith('@') ? `${owner}/${second}` : owner);
          }
        }
      }
    }
  });

  it('every page is public by name or asks requireUser', () => {
    const listed =
      /PUBLIC_PATHS = new Set\(\[([\s\S]*?)\]\)/.exec(readFileSync('proxy.ts', 'utf8'))?.[1] ?? '';
    const publicPaths = [...listed.matchAll(/'([^']+)'/g)].map(([, path]) => path);
    const prefixes =
      /PUBLIC_PREFIXES = \[([^\]]*)\]/.exec(readFileSync('proxy.ts', 'utf8'))?.[1] ?? '';
    const publicPrefixes = [...prefixes.matchAll(/'(\/[\w./-]+\/)'/g)].map(([, path = '']) => path);
    expect(publicPrefixes).toHaveLength(3);
    expect(publicPaths.length).toBeGreaterThan(2);
    for (const { path, text } of sources(['app']).filter(({ path }) =>
      /\/?(page|route)\.tsx?$/.test(path),
    )) {
      const route = `/${path.replace(/^app\/?/, '').replace(/\/?(page|route)\.tsx?$/, '')}`;
      // Says 404 to everybody.
      if (route === '/api/[...rest]') continue;
      if (publicPaths.includes(route) || publicPrefixes.some((one) => route.startsWith(one)))
        continue;
      expect(text, path).toMatch(/require(User|OrganizationMember|Caller)\(/);
    }
  });

  it('specs sign people in as the target has them, not with the password of the sandbox', () => {
    // Two look for secrets where none should be, and one starts the sandbox's Okta itself.
    const withSeed = ['bundle', 'telemetry', 'okta-sign-in'].map((name) => `e2e/${name}.spec.ts`);
    const specs = readdirSync('e2e').filter((name) => name.endsWith('.spec.ts'));
    expect(specs.length).toBeGreaterThan(30);
    for (const path of specs.map((name) => join('e2e', name))) {
      const text = codeOf(path);
      expect(text, path).not.toContain(PASSWORD);
      if (!withSeed.includes(path)) expect(text, path).not.toMatch(/\bPASSWORD\b.*sandbox\/seed/);
    }
  });

  it('nothing that answers a GET signs somebody out', () => {
    const ends = /\b(endCurrentSession|endSession|endAllSessions|deleteCookie|leave)\(/;
    const signsOut = /\bsignOut(Everywhere)?\(/;
    const routes = app.filter(({ path }) => /^app\/.*(page|layout|route)\.tsx?$/.test(path));
    expect(routes.length).toBeGreaterThan(10);
    for (const { path, text } of routes) {
      // A route handler of another method may; a page is a GET, and hands its actions to forms.
      const getters = path.endsWith('route.ts')
        ? (text.match(/^export [^\n]*\b(GET|HEAD)\b[\s\S]*?(?=^export |$(?![\s\S]))/gm) ?? [])
        : [text];
      for (const getter of getters) {
        expect(getter, path).not.toMatch(ends);
        expect(getter, path).not.toMatch(signsOut);
      }
    }
  });

  it.each([
    ['Promise.race([work, late])', /Promise\.race\(/, 'packages/clients/time-limit.ts'],
    ['/^[\\w-]{1,64}$/', /\[\\w-\]\{1,64\}/, 'packages/clients/logto-id.ts'],
    ['`Basic ${btoa(', /[`']Basic \$?/, 'packages/clients/basic-auth.ts'],
    ['<div role="alert">\n<h1>', /role="alert">\s*<h1/, 'components/problem.tsx'],
    ['otherwise="/sign-out"', /otherwise="\/sign-out"/, 'app/sign-out-form.tsx'],
  ])('%s stands in one file', (example, pattern, file) => {
    expect(example).toMatch(pattern);
    const all = [...app, { path: 'proxy.ts', text: codeOf('proxy.ts') }];
    const others = all.filter(({ path, text }) => path !== file && pattern.test(text));
    expect(others.map(({ path }) => path)).toEqual([]);
  });

  it('no source file is over 250 lines', () => {
    // One table of cases each, or one decision that is read from top to bottom.
    const longer = /\/(freshness|revalidation|destroy|check-connectors)\.ts$/;
    const paths = globSync('{*,[a-z]*/**/*}.{ts,tsx}', { exclude: ['**/node_modules'] });
    expect(paths.length).toBeGreaterThan(500);
    const isOther = (path: string) => /\.(spec|test|d)\.tsx?$/.test(path);
    for (const path of paths.filter((one) => !isOther(one) && !longer.test(one))) {
      expect(readFileSync(path, 'utf8').split('\n').length, path).toBeLessThanOrEqual(251);
    }
  });
});
