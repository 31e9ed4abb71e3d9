/** Commands in documents are typed as they stand: each script is there, and knows each of its flags. */
import { execFile } from 'node:child_process';
import { globSync, readFileSync } from 'node:fs';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';

const run = promisify(execFile);
const { scripts } = JSON.parse(readFileSync('package.json', 'utf8')) as {
  scripts: Record<string, string>;
};

/** Of a Logto's own folder. */
const ELSEWHERE = ['alteration'];

type Command = { path: string; script: string; flags: string[] };

/** Up to where the shell, the sentence or the code span ends; `\` goes on in the next line. */
const COMMAND = /npm run ([a-z](?:[\w:-]*\w)?)(?: -- ([^`\n|#;]*))?/g;

function commandsIn(path: string): Command[] {
  const text = readFileSync(path, 'utf8').replace(/\s*\\\r?\n\s*/g, ' ');
  return [...text.matchAll(COMMAND)].map(([, script = '', args = '']) => ({
    ...{ path, script },
    flags: [...args.matchAll(/(?<=^|\s)--[a-z][\w-]*/g)].map(([flag]) => flag),
  }));
}

const documents = globSync('**/*.md', { exclude: ['node_modules/**', '.next/**'] });
const commands = documents.flatMap(commandsIn).filter(({ script }) => !ELSEWHERE.includes(script));
const withFlags = [
  ...new Set(commands.filter(({ flags }) => flags.length > 0).map(({ script }) => script)),
];

/** What a script says of itself; nothing else is known of one that isn't ours. */
async function flagsOf(script: string): Promise<string[]> {
  const [, file] = /^node (?:-- )?(\S+\.ts)$/.exec(scripts[script] ?? '') ?? [];
  if (!file) return [];
  const { stdout } = await run(process.execPath, ['--', file, '--help']);
  return [...stdout.matchAll(/--[a-z][\w-]*/g)].map(([flag]) => flag);
}

describe('commands in documents', () => {
  it('are found', () => {
    expect(documents).toContain('README.md');
    expect(withFlags).toEqual(expect.arrayContaining(['setup', 'doctor', 'sandbox', 'load']));
    expect(commands.flatMap(({ flags }) => flags)).toContain('--okta-issuer');
  });

  it('name scripts of package.json', () => {
    for (const { path, script } of commands) expect(scripts, path).toHaveProperty([script]);
  });

  it.each(withFlags)('npm run %s has the flags that they give it', async (script) => {
    const known = await flagsOf(script);
    for (const { path, flags } of commands.filter((one) => one.script === script)) {
      for (const flag of flags)
        expect(known, `${path}: npm run ${script} -- ${flag}`).toContain(flag);
    }
  });
});
