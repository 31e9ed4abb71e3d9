'use client';

import { usePathname } from 'next/navigation';

/** Of the header's menu. Which one the person is in only the address tells: the header is every page's. */
export function OrganizationLinks({
  organizations,
  all,
}: {
  organizations: { id: string; name: string }[];
  all: string;
}) {
  const pathname = usePathname();
  const current = (href: string) => {
    if (pathname === href) return 'page';
    return href !== ALL && pathname.startsWith(`${href}/`) ? 'true' : undefined;
  };
  const link = (href: string, text: string) => (
    <a
      href={href}
      aria-current={current(href)}
      className="flex min-h-11 items-center px-4 text-ink no-underline hover:underline aria-[current]:font-semibold"
    >
      <bdi className="truncate">{text}</bdi>
    </a>
  );
  return (
    <>
      {organizations.map(({ id, name }) => (
        <li key={id}>{link(`/organizations/${id}`, name)}</li>
      ))}
      <li className="border-line border-t">{link(ALL, all)}</li>
    </>
  );
}

const ALL = '/organizations';
