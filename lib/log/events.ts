/**
 * What happens, by the names of the log's events, for whoever counts it. Nobody listens unless
 * telemetry is switched on; the code that an event is about knows neither.
 */
export type Fields = Record<string, unknown>;
type Listener = (event: string, fields: Fields) => void;

/** On `globalThis`, as Next bundles `instrumentation.ts`, `proxy.ts` and the pages apart. */
const KEY = Symbol.for('northgate.events');
const holder = globalThis as { [KEY]?: Listener };

/** One listener a process; undefined ends it. */
export const listenToEvents = (listener: Listener | undefined) => {
  holder[KEY] = listener;
};

export const tell: Listener = (event, fields) => holder[KEY]?.(event, fields);
