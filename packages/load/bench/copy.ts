/**
 * A copy of the app with one more page: the dashboard once more, drawn by the same components in
 * the same layout, of a person who is a constant. Nothing of it reads a cookie, a session or a
 * claim, so what the real dashboard costs more than it is what signing in costs.
 */
import { spawnSync } from 'node:child_process';
import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const PARTS = [
  ...[
    'app',
    'components',
    'lib',
    'messages',
    'packages',
    'public',
    'proxy.ts',
    'instrumentation.ts',
  ],
  ...['next.config.ts', 'postcss.config.mjs', 'package.json', 'package-lock.json', 'tsconfig.json'],
];
export const SIGNED_IN_PATH = '/dashboard';
export const NO_AUTH_PATH = '/no-auth/dashboard';
export const PROBE_PATH = '/bench-probe';

/** Stands in for `lib/auth.ts` and `lib/session/person-tag.ts` on the page without any auth. */
const NO_AUTH_MODULE = `
import type { User } from '#lib/auth.ts';
export type { Organization, User } from '#lib/auth.ts';
const holder = globalThis as { [key: symbol]: { user: User; tag: string | null } | undefined };
const KEY = Symbol.for('bench.person');
export const remember = (user: User, tag: string | null) => { holder[KEY] = { user, tag }; };
const constant = () => {
  const known = holder[KEY];
  if (!known) throw new Error('the probe was not asked yet');
  return known;
};
export const getUser = async () => constant().user;
export const requireUser = async (_returnTo: string) => constant().user;
export const personTag = async () => constant().tag;
`;

/** Tells what the process has used, and makes who is signed in the constant of the other page. */
const PROBE_ROUTE = `
import { getUser } from '#lib/auth.ts';
import { remember } from '#lib/no-auth.ts';
import { personTag } from '#lib/session/person-tag.ts';
export async function GET() {
  const user = await getUser();
  if (user) remember(user, await personTag());
  const { user: inUser, system } = process.cpuUsage();
  return Response.json({ user: user?.id, cpuMicroseconds: inUser + system, rss: process.memoryUsage.rss() });
}
`;

/** Replaces exactly what is expected to be there, so that a changed app fails here and not in the numbers. */
function replaceIn(path: string, changes: [from: string, to: string][]) {
  let text = readFileSync(path, 'utf8');
  for (const [from, to] of changes) {
    if (!text.includes(from))
      throw new Error(`${path} has no ${from}: packages/load/bench/copy.ts needs to know`);
    text = text.replaceAll(from, to);
  }
  writeFileSync(path, text);
}

/** Hard links where the file system has them; a plain copy takes half a minute. */
function linkPackages(folder: string) {
  const linked =
    spawnSync('cp', ['-al', 'node_modules', join(folder, 'node_modules')]).status === 0;
  if (linked) return;
  rmSync(join(folder, 'node_modules'), { recursive: true, force: true });
  cpSync('node_modules', join(folder, 'node_modules'), { recursive: true, verbatimSymlinks: true });
}

/** @returns the folder, built; the caller removes it. @throws when the build fails. */
export function buildCopy(): string {
  const folder = mkdtempSync(join(tmpdir(), 'bench-'));
  const filter = (source: string) => !/\.test\.tsx?$/.test(source);
  for (const part of PARTS) cpSync(part, join(folder, part), { recursive: true, filter });
  linkPackages(folder);

  // Two root layouts need each its own group, and none above them.
  const app = join(folder, 'app');
  const [real, copy] = [join(app, '(app)'), join(app, '(no-auth)')];
  const original = join(folder, 'original');
  renameSync(app, original);
  mkdirSync(app);
  cpSync(original, real, { recursive: true });
  for (const file of ['global-error.tsx', 'globals.css'])
    cpSync(join(original, file), join(app, file));
  rmSync(join(real, 'global-error.tsx'));
  mkdirSync(join(copy, NO_AUTH_PATH), { recursive: true });
  for (const file of ['layout.tsx', 'globals.css']) cpSync(join(original, file), join(copy, file));
  cpSync(join(original, 'dashboard'), join(copy, NO_AUTH_PATH), { recursive: true });
  rmSync(original, { recursive: true });

  const auth: [string, string] = ["'#lib/auth.ts'", "'#lib/no-auth.ts'"];
  const actions = (from: string): [string, string] => [from, "'../../../(app)/actions.ts'"];
  replaceIn(join(copy, 'layout.tsx'), [
    auth,
    ["'#lib/session/person-tag.ts'", "'#lib/no-auth.ts'"],
    ["'./actions.ts'", "'../(app)/actions.ts'"],
  ]);
  replaceIn(join(copy, NO_AUTH_PATH, 'page.tsx'), [auth, actions("'../actions.ts'")]);
  replaceIn(join(folder, 'proxy.ts'), [
    ['PUBLIC_PATHS = new Set([', `PUBLIC_PATHS = new Set(['${NO_AUTH_PATH}', '${PROBE_PATH}', `],
  ]);
  writeFileSync(join(folder, 'lib/no-auth.ts'), NO_AUTH_MODULE);
  mkdirSync(join(real, PROBE_PATH));
  writeFileSync(join(real, PROBE_PATH, 'route.ts'), PROBE_ROUTE);

  const next = join(folder, 'node_modules/next/dist/bin/next');
  const env = { ...process.env, NEXT_TELEMETRY_DISABLED: '1' };
  const built = spawnSync(process.execPath, [next, 'build'], {
    cwd: folder,
    env,
    encoding: 'utf8',
  });
  if (built.status !== 0)
    throw new Error(`the copy in ${folder} can't be built:\n${built.stdout}${built.stderr}`);
  return folder;
}
