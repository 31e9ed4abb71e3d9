/** A domain that a connector had stays owned through every run of setup, until it is released. */

import { owned, ownersIn } from '@logto-okta/clients/domain-ownership';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { SetupChanged } from '../audit-event.ts';
import { questionsOf } from '../plan.ts';
import { settingsFrom } from '../settings.ts';
import { PRODUCT_NAME, product } from './product.ts';
import { COMPANY, settingsOf, setUp, startWorld, type World } from './world.ts';

let world: World;
beforeAll(async () => {
  world = await startWorld();
  await setUp(settingsOf(world));
  const { customData } = application();
  Object.assign(customData, owned('umbrella.test', connector().id), owned('gone.test', 'gone'));
});
afterAll(() => world.close());

const application = () => {
  const all = [...world.logto.tenant.applications.values()];
  const found = all.find(({ name }) => name === PRODUCT_NAME);
  if (!found) throw new Error('no application');
  return found;
};
const connector = () => {
  const [found] = world.logto.tenant.connectors.values();
  if (!found) throw new Error('no connector');
  return found;
};
const owners = () => [...ownersIn(application().customData).keys()].sort();
const releasing = (...releaseDomains: string[]) =>
  settingsOf(world, { baseUrls: COMPANY.baseUrls, releaseDomains });

describe('--release-domain', () => {
  it('every other run keeps the record', async () => {
    await setUp(
      settingsOf(world, { ...COMPANY, baseUrls: ['http://localhost:3000', 'https://b.test'] }),
    );
    expect(owners()).toEqual(['gone.test', 'umbrella.test']);
  });

  it('a domain that a connector still has isn’t released', async () => {
    const { changes } = await setUp(releasing('umbrella.test'));
    expect(questionsOf(changes)).toMatchObject([
      { key: 'owned-domain umbrella.test', question: { flag: '--release-domain' } },
    ]);
    expect(owners()).toEqual(['gone.test', 'umbrella.test']);
  });

  it('shows, writes and records what it does, and keeps what setup made on record', async () => {
    const events: SetupChanged[] = [];
    const { setup: before } = application().customData;
    const { changes } = await setUp(releasing('GONE.test.'), undefined, (event) => {
      events.push(event);
    });
    expect(changes.find(({ key }) => key === 'owned-domain gone.test')).toMatchObject({
      kind: 'change',
      fields: [{ from: 'gone', to: 'nobody' }],
      notes: [expect.stringMatching(/without a company/)],
    });
    expect(owners()).toEqual(['umbrella.test']);
    expect(application().customData.setup).toEqual(before);
    expect(events).toEqual([
      expect.objectContaining({
        ...{ event: 'setup_changed', audit: true, outcome: 'done' },
        ...{ kind: 'application', step: 'owned-domain gone.test' },
      }),
    ]);
  });

  it('what isn’t a domain is refused, and any domain can be given up', () => {
    const of = (domain: string) =>
      settingsFrom(
        product,
        undefined,
        { baseUrls: ['http://localhost:3000'], releaseDomains: [domain] },
        {
          LOGTO_ENDPOINT: 'http://localhost:3001',
          LOGTO_M2M_APP_ID: 'id',
          LOGTO_M2M_APP_SECRET: 'secret',
        },
      );
    expect(of('a@b.test')).toMatchObject({ problems: [expect.stringMatching(/--release-domain/)] });
    expect(of('gmx.de')).toMatchObject({ settings: { desired: { releaseDomains: ['gmx.de'] } } });
  });
});
