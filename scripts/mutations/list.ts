/** Reads the mutations of `tests/mutations/`, and applies one to a copy of the project. */
import { globSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Mutation } from '../../tests/mutations/mutation.ts';

const FOLDER = 'tests/mutations';
const isList = (path: string) => !/(\.test|[\\/]mutation)\.ts$/.test(path);

/** Every file of the folder is a list: the default export. */
export async function readMutations(root: string): Promise<Mutation[]> {
  const files = globSync(`${FOLDER}/*.ts`, { cwd: root }).filter(isList).sort();
  const lists = await Promise.all(
    files.map((file) => import(/* @vite-ignore */ pathToFileURL(join(root, file)).href)),
  );
  return lists.flatMap((list: { default: Mutation[] }) => list.default);
}

/** @throws unless the text to replace occurs exactly once. */
export function mutate(source: string, { file, find, replace }: Mutation): string {
  const [before = '', after, ...more] = source.split(find);
  if (after === undefined) throw new Error(`${file} has changed: fix the mutation`);
  if (more.length > 0) throw new Error(`${file} has the text more than once: fix the mutation`);
  if (find === replace) throw new Error('the mutation changes nothing');
  return before + replace + after;
}

/** Runs `work` while the mutation is applied. */
export async function whileMutated<T>(
  root: string,
  mutation: Mutation,
  work: () => Promise<T>,
): Promise<T> {
  const path = join(root, mutation.file);
  const source = readFileSync(path, 'utf8');
  writeFileSync(path, mutate(source, mutation));
  try {
    return await work();
  } finally {
    writeFileSync(path, source);
  }
}
