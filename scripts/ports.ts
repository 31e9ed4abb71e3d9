import getPort, { portNumbers } from 'get-port';

const TRIES = 50;

/** The wanted port or the next free one after it. */
export const portFrom = (wanted: number) => getPort({ port: portNumbers(wanted, wanted + TRIES) });
