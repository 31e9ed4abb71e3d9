import { beforeEach, expect, it, vi } from 'vitest';
import { AppError } from '#lib/errors.ts';

let personTag: () => Promise<string | null>;
vi.mock('#lib/session/person-tag.ts', () => ({ personTag: () => personTag() }));
const { GET } = await import('./route.ts');

beforeEach(() => {
  vi.spyOn(console, 'log').mockImplementation(() => {});
});

it('says who is signed in, to this browser alone', async () => {
  personTag = async () => 'a-tag';
  const answer = await GET();
  expect(await answer.json()).toEqual({ person: 'a-tag' });
  expect(answer.headers.get('cache-control')).toContain('no-store');
});

it('says 503 while sessions can’t be read, not that nobody is signed in', async () => {
  personTag = () => Promise.reject(new AppError('sessions_unavailable'));
  const answer = await GET();
  expect(answer.status).toBe(503);
  expect(Number(answer.headers.get('retry-after'))).toBeGreaterThan(0);
  expect(await answer.json()).toMatchObject({ status: 503, code: 'sessions_unavailable' });
});
