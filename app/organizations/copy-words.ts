import { getTranslations } from 'next-intl/server';
import type { CopyWords } from '#components/ui/copy-button.tsx';

/** Of the button beside an invitation's link. */
export async function copyWords(): Promise<CopyWords> {
  const t = await getTranslations('organizations.copyLink');
  return { copy: t('copy'), copied: t('copied'), failed: t('failed') };
}
