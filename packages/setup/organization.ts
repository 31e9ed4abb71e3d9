/** A company's organization in Logto, which its people join when they first come by SSO. */
import type { Organization } from '@logto-okta/clients/logto/schemas';
import type { Actual } from './actual.ts';
import { type Change, change } from './change.ts';
import { findConnector } from './connector.ts';
import type { Company, Desired } from './desired.ts';

export const organizationKey = (name: string) => `organization ${name}`;

/** Names of organizations are not unique either. */
export function findOrganizations(company: Company, { organizations }: Actual): Organization[] {
  const { name, id } = company.organization ?? {};
  return organizations.filter((one) => (id ? one.id === id : one.name === name));
}

export function planOrganization(
  { permissions: { joinRole } }: Desired,
  company: Company,
  actual: Actual,
): Change[] {
  const wish = company.organization;
  if (!wish) return [];
  const key = organizationKey(wish.name);
  const title = `Organization "${wish.name}"`;
  const [organization, ...others] = findOrganizations(company, actual);
  if (others.length > 0 || (wish.id && !organization)) {
    return [
      change('question', key, title, {
        notes: [
          wish.id
            ? `Logto has no organization with the id ${wish.id}.`
            : `Logto has ${others.length + 1} organizations of that name. Which one is the company's?`,
        ],
        question: {
          flag: '--organization-id',
          options: organization
            ? [organization, ...others].map(({ id, name }) => ({
                value: id,
                label: `${id}  ${name}`,
              }))
            : [],
        },
      }),
    ];
  }
  const jit = organization ? actual.jit[organization.id] : undefined;
  const connector = findConnector(company, actual);
  const role = actual.organizationRoles.find(({ name }) => name === joinRole);
  const hasConnector = connector !== undefined && jit?.connectorIds.includes(connector.id) === true;
  // A role that somebody gave instead is theirs to choose.
  const hasRole =
    (role !== undefined && jit?.roleIds.includes(role.id)) || Boolean(jit?.roleIds.length);
  const changes: Change[] = [
    organization
      ? change('keep', key, title)
      : change('create', key, title, {
          write: { do: 'organization.create', company: company.name, name: wish.name },
        }),
  ];
  if (!organization) {
    changes.push(
      change('manual', `organization-admin ${wish.name}`, `An administrator of "${wish.name}"`, {
        notes: [
          `Who joins by company SSO becomes "${joinRole}". Once its future administrator has signed in: npm run setup -- --admin <e-mail or user name>`,
        ],
      }),
    );
  }
  const jitKey = `organization-jit ${wish.name}`;
  const jitTitle = `Just-in-time membership of "${wish.name}"`;
  if (hasConnector && hasRole) return [...changes, change('keep', jitKey, jitTitle)];
  return [
    ...changes,
    change(organization ? 'change' : 'create', jitKey, jitTitle, {
      fields: [
        ...(hasConnector ? [] : [{ name: 'by connector', to: company.connectorName }]),
        ...(hasRole ? [] : [{ name: 'as', to: joinRole }]),
      ],
      write: {
        do: 'organization-jit.change',
        company: company.name,
        connector: !hasConnector,
        ...(hasRole ? {} : { role: joinRole }),
      },
    }),
  ];
}
