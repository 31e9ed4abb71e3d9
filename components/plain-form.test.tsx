// @vitest-environment happy-dom
import { cleanup, render, screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { UnrecognizedActionError } from 'next/dist/client/components/unrecognized-action-error.js';
import { afterEach, expect, it, vi } from 'vitest';
import { PlainForm } from './plain-form.tsx';

afterEach(() => {
  cleanup();
  vi.restoreAllMocks();
});

const sent: { method: string; path: string; fields: Record<string, string> }[] = [];
/** What a browser would leave the page for. */
function watchSubmits() {
  sent.length = 0;
  vi.spyOn(HTMLFormElement.prototype, 'submit').mockImplementation(function (
    this: HTMLFormElement,
  ) {
    const fields = Object.fromEntries(new FormData(this)) as Record<string, string>;
    sent.push({ method: this.method, path: this.getAttribute('action') ?? '', fields });
  });
}

const emailForm = (action: (form: FormData) => Promise<void>) => (
  <PlainForm action={action} otherwise="/sign-in">
    <input aria-label="E-mail" name="email" />
    <button type="submit">Continue</button>
  </PlainForm>
);
async function fillInAndSend() {
  await userEvent.type(screen.getByLabelText('E-mail'), 'dora@acme.test');
  await userEvent.click(screen.getByRole('button'));
}

it('runs its action, and leaves the page alone', async () => {
  watchSubmits();
  const action = vi.fn(async () => {});
  render(emailForm(action));
  await fillInAndSend();
  await waitFor(() => expect(action).toHaveBeenCalledTimes(1));
  expect(sent).toEqual([]);
});

it('on a page from before a deploy goes to the address that does the same, with its fields', async () => {
  watchSubmits();
  render(
    emailForm(async () => {
      throw new UnrecognizedActionError('Server Action "x" was not found on the server.');
    }),
  );
  await fillInAndSend();
  await waitFor(() => expect(sent).toHaveLength(1));
  expect(sent).toEqual([{ method: 'get', path: '/sign-in', fields: { email: 'dora@acme.test' } }]);
});
