import { getTranslations } from 'next-intl/server';
import { OrganizationLinks } from './organization-links.tsx';

/** In the menu; the rest is on the page of all of them. */
const MOST_SHOWN = 7;
const MENU_ID = 'organization-menu';

/** Of the header; nothing for people in no organization. */
export async function OrganizationMenu({
  organizations,
}: {
  organizations: { id: string; name: string }[];
}) {
  if (organizations.length === 0) return null;
  const t = await getTranslations('organizations');
  return (
    // A popover closes on Escape and on a click beside it, without a script.
    <>
      <button
        type="button"
        popoverTarget={MENU_ID}
        className="flex min-h-11 items-center rounded-base px-2 text-ink text-small [anchor-name:--organizations] hover:underline"
      >
        {t('title')}
      </button>
      <ul
        id={MENU_ID}
        popover="auto"
        className="absolute inset-auto top-14 right-4 m-0 w-56 [position-anchor:--organizations] rounded-base border border-line bg-raised py-2 text-ink supports-[top:anchor(bottom)]:top-[anchor(bottom)] supports-[top:anchor(bottom)]:right-[anchor(right)]"
      >
        <OrganizationLinks organizations={organizations.slice(0, MOST_SHOWN)} all={t('all')} />
      </ul>
    </>
  );
}
