/** The sandbox as a target, prepared by its Management API like a real Logto. */
import { startSandbox } from '../sandbox.ts';
import { managementApplication } from '../seed.ts';
import { preparedTarget, type Target } from './targets.ts';

export async function sandboxTarget(): Promise<Target> {
  const sandbox = await startSandbox({ appUrls: [] });
  const target = await preparedTarget(sandbox.logto.url, managementApplication);
  const close = async () => {
    // Its company's Okta is the target's own.
    await target.close();
    await sandbox.close();
  };
  return { ...target, name: 'the sandbox', close };
}
