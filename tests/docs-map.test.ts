/** Every document can be reached from the map in docs/README.md, and every link leads somewhere. */
import { existsSync, globSync, readFileSync, statSync } from 'node:fs';
import { join, normalize, relative } from 'node:path';
import { expect, it } from 'vitest';

const MAP = 'docs/README.md';
const documents = globSync('**/*.md', { exclude: ['node_modules/**', '.next/**'] }).map(normalize);

const textOf = (path: string) => readFileSync(path, 'utf8').replace(/^```[\s\S]*?^```/gm, '');

/** As GitHub makes them; the second of a name ends in `-1`. */
function anchorsOf(path: string): string[] {
  const seen = new Map<string, number>();
  return [...textOf(path).matchAll(/^#{1,6} (.+)$/gm)].map(([, heading = '']) => {
    const slug = heading
      .replace(/\[([^\]]*)\]\([^)]*\)/g, '$1')
      .toLowerCase()
      .replace(/[^\p{L}\p{N}\p{M}_\- ]/gu, '')
      .replaceAll(' ', '-');
    const before = seen.get(slug) ?? 0;
    seen.set(slug, before + 1);
    return before > 0 ? `${slug}-${before}` : slug;
  });
}

type Link = { from: string; to: string; anchor: string | undefined };
const linksIn = (from: string): Link[] =>
  [
    ...textOf(from)
      .replace(/`[^`\n]*`/g, '')
      .matchAll(/\]\(([^)\s]+)\)/g),
  ]
    .map(([, target = '']) => target)
    .filter((target) => !/^[a-z]+:/.test(target))
    .map((target) => {
      const [path = '', anchor] = target.split('#');
      const to = path ? normalize(join(from, '..', path)) : from;
      return { from, to: to.replace(/[\\/]$/, ''), anchor };
    });

const targetsOf = (path: string) => linksIn(path).map(({ to }) => to);

it('the map names every document of docs/, and README.md the map', () => {
  expect(targetsOf('README.md')).toContain(normalize(MAP));
  const mapped = new Set(targetsOf(MAP));
  const own = globSync('docs/*.md').map(normalize);
  expect(own.length).toBeGreaterThan(15);
  expect(own.filter((path) => path !== normalize(MAP) && !mapped.has(path))).toEqual([]);
});

it('every document below docs/ can be reached from the map', () => {
  const reached = new Set([normalize(MAP)]);
  for (const path of reached) {
    for (const to of targetsOf(path)) if (documents.includes(to)) reached.add(to);
  }
  const all = globSync('docs/**/*.md').map(normalize);
  expect(all.filter((path) => !reached.has(path))).toEqual([]);
});

it('every link of a document leads to a file and a heading that exist', () => {
  const links = documents.flatMap(linksIn);
  expect(links.length).toBeGreaterThan(250);
  const broken = links.filter(({ to, anchor }) => {
    if (relative('.', to).startsWith('..') || !existsSync(to)) return true;
    return anchor !== undefined && statSync(to).isFile() && to.endsWith('.md')
      ? !anchorsOf(to).includes(anchor)
      : false;
  });
  expect(broken).toEqual([]);
});
