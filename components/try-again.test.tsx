// @vitest-environment happy-dom
import { cleanup, render } from '@testing-library/react';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { TryAgain } from './try-again.tsx';

/** What the server answers; 0 doesn't at all. */
let status: number;
const asked = vi.fn();
const reload = vi.fn();
const assign = vi.fn();

beforeEach(() => {
  vi.useFakeTimers();
  status = 503;
  vi.stubGlobal('fetch', async (address: string, init: RequestInit) => {
    asked(address, init.cache);
    if (status === 0) throw new TypeError('offline');
    return new Response('', { status });
  });
  vi.spyOn(location, 'reload').mockImplementation(reload);
  vi.spyOn(location, 'assign').mockImplementation(assign);
  history.replaceState(null, '', '/organizations/acme?page=2');
});
afterEach(() => {
  cleanup();
  vi.useRealTimers();
  vi.unstubAllGlobals();
  vi.restoreAllMocks();
  for (const mock of [asked, reload, assign]) mock.mockReset();
});

const seconds = (count: number) => vi.advanceTimersByTimeAsync(count * 1000);

it('loads the page that the person wanted, once sessions can be read', async () => {
  render(<TryAgain />);
  await seconds(4);
  expect(asked).toHaveBeenCalledExactlyOnceWith('/api/session', 'no-store');
  expect(reload).not.toHaveBeenCalled();
  status = 200;
  await seconds(6);
  expect(reload).toHaveBeenCalledOnce();
  expect(assign).not.toHaveBeenCalled();
  // It is leaving: nothing more is asked.
  const before = asked.mock.calls.length;
  await seconds(120);
  expect(asked).toHaveBeenCalledTimes(before);
});

it('goes to the home page from an address that is nobody’s page', async () => {
  history.replaceState(null, '', '/unavailable');
  status = 200;
  render(<TryAgain />);
  await seconds(5);
  expect(assign).toHaveBeenCalledExactlyOnceWith('/');
});

it.each([503, 0])('asks less and less often, and never stops (%d)', async (answer) => {
  status = answer;
  render(<TryAgain />);
  await seconds(60);
  const inFirstMinute = asked.mock.calls.length;
  expect(inFirstMinute).toBeGreaterThanOrEqual(3);
  expect(inFirstMinute).toBeLessThanOrEqual(6);
  await seconds(600);
  const inTenMore = asked.mock.calls.length - inFirstMinute;
  expect(inTenMore).toBeGreaterThanOrEqual(15);
  expect(inTenMore).toBeLessThanOrEqual(20);
  expect(reload).not.toHaveBeenCalled();
});

it('waits for an answer before it asks again', async () => {
  let answer: (response: Response) => void = () => {};
  vi.stubGlobal('fetch', () => {
    asked();
    return new Promise<Response>((resolve) => {
      answer = resolve;
    });
  });
  render(<TryAgain />);
  await seconds(300);
  expect(asked).toHaveBeenCalledOnce();
  answer(new Response('', { status: 503 }));
  await seconds(10);
  expect(asked).toHaveBeenCalledTimes(2);
});

it('asks nothing once the page is gone', async () => {
  const { unmount } = render(<TryAgain />);
  unmount();
  await seconds(120);
  expect(asked).not.toHaveBeenCalled();
});
