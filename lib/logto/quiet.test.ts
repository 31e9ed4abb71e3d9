import { expect, it, vi } from 'vitest';
import { quietSdk } from './quiet.ts';

it('drops the SDK’s print of an answer, and nothing else', () => {
  const error = vi.fn();
  const target = { error };
  quietSdk(target);
  target.error('Logto requester error: [status=400]', { message: 'client_secret=hunter2' });
  expect(error).not.toHaveBeenCalled();
  target.error('anything else', 7);
  expect(error).toHaveBeenCalledWith('anything else', 7);
});
