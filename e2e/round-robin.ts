/** One address with several instances of the app behind it: each request goes to the next one. */
import { createServer, request } from 'node:http';
import type { World } from './world.ts';

export type RoundRobin = {
  url: string;
  /** The instances from now on. */
  use: (...instances: { url: string }[]) => void;
  /** How many requests each instance got. */
  served: () => number[];
  close: () => Promise<void>;
};

/** No sticky sessions, and nothing of a request or an answer is changed, Host included. */
export async function startRoundRobin(world: World): Promise<RoundRobin> {
  const { port, giveBack } = await world.borrowPort();
  let ports: string[] = [];
  let counts: number[] = [];
  let turn = 0;
  const server = createServer((incoming, outgoing) => {
    const index = turn++ % ports.length;
    counts[index] = (counts[index] ?? 0) + 1;
    const { method, url: path, headers } = incoming;
    const onward = request({ host: 'localhost', port: ports[index], method, path, headers });
    onward.on('response', (answer) => {
      outgoing.writeHead(answer.statusCode ?? 502, answer.rawHeaders);
      answer.pipe(outgoing);
    });
    onward.on('error', () =>
      outgoing.headersSent ? outgoing.destroy() : outgoing.writeHead(502).end(),
    );
    incoming.pipe(onward);
  });
  await new Promise<void>((resolve) => server.listen(port, 'localhost', resolve));
  return {
    url: `http://localhost:${port}`,
    use(...instances) {
      ports = instances.map(({ url }) => new URL(url).port);
      counts = ports.map(() => 0);
      turn = 0;
    },
    served: () => counts,
    close: () =>
      new Promise((resolve) => {
        server.close(() => {
          giveBack();
          resolve();
        });
        server.closeAllConnections();
      }),
  };
}
