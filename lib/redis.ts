import 'server-only';
import { withTimeLimit } from '@logto-okta/clients/time-limit';
import { ClientOfflineError, createClient, type RedisClientType } from '@redis/client';
import { getEnv } from '#lib/env.ts';
import { AppError } from '#lib/errors.ts';
import { log } from '#lib/log/log.ts';
import { outsideRequests } from '#lib/log/request-id.ts';

/** Milliseconds. A page that waits longer for its session has failed; the next one tries again. */
const CONNECT_TIMEOUT_MS = 2000;
const COMMAND_TIMEOUT_MS = 2000;
/** Milliseconds. A connection that died without a word is found by its silence, and replaced. */
const PING_INTERVAL_MS = 2000;
const SILENCE_MS = 5000;
const MAX_RECONNECT_DELAY_MS = 2000;

/** One connection a process: see `lib/session/memory.ts` for why it hangs on `globalThis`. */
const KEY = Symbol.for('northgate.redis');
const holder = globalThis as { [KEY]?: Promise<Connection> };
/** `back` is settled once it is connected, or has been away for so long that nobody waits for it. */
type Connection = { client: RedisClientType; back: Promise<void> };

const backSoon = (client: RedisClientType) =>
  new Promise<void>((resolve) => {
    client.once('ready', resolve);
    setTimeout(resolve, COMMAND_TIMEOUT_MS).unref();
  });

async function connect(): Promise<Connection> {
  const client: RedisClientType = createClient({
    url: getEnv().REDIS_URL as string,
    // Without a connection a command fails at once: how long it waits for one is ours to say.
    disableOfflineQueue: true,
    pingInterval: PING_INTERVAL_MS,
    socket: {
      connectTimeout: CONNECT_TIMEOUT_MS,
      socketTimeout: SILENCE_MS,
      // For ever, at short intervals: Redis coming back must not need a restart of the app.
      reconnectStrategy: (retries) =>
        Math.min(100 * 2 ** Math.min(retries, 6), MAX_RECONNECT_DELAY_MS),
    },
  });
  const connection: Connection = { client, back: backSoon(client) };
  let down = false;
  let away = true;
  client.on('error', (error: Error) => {
    // The client reports each attempt; one line an outage is enough.
    if (!down) log.error('redis_unavailable', { cause: error });
    down = true;
  });
  client.on('ready', () => {
    if (down) log.info('redis_available_again');
    down = false;
    away = false;
  });
  // Said of the loss and of each attempt after it: the wait counts from the loss.
  client.on('reconnecting', () => {
    if (!away) connection.back = backSoon(client);
    away = true;
  });
  // Resolves only when connected, however long that takes: nobody may wait for it.
  client.connect().catch(() => {});
  await connection.back;
  return connection;
}

function connected(): Promise<Connection> {
  holder[KEY] ??= outsideRequests(connect).catch((error: unknown) => {
    delete holder[KEY];
    throw error;
  });
  return holder[KEY];
}

/** @throws AppError `sessions_unavailable` when Redis doesn't answer, or answers with an error. */
export async function redis<T>(command: (client: RedisClientType) => Promise<T>): Promise<T> {
  try {
    // The client's own time limit ends when a command is sent: a Redis that hangs would hang the page.
    return await withTimeLimit(sent(await connected(), command), COMMAND_TIMEOUT_MS);
  } catch (error) {
    throw new AppError('sessions_unavailable', (error as Error).name, { cause: error });
  }
}

/**
 * A process that was frozen for a while, as on Vercel, drops a good connection as silent before it
 * reads from it, and has another a moment later. What found it offline was never sent, so it may
 * be sent again whatever it is.
 */
async function sent<T>(
  connection: Connection,
  command: (client: RedisClientType) => Promise<T>,
): Promise<T> {
  try {
    return await command(connection.client);
  } catch (error) {
    if (!(error instanceof ClientOfflineError)) throw error;
    await connection.back;
    return command(connection.client);
  }
}
