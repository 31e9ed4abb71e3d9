// @vitest-environment happy-dom
import { act, cleanup, render, screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { UnrecognizedActionError } from 'next/dist/client/components/unrecognized-action-error.js';
import { afterEach, expect, it, vi } from 'vitest';
import { SelectField, TextField } from '#components/ui/field.tsx';
import { SubmitButton } from '#components/ui/submit-button.tsx';
import { ActionForm, type ActionResult, type FormAction } from './action-form.tsx';

afterEach(cleanup);

const inviteForm = (action: FormAction, summary?: string) => (
  <ActionForm action={action} label="Invite" summary={summary}>
    <TextField id="email" name="email" label="E-mail" />
    <SelectField id="role" name="role" label="Role" defaultValue="member">
      <option value="member">Member</option>
      <option value="admin">Admin</option>
    </SelectField>
    <SubmitButton pendingLabel="Inviting…">Invite</SubmitButton>
  </ActionForm>
);
const typedIn = (label: string) => (screen.getByLabelText(label) as HTMLInputElement).value;

async function fillInAndSend() {
  await userEvent.type(screen.getByLabelText('E-mail'), 'dora@acme.test');
  await userEvent.selectOptions(screen.getByLabelText('Role'), 'admin');
  await userEvent.click(screen.getByRole('button', { name: 'Invite' }));
}

it('keeps what was typed when it was refused, says why, and is ready again', async () => {
  const action = vi.fn<FormAction>(async (_, form) => ({
    tone: 'warn',
    text: 'Already invited.',
    values: { email: String(form.get('email')), role: String(form.get('role')) },
  }));
  render(inviteForm(action));
  // The live region is there before its words.
  expect(screen.getByRole('status').textContent).toBe('');
  await fillInAndSend();
  await screen.findByText('Already invited.');
  expect(typedIn('E-mail')).toBe('dora@acme.test');
  const button = screen.getByRole('button', { name: 'Invite' });
  expect(button.hasAttribute('aria-disabled')).toBe(false);
  await userEvent.click(button);
  await waitFor(() => expect(action).toHaveBeenCalledTimes(2));
  // The select: e2e/organizations.spec.ts. This DOM resets one to its first option, browsers don't.
  expect(action.mock.calls[1]?.[1].get('email')).toBe('dora@acme.test');
});

it('is empty for the next one when it was done, and shows the link', async () => {
  render(
    inviteForm(async () => ({
      ...{ tone: 'good', text: 'Invited.' },
      ...{ link: 'https://app.test/invitations/1', linkLabel: 'Link' },
    })),
  );
  await fillInAndSend();
  await screen.findByLabelText('Link');
  expect(typedIn('Link')).toBe('https://app.test/invitations/1');
  expect(typedIn('E-mail')).toBe('');
  expect(typedIn('Role')).toBe('member');
});

it('sends once while it is under way', async () => {
  let finish = (_: ActionResult) => {};
  const action = vi.fn<FormAction>(
    () =>
      new Promise((resolve) => {
        finish = resolve;
      }),
  );
  render(inviteForm(action));
  await fillInAndSend();
  await userEvent.click(screen.getByRole('button', { name: 'Inviting…' }));
  await act(async () => finish(undefined));
  expect(action).toHaveBeenCalledTimes(1);
});

it('folded under a summary, it is open as soon as there is an answer', async () => {
  const { container } = render(inviteForm(async () => ({ tone: 'warn', text: 'No.' }), 'Invite…'));
  const details = container.querySelector('details');
  expect(details?.open).toBe(false);
  await fillInAndSend();
  await screen.findByText('No.');
  expect(details?.open).toBe(true);
});

it('on a page from before a deploy, says so and keeps what was typed (vercel/next.js#58430)', async () => {
  const action = async () => {
    throw new UnrecognizedActionError('Server Action "x" was not found on the server.');
  };
  render(inviteForm(action));
  await fillInAndSend();
  await screen.findByText(/^This page is older than the app/);
  expect(typedIn('E-mail')).toBe('dora@acme.test');
});
