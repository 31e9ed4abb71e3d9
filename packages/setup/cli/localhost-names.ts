/**
 * Names under `localhost` are this machine (RFC 6761, section 6.3). Browsers know it without asking
 * anybody; the resolvers of many systems don't, so that `http://logto.localhost:3001` of compose.yaml
 * would open in a browser and not for a command.
 */
import dns from 'node:dns';
import { syncBuiltinESMExports } from 'node:module';

type Answer = (error: Error | null, ...found: unknown[]) => void;
type Lookup = (name: string, ...rest: unknown[]) => unknown;

const isLocalhostName = (name: string) => /\.localhost\.?$/i.test(name);

/**
 * What Node's HTTP, `fetch` included, then finds at such a name is what it finds at `localhost`. Only
 * where the system has no answer: in a container the name may be another one's, by an alias.
 */
export function knowLocalhostNames(): void {
  const system = dns.lookup as Lookup;
  const lookup: Lookup = (name, ...rest) => {
    if (!isLocalhostName(name)) return system(name, ...rest);
    const answer = rest.pop() as Answer;
    const elseLocalhost: Answer = (error, ...found) =>
      error ? system('localhost', ...rest, answer) : answer(null, ...found);
    return system(name, ...rest, elseLocalhost);
  };
  const promised = dns.promises.lookup as (...args: unknown[]) => Promise<unknown>;
  const lookupPromised = (name: string, options?: unknown) =>
    promised(name, options).catch((error: Error) => {
      if (isLocalhostName(name)) return promised('localhost', options);
      throw error;
    });
  dns.lookup = lookup as typeof dns.lookup;
  dns.promises.lookup = lookupPromised as typeof dns.promises.lookup;
  // For whoever imports them by name.
  syncBuiltinESMExports();
}
