/**
 * The sandbox's remote control for tests, on a port of its own: faults and time, as JSON. Whoever
 * runs tests in another process or another language asks here for what a test in this process
 * does with the objects that `startSandbox` returns. `GET /` says what there is to ask for.
 */
import type { IncomingMessage } from 'node:http';
import { z } from 'zod';
import {
  describeKinds,
  type FaultSwitch,
  type Faulty,
  faultRequest,
  faultSwitch,
  kindNames,
} from './engine/fault-kinds.ts';
import { type Exchange, listen, matchRoute, type Routes, readBody, send } from './engine/http.ts';
import type { Logto } from './logto/logto.ts';
import type { OktaOrg } from './okta/org.ts';

export type Control = { url: string; close: () => Promise<void> };

/** Said to the caller as it is. */
class Refusal extends Error {
  readonly status: number;
  constructor(status: number, message: string) {
    super(message);
    this.status = status;
  }
}

function explain({ issues: [issue] }: z.ZodError): string {
  if (issue?.code === 'invalid_union') return `kind is one of ${kindNames.join(', ')}.`;
  const where = issue?.path.length ? issue.path.join('.') : 'The body';
  return `${where}: ${issue?.message}.`;
}

async function read<T extends z.ZodType>({ req }: Exchange, schema: T): Promise<z.infer<T>> {
  let body: unknown;
  try {
    body = JSON.parse(await readBody(req));
  } catch {
    throw new Refusal(400, 'The body is not JSON.');
  }
  const result = schema.safeParse(body);
  if (!result.success)
    throw new Refusal(400, `${explain(result.error)} GET / shows what is allowed.`);
  return result.data;
}

/**
 * A page of any site can send requests to loopback, by the address or by a name that leads there
 * (DNS rebinding). Tests send no Origin, and know the port by the name `localhost`.
 */
function refuseBrowsers({ headers }: IncomingMessage, port: number) {
  const hosts = ['localhost', '127.0.0.1', '[::1]'].map((host) => `${host}:${port}`);
  if (!hosts.includes(headers.host ?? '')) throw new Refusal(403, 'Ask by the name localhost.');
  if (headers.origin !== undefined) throw new Refusal(403, 'Not for web pages.');
}

const MAX_SECONDS = 10 * 365 * 24 * 3600;
const advance = z.strictObject({ advanceSeconds: z.number().positive().max(MAX_SECONDS) });

const sayTime = ({ clock }: Faulty) => ({ now: new Date(clock.now()).toISOString() });

function serverRoutes(name: string, server: Faulty, faults: FaultSwitch): Routes {
  return {
    [`GET /${name}/fault`]: ({ res }) => send(res, 200, faults.state()),
    async [`PUT /${name}/fault`](exchange) {
      await faults.set(await read(exchange, faultRequest));
      send(exchange.res, 200, faults.state());
    },
    async [`DELETE /${name}/fault`]({ res }) {
      await faults.clear();
      send(res, 204);
    },
    [`GET /${name}/clock`]: ({ res }) => send(res, 200, sayTime(server)),
    async [`POST /${name}/clock`](exchange) {
      server.clock.advance((await read(exchange, advance)).advanceSeconds);
      send(exchange.res, 200, sayTime(server));
    },
  };
}

function logtoRoutes({ tenant, endUserSessions }: Logto): Routes {
  return {
    async 'POST /logto/end-sessions'(exchange) {
      const { userId } = await read(exchange, z.strictObject({ userId: z.string() }));
      if (!tenant.users.has(userId)) throw new Refusal(400, `There is no user ${userId}.`);
      endUserSessions(userId);
      send(exchange.res, 204);
    },
  };
}

function oktaRoutes(name: string, { limitRate, unlock }: OktaOrg): Routes {
  return {
    async [`PUT /${name}/rate-limit`](exchange) {
      const { perMinute } = await read(exchange, z.strictObject({ perMinute: z.int().min(0) }));
      limitRate(perMinute);
      send(exchange.res, 204);
    },
    [`DELETE /${name}/rate-limit`]({ res }) {
      limitRate(undefined);
      send(res, 204);
    },
    async [`POST /${name}/unlock`](exchange) {
      const { login } = await read(exchange, z.strictObject({ login: z.string() }));
      try {
        unlock(login);
      } catch {
        throw new Refusal(400, `There is no user ${login}.`);
      }
      send(exchange.res, 204);
    },
  };
}

/** @param port 0 lets the system choose. @throws when the port is busy. */
export async function startControl(
  port: number,
  { logto, ...orgs }: { logto: Logto } & Record<`okta/${string}`, OktaOrg>,
): Promise<Control> {
  const oktas = Object.entries(orgs) as [string, OktaOrg][];
  const servers = [['logto', logto] as [string, Faulty], ...oktas].map(([name, server]) => ({
    name,
    server,
    faults: faultSwitch(server),
  }));
  const routes: Routes = {
    'GET /': ({ res }) =>
      send(res, 200, {
        servers: Object.fromEntries(servers.map(({ name, server }) => [name, server.url])),
        requests: Object.keys(routes),
        clock: z.toJSONSchema(advance),
        faults: describeKinds(),
      }),
    async 'DELETE /faults'({ res }) {
      await Promise.all(servers.map(({ faults }) => faults.clear()));
      send(res, 204);
    },
    async 'POST /clock'(exchange) {
      const { advanceSeconds } = await read(exchange, advance);
      for (const { server } of servers) server.clock.advance(advanceSeconds);
      send(exchange.res, 200, sayTime(logto));
    },
    ...Object.assign({}, ...servers.map((one) => serverRoutes(one.name, one.server, one.faults))),
    ...logtoRoutes(logto),
    ...Object.assign({}, ...oktas.map(([name, org]) => oktaRoutes(name, org))),
  };
  const listener = await listen(port, async (req, res) => {
    try {
      refuseBrowsers(req, listener.port);
      const url = new URL(req.url ?? '/', `http://localhost:${listener.port}`);
      const match = matchRoute(routes, req.method ?? 'GET', url.pathname);
      if (!match) throw new Refusal(404, 'No such request. GET / lists those there are.');
      await match.handler({ req, res, url, params: match.params });
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      send(res, error.status, { message: error.message });
    }
  });
  return { url: `http://localhost:${listener.port}`, close: listener.close };
}
