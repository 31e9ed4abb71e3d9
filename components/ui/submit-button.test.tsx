// @vitest-environment happy-dom
import { act, cleanup, fireEvent, render, screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterEach, expect, it, vi } from 'vitest';
import { SubmitButton } from './submit-button.tsx';

afterEach(cleanup);

function showForm(action: () => Promise<void>) {
  render(
    <form action={action}>
      <SubmitButton pendingLabel="One moment…">Sign in</SubmitButton>
    </form>,
  );
}

it('says that it is working, stays so until the browser leaves, and sends once', async () => {
  let finish = () => {};
  const action = vi.fn(
    () =>
      new Promise<void>((resolve) => {
        finish = resolve;
      }),
  );
  showForm(action);
  await userEvent.click(screen.getByRole('button', { name: 'Sign in' }));
  const button = screen.getByRole('button', { name: 'One moment…' });
  expect(button.getAttribute('aria-disabled')).toBe('true');
  await userEvent.click(button);
  expect(action).toHaveBeenCalledTimes(1);

  // The action has answered; the browser is still on its way to the other site.
  await act(async () => finish());
  expect(screen.getByRole('button', { name: 'One moment…' })).toBeTruthy();
});

it('is ready again when the page is shown from the back button’s cache', async () => {
  showForm(async () => {});
  await userEvent.click(screen.getByRole('button', { name: 'Sign in' }));
  await act(async () => {
    fireEvent(window, new Event('pageshow'));
  });
  expect(screen.getByRole('button', { name: 'Sign in' }).hasAttribute('aria-disabled')).toBe(false);
});
