/** Giving up a domain that a company's connector had: `--release-domain`. */
import { ownersIn } from '@logto-okta/clients/domain-ownership';
import { hasDomain } from '@logto-okta/clients/email-address';
import type { Actual } from './actual.ts';
import { findApplication } from './application.ts';
import { type Change, change } from './change.ts';
import type { Desired } from './desired.ts';

export const RELEASE_FLAG = '--release-domain';

export function planReleases(desired: Desired, actual: Actual): Change[] {
  const found = findApplication(desired, actual.applications);
  if (!('one' in found)) return [];
  const owners = ownersIn(found.one.customData);
  return (desired.releaseDomains ?? []).map((domain) => {
    const key = `owned-domain ${domain}`;
    const title = `Domain ${domain}`;
    const holder = actual.connectors.find(({ domains }) => hasDomain(domains, domain));
    if (holder) {
      return change('question', key, title, {
        notes: [
          `The connector "${holder.connectorName}" still has it. Take it out there first (Logto Console > Enterprise SSO > the connector > SSO Experience > Email domains), and out of setup's configuration.`,
        ],
        question: { flag: RELEASE_FLAG, options: [] },
      });
    }
    const owner = owners.get(domain);
    if (!owner) {
      return change('keep', key, title, { notes: ['No company owns it here.'] });
    }
    return change('change', key, title, {
      fields: [{ name: 'owned by connector', from: owner.connector ?? 'unknown', to: 'nobody' }],
      notes: [
        `People with an address of ${domain} can then sign in without a company, with a password, say.`,
      ],
      write: { do: 'domain.release', id: found.one.id, domain },
    });
  });
}
