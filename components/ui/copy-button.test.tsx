// @vitest-environment happy-dom
import { act, cleanup, render, screen } from '@testing-library/react';
import { renderToString } from 'react-dom/server';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { CopyButton } from './copy-button.tsx';

const words = { copy: 'Copy link', copied: 'Copied', failed: 'Copy it yourself.' };
const write = vi.fn(async (_text: string) => {});
const give = (clipboard: object | undefined) =>
  vi.stubGlobal('navigator', clipboard ? { clipboard } : {});

beforeEach(() => {
  vi.useFakeTimers();
  give({ writeText: write });
});
afterEach(() => {
  cleanup();
  vi.useRealTimers();
  vi.unstubAllGlobals();
  write.mockReset();
});
const press = () => act(async () => screen.getByRole('button').click());

it('copies, says so where it is read out, and is quiet again', async () => {
  const { container } = render(<CopyButton text="https://app.test/i/1" words={words} />);
  const said = container.querySelector('[aria-live="polite"]');
  expect(said?.textContent).toBe('');
  await press();
  expect(write).toHaveBeenCalledExactlyOnceWith('https://app.test/i/1');
  expect(said?.textContent).toBe('Copied');
  await act(() => vi.advanceTimersByTimeAsync(5000));
  expect(said?.textContent).toBe('');
});

it('says what to do when the browser refuses', async () => {
  write.mockRejectedValue(new DOMException('no', 'NotAllowedError'));
  const { container } = render(<CopyButton text="x" words={words} />);
  await press();
  expect(container.querySelector('[aria-live]')?.textContent).toBe('Copy it yourself.');
});

it('isn’t there without a clipboard, nor before scripts run', () => {
  expect(renderToString(<CopyButton text="x" words={words} />)).toBe('');
  give(undefined);
  render(<CopyButton text="x" words={words} />);
  expect(screen.queryByRole('button')).toBeNull();
});

it('says of which one it is, where there are several', () => {
  render(<CopyButton text="x" words={words} label="a@b.test" />);
  expect(screen.getByRole('button').getAttribute('aria-label')).toBe('Copy link: a@b.test');
});
