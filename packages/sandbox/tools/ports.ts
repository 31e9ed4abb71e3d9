import getPort, { portNumbers } from 'get-port';
import { fail } from './options.ts';

const TRIES = 50;
const MIN_PORT = 1024;
const MAX_PORT = 65_535;

/** The wanted port or the next free one after it. */
export const portFrom = (wanted: number) =>
  getPort({ port: portNumbers(wanted, Math.min(wanted + TRIES, MAX_PORT)) });

/** A port from the command line; a mistake ends the program with a sentence. */
export function toPort(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const port = Number(text);
  if (Number.isInteger(port) && port >= MIN_PORT && port < MAX_PORT) return port;
  return fail(`${text} is not a port: a number from ${MIN_PORT} to ${MAX_PORT - 1}.`);
}
