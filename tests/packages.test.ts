/** The lock file: an install changes nothing in it, and it serves every system. */
import { spawnSync } from 'node:child_process';
import { cpSync, globSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

type Entry = {
  dependencies?: Record<string, string>;
  optionalDependencies?: Record<string, string>;
  resolved?: string;
  integrity?: string;
  inBundle?: boolean;
  link?: boolean;
};
const { packages } = JSON.parse(readFileSync('package-lock.json', 'utf8')) as {
  packages: Record<string, Entry>;
};

/** Looks in each `node_modules` upwards, as Node does. */
function isLocked(name: string, from: string): boolean {
  for (let at = from; ; at = at.slice(0, Math.max(0, at.lastIndexOf('/node_modules/')))) {
    if (packages[`${at && `${at}/`}node_modules/${name}`]) return true;
    if (!at) return false;
  }
}

describe('package-lock.json', () => {
  // A lock that lacks another system's native packages fails `npm ci` there (npm/cli#4828).
  it('has every package that another one asks for, of every system', () => {
    const missing = Object.entries(packages).flatMap(([path, entry]) =>
      Object.keys({ ...entry.dependencies, ...entry.optionalDependencies })
        .filter((name) => !isLocked(name, path))
        .map((name) => `${name} of ${path}`),
    );
    expect(missing).toEqual([]);
    for (const system of ['darwin-arm64', 'win32-x64-msvc', 'linux-x64-musl', 'linux-arm64-gnu']) {
      expect(packages).toHaveProperty([`node_modules/@next/swc-${system}`]);
    }
    expect(isLocked('no-such-package', 'node_modules/next')).toBe(false);
  });

  it('takes packages by their checksum, from the public registry alone', () => {
    for (const [path, { resolved, integrity, inBundle, link }] of Object.entries(packages)) {
      // The project itself, and its workspaces.
      if (!path.includes('node_modules/') || link) continue;
      if (!inBundle) expect(integrity, path).toMatch(/^sha512-/);
      if (resolved) expect(resolved, path).toMatch(/^https:\/\/registry\.npmjs\.org\//);
    }
  });

  describe('in a clone', () => {
    const folder = mkdtempSync(join(tmpdir(), 'clone with spaces '));
    beforeAll(() => {
      for (const file of [
        'package.json',
        'package-lock.json',
        ...globSync('packages/*/package.json'),
      ])
        cpSync(file, join(folder, file));
    });
    afterAll(() => rmSync(folder, { recursive: true }));

    const npm = (...args: string[]) => {
      const { status, stdout, stderr } = spawnSync(
        'npm',
        [...args, '--offline', '--ignore-scripts'],
        {
          cwd: folder,
          encoding: 'utf8',
          shell: process.platform === 'win32',
        },
      );
      return { status, said: `${stdout}${stderr}`, version: Number.parseInt(stdout, 10) };
    };
    // npm 10 knows no `libc`, and drops it.
    const oldNpm = npm('--version').version < 11;

    it('npm ci takes it', () => {
      const { status, said } = npm('ci', '--dry-run');
      expect(status, said).toBe(0);
    });

    it.skipIf(oldNpm)('npm install writes the same again', () => {
      const { status, said } = npm('install', '--package-lock-only');
      expect(status, said).toBe(0);
      expect(readFileSync(join(folder, 'package-lock.json'), 'utf8')).toBe(
        readFileSync('package-lock.json', 'utf8'),
      );
    });
  });
});
