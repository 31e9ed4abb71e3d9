import { beforeEach, describe, expect, it, vi } from 'vitest';
import { forgetEverything } from './memory.ts';

const OLD = 'Vb8mJr2QkT6yXe0Lw4Zs9Hd1Nf5Gc7Pa3Uo';
const NEW = 'q1W2e3R4t5Y6u7I8o9P0a1S2d3F4g5H6j7K8';
const HOUR = 3600;

/** As after a restart with these secrets: settings are read once a process. */
async function sealWith(secrets: string) {
  vi.resetModules();
  forgetEverything();
  vi.stubEnv('LOGTO_ENDPOINT', 'https://acme.logto.app');
  vi.stubEnv('LOGTO_APP_ID', 'app');
  vi.stubEnv('LOGTO_APP_SECRET', 'secret');
  vi.stubEnv('BASE_URL', 'https://app.example.com');
  vi.stubEnv('COOKIE_SECRET', secrets);
  return import('./seal.ts');
}

beforeEach(() => vi.unstubAllEnvs());

describe('a seal', () => {
  it('gives back what was sealed, and when', async () => {
    const { seal, unseal } = await sealWith(OLD);
    const now = Date.now();
    const sealed = await seal('session', { a: 1 }, HOUR, now);
    expect(await unseal('session', sealed)).toEqual({
      data: { a: 1 },
      issuedAt: now,
      expiresAt: now + HOUR * 1000,
    });
    expect(sealed).not.toContain('"a"');
  });

  it('serves one purpose only', async () => {
    const { seal, unseal } = await sealWith(OLD);
    expect(await unseal('session', await seal('sign-in', {}, HOUR))).toBeUndefined();
    expect(await unseal('sign-in', await seal('session', {}, HOUR))).toBeUndefined();
  });

  it('ends by its own time, whatever the cookie says (CVE-2025-46344)', async () => {
    const { seal, unseal } = await sealWith(OLD);
    const sealed = await seal('session', {}, HOUR);
    expect(await unseal('session', sealed, Date.now() + HOUR * 1000 - 5000)).toBeDefined();
    expect(await unseal('session', sealed, Date.now() + HOUR * 1000 + 5000)).toBeUndefined();
  });

  it('from the future is refused', async () => {
    const { seal, unseal } = await sealWith(OLD);
    const sealed = await seal('session', {}, 3 * HOUR, Date.now() + HOUR * 1000);
    expect(await unseal('session', sealed)).toBeUndefined();
  });

  it('is refused, never thrown at, when damaged', async () => {
    const { seal, unseal } = await sealWith(OLD);
    const sealed = await seal('session', { id: 'x'.repeat(50) }, HOUR);
    const damaged = [
      undefined,
      '',
      'x',
      'Fe26.2',
      sealed.slice(0, -9),
      `${sealed}x`,
      sealed.replace(/.$/, ''),
      '*'.repeat(9),
      '%%%',
      'Fe26.2*1*'.repeat(500),
    ];
    for (let index = 0; index < sealed.length; index += 7) {
      const flipped = sealed[index] === 'A' ? 'B' : 'A';
      damaged.push(sealed.slice(0, index) + flipped + sealed.slice(index + 1));
    }
    for (const value of damaged) {
      const result = await unseal('session', value);
      // A flip in the part that carries no meaning may pass; it must not change what was sealed.
      if (result) expect(result.data).toEqual({ id: 'x'.repeat(50) });
    }
  });

  it('survives adding a secret, and ends with its own secret’s removal', async () => {
    const before = await sealWith(OLD);
    const sealed = await before.seal('session', { who: 'alex' }, HOUR);

    const during = await sealWith(`2:${NEW},1:${OLD}`);
    expect((await during.unseal('session', sealed))?.data).toEqual({ who: 'alex' });
    const renewed = await during.seal('session', { who: 'bob' }, HOUR);

    const after = await sealWith(`2:${NEW}`);
    expect(await after.unseal('session', sealed)).toBeUndefined();
    expect((await after.unseal('session', renewed))?.data).toEqual({ who: 'bob' });
  });

  it('of another secret is refused', async () => {
    const sealed = await (await sealWith(OLD)).seal('session', {}, HOUR);
    expect(await (await sealWith(NEW)).unseal('session', sealed)).toBeUndefined();
  });
});
