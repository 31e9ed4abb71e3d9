// @vitest-environment happy-dom
import { cleanup, render } from '@testing-library/react';
import { afterEach, expect, it } from 'vitest';
import { Avatar, initials } from './avatar.tsx';

afterEach(cleanup);

it.each([
  ['Alex Morgan', 'AM'],
  ['Ana María de la Cruz', 'AC'],
  ['alex', 'A'],
  ['emma@acme.test', 'ET'],
  ['สมชาย ใจดี', 'สใ'],
  ['กี่ก้อน', 'กี่'],
  ['  ', ''],
  ['👩‍💻 Dev', '👩‍💻D'],
])('%s is %s', (name, expected) => {
  expect(initials(name)).toBe(expected);
});

it('is decoration: a picture has an empty alternative, initials are hidden', () => {
  const { container, rerender } = render(
    <Avatar name="Alex" picture="https://pictures.example/a.png" />,
  );
  expect(container.querySelector('img')?.getAttribute('alt')).toBe('');
  rerender(<Avatar name="Alex" picture={undefined} />);
  expect(container.querySelector('[aria-hidden="true"]')?.textContent).toBe('A');
});
