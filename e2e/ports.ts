import getPort, { portNumbers } from 'get-port';
import { workerIndex } from './target.ts';

/**
 * Below those that systems hand out by themselves (RFC 6056), and each worker has its own: between
 * finding a port free and listening there, nobody else may take it.
 */
const FIRST = 16_000;
const EACH = 500;

export function freePort(): Promise<number> {
  const first = FIRST + workerIndex() * EACH;
  return getPort({ port: portNumbers(first, first + EACH - 1) });
}
