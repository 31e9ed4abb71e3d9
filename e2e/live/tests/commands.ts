/** `npm run e2e:live` and `npm run e2e:sweep` as they are typed, in a folder of their own. */
import { type ChildProcess, spawn } from 'node:child_process';
import { resolve } from 'node:path';
import type { LiveSettings } from '../settings.ts';

export const settingsOf = ({ logto, okta }: LiveSettings) => ({
  E2E_LOGTO_ENDPOINT: logto.endpoint,
  E2E_LOGTO_M2M_APP_ID: logto.appId,
  E2E_LOGTO_M2M_APP_SECRET: logto.appSecret,
  ...(okta && {
    E2E_OKTA_ORG_URL: okta.orgUrl,
    E2E_OKTA_API_TOKEN: okta.credentials.OKTA_API_TOKEN ?? '',
  }),
});

/** @param folder where it runs: its settings file, its build and its reports are there. */
export function start(
  script: 'run' | 'sweep',
  args: string[],
  { folder, env }: { folder: string; env: Record<string, string> },
  onOutput: (all: string, child: ChildProcess) => void = () => {},
): Promise<{ status: number | null; out: string }> {
  const child = spawn(process.execPath, ['--', resolve(`e2e/live/${script}.ts`), ...args], {
    cwd: folder,
    // Nothing of vitest's, which Playwright would take for its own; and no run of somebody else's.
    env: {
      PATH: process.env.PATH,
      TMPDIR: folder,
      NO_COLOR: '1',
      ...env,
    } as unknown as NodeJS.ProcessEnv,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let out = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (chunk) => {
      out += chunk;
      onOutput(out, child);
    });
  }
  return new Promise((done) => child.once('close', (status) => done({ status, out })));
}
