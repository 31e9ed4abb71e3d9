import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { relative, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { type ParsedConfig, parseConfig } from './config.ts';
import { lineOf } from './json-lines.ts';

export const CONFIG_FILES = ['sso.config.ts', 'sso.config.json'];

export const findConfigFile = (folder: string) =>
  CONFIG_FILES.map((name) => resolve(folder, name)).find((path) => existsSync(path));

type Loaded = { config: ParsedConfig } | { problems: string[] };

/** Reads and checks a declarative file; each problem says where it stands. */
export async function loadConfigFile(path: string): Promise<Loaded> {
  const name = relative(process.cwd(), resolve(path)) || path;
  if (!existsSync(path)) return { problems: [`${name} doesn't exist.`] };
  if (path.endsWith('.json')) return parseJson(await readFile(path, 'utf8'), name);
  try {
    const module: { default?: unknown } = await import(pathToFileURL(resolve(path)).href);
    if (module.default === undefined) return { problems: [`${name} has no default export.`] };
    return parseConfig(module.default, () => name);
  } catch (error) {
    return { problems: [`${name} can't be loaded: ${(error as Error).message}`] };
  }
}

export function parseJson(text: string, name: string): Loaded {
  try {
    // `$schema` is for editors.
    const { $schema: _schema, ...given } = JSON.parse(text) as Record<string, unknown>;
    return parseConfig(given, (path) => `${name}:${lineOf(text, path)}`);
  } catch (error) {
    const position = /position (\d+)/.exec((error as Error).message)?.[1];
    const line = position ? `:${text.slice(0, Number(position)).split('\n').length}` : '';
    return { problems: [`${name}${line}: ${(error as Error).message}`] };
  }
}
