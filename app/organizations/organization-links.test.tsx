// @vitest-environment happy-dom
import { cleanup, render, screen } from '@testing-library/react';
import { afterEach, expect, it, vi } from 'vitest';
import { OrganizationLinks } from './organization-links.tsx';

const address = vi.hoisted(() => ({ pathname: '/' }));
vi.mock('next/navigation', () => ({ usePathname: () => address.pathname }));
afterEach(cleanup);

it.each([
  ['/', null, null, null],
  ['/organizations/acme', 'page', null, null],
  ['/organizations/acme/invitations', 'true', null, null],
  // One id may begin another.
  ['/organizations/acme2', null, 'page', null],
  ['/organizations', null, null, 'page'],
])('%s: says which one the person is in', (pathname, ...expected) => {
  address.pathname = pathname;
  const organizations = [
    { id: 'acme', name: 'Acme' },
    { id: 'acme2', name: 'Acme 2' },
  ];
  render(<OrganizationLinks organizations={organizations} all="All organizations" />);
  const links = screen.getAllByRole('link');
  expect(links.map((link) => link.getAttribute('aria-current'))).toEqual(expected);
});
