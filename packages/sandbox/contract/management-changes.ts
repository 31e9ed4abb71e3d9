/** A case that changes a setting of the whole tenant, and puts it back. */
import { type Manager, managed } from './management-flows.ts';

/** A change of the settings at `path`, after which what it named is as before. */
export const changed = (
  name: string,
  path: string,
  body: Record<string, unknown>,
  expect: Parameters<typeof managed>[2],
  then?: (manager: Manager) => ReturnType<Manager['call']>,
) =>
  managed(
    name,
    async (manager) => {
      const before = await manager.api<Record<string, unknown>>('GET', path);
      const own = Object.keys(body).filter((key) => key in before);
      try {
        const answer = await manager.call('PATCH', path, body);
        return then ? await then(manager) : answer;
      } finally {
        const restored = Object.fromEntries(own.map((key) => [key, before[key]]));
        await manager.call('PATCH', path, restored);
      }
    },
    expect,
  );
