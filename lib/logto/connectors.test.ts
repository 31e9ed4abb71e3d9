import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';

const logged = vi.hoisted(() => ({ info: vi.fn(), warn: vi.fn() }));
vi.mock('#lib/log/log.ts', () => ({ log: logged }));
vi.mock('#lib/env.ts', () => ({ getEnv: () => ({ LOGTO_APP_ID: 'app' }) }));
const api = vi.hoisted(() => ({ get: vi.fn(), list: vi.fn(), patch: vi.fn() }));
const has = vi.hoisted(() => ({ credentials: true }));
vi.mock('./admin.ts', () => ({ managementApi: () => (has.credentials ? api : undefined) }));

const KEY = Symbol.for('northgate.companies');
async function fresh() {
  vi.resetModules();
  Reflect.deleteProperty(globalThis, KEY);
  return import('./connectors.ts');
}
const acme = { id: 'acme', connectorName: 'Acme Okta', domains: ['ACME.test', 'not a domain'] };
/** Through the schema, as the client's own `list` does. */
const lists = (...items: unknown[]) =>
  api.list.mockImplementation(async (_path, { item }) => items.map((one) => item.parse(one)));
const records = (customData: object) =>
  api.get.mockImplementation(async (_path, { schema }) => schema.parse({ customData }));
const client = api as never;
const silent = () => new Promise<never>(() => {});

beforeEach(() => {
  vi.useFakeTimers({ now: 1_000_000 });
  vi.clearAllMocks();
  has.credentials = true;
  lists(acme);
  records({});
  api.patch.mockResolvedValue({});
});
afterEach(() => vi.useRealTimers());

describe('owned domains', () => {
  it('are recorded in the background, once', async () => {
    const { readCompanies } = await fresh();
    api.patch.mockImplementation(silent);
    const { connectors } = await readCompanies(client);
    expect(connectors).toMatchObject([{ id: 'acme', domains: ['acme.test'] }]);
    expect(api.patch).toHaveBeenCalledOnce();
    expect(api.patch).toHaveBeenCalledWith('/applications/app/custom-data', {
      to: expect.any(String),
      body: { 'ownedDomain:acme.test': { connector: 'acme', since: expect.any(String) } },
    });
    records({ 'ownedDomain:acme.test': { connector: 'acme' } });
    vi.setSystemTime(1_061_000);
    await readCompanies(client);
    expect(api.patch).toHaveBeenCalledOnce();
  });

  it('that couldn’t be recorded are logged, and tried again with the next list', async () => {
    const { readCompanies } = await fresh();
    api.patch.mockRejectedValueOnce(new Error('no'));
    await readCompanies(client);
    await vi.advanceTimersByTimeAsync(0);
    expect(logged.warn).toHaveBeenCalledWith('domains_not_recorded', { problem: 'no' });
    vi.setSystemTime(1_061_000);
    await readCompanies(client);
    expect(api.patch).toHaveBeenCalledTimes(2);
  });

  it('are read before the connectors, so that a release isn’t undone by an older list', async () => {
    const { readCompanies } = await fresh();
    const order: string[] = [];
    api.get.mockImplementation(async (_path, { schema }) => {
      await Promise.resolve();
      order.push('record');
      return schema.parse({});
    });
    api.list.mockImplementation(async () => {
      order.push('connectors');
      return [];
    });
    await readCompanies(client);
    expect(order).toEqual(['record', 'connectors']);
  });

  it('of a connector that is gone stay', async () => {
    const { readCompanies } = await fresh();
    lists();
    records({ 'ownedDomain:acme.test': { connector: 'acme' } });
    expect((await readCompanies(client)).owners.has('acme.test')).toBe(true);
  });

  it('an unreadable record is no empty one', async () => {
    const { readCompanies } = await fresh();
    api.get.mockRejectedValue(new Error('503'));
    await expect(readCompanies(client)).rejects.toThrow('503');
  });
});

describe('connectors for pages', () => {
  it('without credentials there are none', async () => {
    has.credentials = false;
    expect(await (await fresh()).knownConnectors()).toEqual([]);
  });

  it('a failure is no list, and isn’t repeated for every visitor', async () => {
    const { knownConnectors } = await fresh();
    api.list.mockRejectedValue(new Error('503'));
    const all = await Promise.all(Array.from({ length: 50 }, () => knownConnectors()));
    expect(all.every((one) => one === undefined)).toBe(true);
    expect(api.list).toHaveBeenCalledOnce();
    vi.setSystemTime(1_009_000);
    expect(await knownConnectors()).toBeUndefined();
    expect(api.list).toHaveBeenCalledOnce();
    vi.setSystemTime(1_011_000);
    lists(acme);
    expect(await knownConnectors()).toHaveLength(1);
  });

  it('nobody waits long for a Logto that doesn’t answer', async () => {
    const { knownConnectors } = await fresh();
    api.list.mockImplementation(silent);
    const answers = [knownConnectors(), knownConnectors()];
    // One more for the moment in which what has arrived is read.
    await vi.advanceTimersByTimeAsync(3001);
    expect(await Promise.all(answers)).toEqual([undefined, undefined]);
    expect(api.list).toHaveBeenCalledOnce();
  });

  it('the last known list is used for an hour, and no longer', async () => {
    const { knownConnectors } = await fresh();
    expect(await knownConnectors()).toHaveLength(1);
    api.list.mockRejectedValue(new Error('503'));
    vi.setSystemTime(1_000_000 + 3_599_000);
    expect(await knownConnectors()).toHaveLength(1);
    vi.setSystemTime(1_000_000 + 3_620_000);
    expect(await knownConnectors()).toBeUndefined();
  });

  it('the guard asks all the same, and never takes an older list', async () => {
    const { knownConnectors, readCompanies } = await fresh();
    await knownConnectors();
    vi.setSystemTime(1_061_000);
    api.list.mockRejectedValue(new Error('503'));
    await expect(readCompanies(client)).rejects.toThrow('503');
    await expect(readCompanies(client)).rejects.toThrow('503');
    expect(api.list).toHaveBeenCalledTimes(3);
  });
});
