import { getTranslations } from 'next-intl/server';
import type { ComponentProps } from 'react';
import { ButtonLink } from '#components/ui/button.tsx';

export async function HomeLink({ variant }: Pick<ComponentProps<typeof ButtonLink>, 'variant'>) {
  const t = await getTranslations('common');
  return (
    <ButtonLink href="/" variant={variant}>
      {t('home')}
    </ButtonLink>
  );
}
