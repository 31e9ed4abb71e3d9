/** Where the tests find a Redis server to start. */
import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';

const isExecutable = (file: string) => {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
};

/** The program that `REDIS_SERVER` names, or `redis-server` of the PATH. */
export const redisProgram = (): string | undefined =>
  process.env.REDIS_SERVER ||
  (process.env.PATH ?? '')
    .split(delimiter)
    .map((folder) => join(folder, 'redis-server'))
    .find(isExecutable);

export const WHY_NO_REDIS = 'needs redis-server on the PATH, or named by REDIS_SERVER';
