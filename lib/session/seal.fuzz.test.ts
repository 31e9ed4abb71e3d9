import { cases, change, changed, nasty } from '@logto-okta/clients/tests/fuzz';
import fc from 'fast-check';
import { beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { stubSettings } from '#lib/test-settings.ts';
import { forgetEverything } from './memory.ts';
import type { SealPurpose } from './seal.ts';

const PURPOSES = ['session', 'ticket', 'record', 'sign-in'] as const;
const DAY = 24 * 3600;
const secretText = fc.stringMatching(/^[A-Za-z0-9+/]{43}=$/);

async function sealsOf(secret: string) {
  vi.resetModules();
  stubSettings({ COOKIE_SECRET: secret });
  return import('./seal.ts');
}
const OWN = 'q7Zb2Xw9Kc4Vn6Mh1Tg8Rj3Fd5Ls0Pa2Qe7Wy4Ui9Ox';
const STRANGER = 'm3Nc8Bv5Xz0Lk7Jh4Gf1Ds6Ap9Qo2Wi8Eu3Ry6Tt1Mn';

type Seals = Awaited<ReturnType<typeof sealsOf>>;
let own: Seals;
let stranger: Seals;
beforeAll(async () => {
  stranger = await sealsOf(STRANGER);
  await stranger.seal('session', {}, DAY);
  own = await sealsOf(OWN);
});
// What a process has opened before must not decide what it opens now.
beforeEach(forgetEverything);

const purpose = fc.constantFrom<SealPurpose>(...PURPOSES);
const toJson = (data: unknown): unknown => JSON.parse(JSON.stringify(data));

describe('a seal, whatever is done to it', { timeout: 60_000 }, () => {
  it('gives back what was sealed, for its purpose only', async () => {
    const property = fc.asyncProperty(
      purpose,
      purpose,
      fc.jsonValue(),
      async (made, asked, data) => {
        const sealed = await own.seal(made, data, DAY);
        const opened = await own.unseal(asked, sealed);
        if (made === asked) expect(opened?.data).toEqual(toJson(data));
        else expect(opened).toBeUndefined();
      },
    );
    await fc.assert(property, cases(400));
  });

  it('is nothing once changed, before and after the intact one was opened', async () => {
    const sealed = await own.seal('session', { id: 'x'.repeat(300) }, DAY);
    // What follows the first `~` is the format's number, which isn't signed and grants nothing.
    const body = (text: string) => text.split('~')[0];
    const changes = fc.array(change, { minLength: 1, maxLength: 3 });
    const property = fc.asyncProperty(changes, fc.boolean(), async (list, isKnown) => {
      if (!isKnown) forgetEverything();
      const other = list.reduce(changed, sealed);
      fc.pre(body(other) !== body(sealed));
      if (isKnown) await own.unseal('session', sealed);
      expect(await own.unseal('session', other)).toBeUndefined();
    });
    await fc.assert(property, cases(1000));
  });

  it('is nothing before its time and after it, also from memory', async () => {
    const now = Date.now();
    const sealed = await own.seal('session', { id: 'x' }, DAY, now);
    expect(await own.unseal('session', sealed, now)).toBeDefined();
    const property = fc.asyncProperty(fc.integer({ min: -9e9, max: 9e9 }), async (offset) => {
      const opened = await own.unseal('session', sealed, now + offset);
      expect(opened !== undefined).toBe(offset >= -60_000 && offset < DAY * 1000);
    });
    await fc.assert(property, cases(500));
  });

  it('of a stranger’s secret is nothing', async () => {
    const property = fc.asyncProperty(purpose, fc.jsonValue(), async (made, data) => {
      expect(await own.unseal(made, await stranger.seal(made, data, DAY))).toBeUndefined();
    });
    await fc.assert(property, cases(200));
  });

  it('is not any other text, and none makes it throw', async () => {
    const property = fc.asyncProperty(purpose, nasty, async (asked, text) => {
      expect(await own.unseal(asked, text)).toBeUndefined();
      expect(await own.unseal(asked, `Fe26.2*1*${text}`)).toBeUndefined();
    });
    await fc.assert(property, cases(500));
  });

  it('opens with each of several secrets, and with no other', async () => {
    const property = fc.asyncProperty(
      fc.uniqueArray(
        secretText.filter((text) => new Set(text).size > 12),
        { minLength: 2, maxLength: 4 },
      ),
      async (secrets) => {
        const numbered = secrets.map((secret, index) => `${index + 1}:${secret}`);
        const old = await sealsOf(numbered[0] as string);
        const sealed = await old.seal('session', { id: 'x' }, DAY);
        forgetEverything();
        const all = await sealsOf([...numbered].reverse().join(','));
        expect((await all.unseal('session', sealed))?.data).toEqual({ id: 'x' });
        forgetEverything();
        const without = await sealsOf(numbered.slice(1).join(','));
        expect(await without.unseal('session', sealed)).toBeUndefined();
      },
    );
    await fc.assert(property, cases(60));
  });
});
