// @vitest-environment happy-dom
import { act, cleanup, render, screen } from '@testing-library/react';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { SessionWatch, SignedOutSignal } from './session-watch.tsx';

const words = { title: 'You are signed out', what: '…', signIn: 'Sign in again', home: 'Home' };
/** What the server says of who is signed in; a number is a status. */
let signedIn: string | null | number;
const reload = vi.fn();
const otherTab = () => new BroadcastChannel('session');
let opened: BroadcastChannel[] = [];

beforeEach(() => {
  signedIn = 'alice';
  vi.stubGlobal('fetch', async () =>
    typeof signedIn === 'number'
      ? new Response('', { status: signedIn })
      : Response.json({ person: signedIn }),
  );
  vi.spyOn(location, 'reload').mockImplementation(reload);
  history.replaceState(null, '', '/organizations/acme?page=2');
});
afterEach(() => {
  cleanup();
  for (const channel of opened) channel.close();
  opened = [];
  vi.unstubAllGlobals();
  vi.restoreAllMocks();
  reload.mockReset();
});

const isOpen = () => screen.queryByRole('dialog', { hidden: true })?.hasAttribute('open') ?? false;
const settle = () => act(() => new Promise((resolve) => setTimeout(resolve, 30)));

async function tell() {
  const channel = otherTab();
  opened.push(channel);
  channel.postMessage('loaded');
  await settle();
}

it('covers the page when its person has signed out, and leads back to it', async () => {
  render(<SessionWatch person="alice" words={words} />);
  await tell();
  expect(isOpen()).toBe(false);
  signedIn = null;
  await tell();
  expect(isOpen()).toBe(true);
  const { href } = screen.getByRole('link', { name: 'Sign in again' }) as HTMLAnchorElement;
  expect(new URL(href).searchParams.get('returnTo')).toBe('/organizations/acme?page=2');
});

it('stays closed by nothing but the same person', async () => {
  render(<SessionWatch person="alice" words={words} />);
  signedIn = null;
  await tell();
  (screen.getByRole('dialog') as HTMLDialogElement).close();
  await settle();
  expect(isOpen()).toBe(true);
  signedIn = 'alice';
  await tell();
  expect(isOpen()).toBe(false);
  expect(reload).not.toHaveBeenCalled();
});

it('loads the page anew for another person', async () => {
  render(<SessionWatch person="alice" words={words} />);
  signedIn = 'bob';
  await tell();
  expect(reload).toHaveBeenCalledTimes(1);
});

it('concludes nothing from a server that fails or can’t be reached', async () => {
  render(<SessionWatch person="alice" words={words} />);
  signedIn = 503;
  await tell();
  vi.stubGlobal('fetch', () => Promise.reject(new TypeError('offline')));
  await tell();
  expect(isOpen()).toBe(false);
  expect(reload).not.toHaveBeenCalled();
});

it('asks when the page comes back into view or from the back button’s cache, not at every load', async () => {
  const asked = vi.fn(async () => Response.json({ person: 'alice' }));
  vi.stubGlobal('fetch', asked);
  render(<SessionWatch person="alice" words={words} />);
  const shown = (persisted: boolean) =>
    dispatchEvent(Object.assign(new Event('pageshow'), { persisted }));
  shown(false);
  await settle();
  expect(asked).not.toHaveBeenCalled();
  shown(true);
  document.dispatchEvent(new Event('visibilitychange'));
  await settle();
  expect(asked).toHaveBeenCalledTimes(2);
});

it('a signed-out page tells the others', async () => {
  const heard = vi.fn();
  const channel = otherTab();
  opened.push(channel);
  channel.onmessage = heard;
  render(<SignedOutSignal />);
  await settle();
  expect(heard).toHaveBeenCalledTimes(1);
});
