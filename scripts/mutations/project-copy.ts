/** A copy of the project for mutations: the work tree itself is never changed. */
import { execFileSync } from 'node:child_process';
import {
  copyFileSync,
  cpSync,
  existsSync,
  linkSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readlinkSync,
  realpathSync,
  symlinkSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Megabytes; a project has a few thousand paths. */
const MAX_LIST = 64 * 1024 * 1024;

/** What git tracks or would track; its own folder, builds and settings stay behind. */
function projectFiles(root: string): string[] {
  const args = ['ls-files', '--cached', '--others', '--exclude-standard', '-z'];
  const list = execFileSync('git', args, { cwd: root, encoding: 'utf8', maxBuffer: MAX_LIST });
  return list.split('\0').filter((path) => path && existsSync(join(root, path)));
}

/** Hard links where the file system has them: Turbopack rejects a symlink that leaves the project. */
function linkTree(from: string, to: string) {
  mkdirSync(to, { recursive: true });
  for (const entry of readdirSync(from, { withFileTypes: true })) {
    const [source, target] = [join(from, entry.name), join(to, entry.name)];
    if (entry.isSymbolicLink()) symlinkSync(readlinkSync(source), target);
    else if (entry.isDirectory()) linkTree(source, target);
    else linkOrCopy(source, target);
  }
}

function linkOrCopy(source: string, target: string) {
  try {
    linkSync(source, target);
  } catch {
    copyFileSync(source, target);
  }
}

/** Tools keep caches in hidden folders; a link would lead what they write back to the original. */
const isCache = (name: string) => name.startsWith('.') && name !== '.bin';

/** npm links workspaces by their place in the project: in a copy they are the copy's own. */
const holdsWorkspaces = (folder: string) =>
  readdirSync(folder, { withFileTypes: true }).every((entry) => entry.isSymbolicLink());

/**
 * @param forBuild links each file of `node_modules`, which takes seconds; else its folders are enough.
 * @returns the copy's folder, which the caller removes.
 */
export function copyProject(
  root: string,
  { forBuild, prefix = 'mutations-' }: { forBuild: boolean; prefix?: string },
): string {
  const copy = realpathSync(mkdtempSync(join(tmpdir(), prefix)));
  for (const path of projectFiles(root)) {
    cpSync(join(root, path), join(copy, path), { verbatimSymlinks: true });
  }
  const modules = realpathSync(join(root, 'node_modules'));
  mkdirSync(join(copy, 'node_modules'));
  for (const entry of readdirSync(modules, { withFileTypes: true })) {
    if (isCache(entry.name)) continue;
    const [source, target] = [join(modules, entry.name), join(copy, 'node_modules', entry.name)];
    if (!entry.isDirectory()) linkOrCopy(source, target);
    else if (forBuild || holdsWorkspaces(source)) linkTree(source, target);
    else symlinkSync(source, target, 'junction');
  }
  return copy;
}
