import { getTranslations } from 'next-intl/server';
import { Problem } from '#components/problem.tsx';
import { HomeLink } from '../home-link.tsx';

/** A link to a company that isn't connected: said plainly, and nobody is sent anywhere. */
export default async function CompanyNotFound() {
  const words = await getTranslations('problems.company_unknown');
  return (
    <Problem title={words('title')} what={words('what')} todo={words('todo')}>
      <HomeLink />
    </Problem>
  );
}
