/**
 * What has to happen at Node's HTTP server, before and after Next: naming requests, refusing what
 * Next fails on, and stopping without dropping one. Next 16 has no place for these (`proxy.ts` runs
 * too late, and can't see the process stop), so the server's events are wrapped. Requests that come
 * in the moment before `instrumentation.ts` has run wait for it in Next, and stay without a name.
 */
import { type IncomingMessage, Server, type ServerResponse } from 'node:http';
import { log } from '#lib/log/log.ts';
import { requestIdFor, withRequestId } from '#lib/log/request-id.ts';
import { withSocketAddress } from './client-address.ts';
import { lineRefusal, type Rejection } from './refusal.ts';
import { EMPTY_ANSWER_HEADERS } from './security-headers.ts';

/** On `globalThis`: the routes that ask are bundled apart from `instrumentation.ts`. */
const KEY = Symbol.for('northgate.server');
type State = { stopping: boolean; toldOfLength?: boolean; beforeEnd: (() => Promise<unknown>)[] };
const holder = globalThis as { [KEY]?: State };
function state(): State {
  holder[KEY] ??= { stopping: false, beforeEnd: [] };
  return holder[KEY];
}

/** The process was told to stop and takes its last requests. */
export const isStopping = () => state().stopping;

/** Work that is finished after the last response and before the process ends. */
export const beforeEnd = (work: () => Promise<unknown>) => void state().beforeEnd.push(work);

type Emit = (this: unknown, event: string | symbol, ...values: unknown[]) => boolean;

/** @param target where the wrapper goes; `Server.prototype`, or a test's own server. */
export function wrapServer(target: { emit: Emit } = Server.prototype as { emit: Emit }) {
  const emit = target.emit;
  target.emit = function wrapped(this: unknown, event, ...values) {
    if (event === 'close' && state().stopping) {
      // Next ends the process right after this event.
      const works = state().beforeEnd.splice(0);
      Promise.allSettled(works.map((work) => work())).then(() => emit.call(this, event));
      return true;
    }
    if (event !== 'request') return emit.call(this, event, ...values);
    const [request, response] = values as [IncomingMessage, ServerResponse];
    const id = requestIdFor(request.headers['x-request-id']);
    // Read by whatever is asked on this request's behalf.
    request.headers['x-request-id'] = id;
    response.setHeader('X-Request-Id', id);
    // A client that keeps its connection would send the next request into a closing one.
    if (state().stopping) response.setHeader('Connection', 'close');
    const refused = lineRefusal(request.method, request.url);
    if (refused) return refuse(request, response, refused);
    sparePolicy(response);
    response.once('finish', () => withRequestId(id, () => tellOfLength(response)));
    return withSocketAddress(request.socket?.remoteAddress, () =>
      withRequestId(id, () => emit.call(this, event, ...values)),
    );
  };
}

const OF_PAGES = ['content-security-policy', 'permissions-policy'];

/**
 * A redirect shows nothing: what rules a page would only take room, beside cookies that
 * are at their longest there. `proxy.ts` can't know what the page or route will answer.
 */
function sparePolicy(response: ServerResponse) {
  const writeHead = response.writeHead as (...values: unknown[]) => ServerResponse;
  response.writeHead = function sparing(this: ServerResponse, status: number, ...rest: unknown[]) {
    if (status >= 300 && status < 400) for (const name of OF_PAGES) this.removeHeader(name);
    return writeHead.call(this, status, ...rest);
  } as ServerResponse['writeHead'];
}

/**
 * Bytes of a response's headers. Proxies take 4,096 by default (nginx's `proxy_buffer_size`) and
 * answer 502 for more (auth0/nextjs-auth0#772); some add headers of their own.
 */
export const MAX_HEADERS = 3500;

/** Once: whoever has that many organizations would fill the log. */
function tellOfLength(response: ServerResponse) {
  if (state().toldOfLength) return;
  let bytes = 0;
  for (const [name, value] of Object.entries(response.getHeaders())) {
    for (const one of [value].flat()) bytes += name.length + String(one).length + 4;
  }
  if (bytes <= MAX_HEADERS) return;
  state().toldOfLength = true;
  log.warn('response_headers_long', { bytes, limit: MAX_HEADERS });
}

function refuse(request: IncomingMessage, response: ServerResponse, refused: Rejection): true {
  // Its body isn't read, so no other request can follow on this connection.
  if (!request.complete) response.setHeader('Connection', 'close');
  const headers = { ...EMPTY_ANSWER_HEADERS, ...refused.headers, 'Content-Length': 0 };
  response.writeHead(refused.status, headers).end();
  return true;
}

/**
 * Puts a pause between SIGTERM and Next's own stop (no new connections, running requests finished).
 * A load balancer keeps sending for a moment after the signal; in the pause everything is answered,
 * `/api/ready` says 503, and each answer asks for its connection to be closed.
 *
 * @param seconds 0 stops at once.
 */
export function stopGently(seconds: number, signals: NodeJS.EventEmitter = process) {
  const stops = signals.listeners('SIGTERM') as ((signal: string) => void)[];
  // Without a listener of Next's, as under a host that stops processes itself, that host's rule holds.
  if (stops.length === 0) return;
  signals.removeAllListeners('SIGTERM');
  signals.on('SIGTERM', () => {
    // Shells and supervisors send it twice; without a listener the second would end the process.
    if (state().stopping) return;
    state().stopping = true;
    const stop = () => {
      for (const one of stops) one('SIGTERM');
    };
    if (seconds > 0) setTimeout(stop, seconds * 1000);
    else stop();
  });
}
