/** `/api/organizations/:id/jit`: who joins by themselves, and with which roles. */
import { z } from 'zod/v3';
import { LogtoError } from '../errors.ts';
import { unlink } from './common.ts';
import { findOrganization } from './organizations.ts';
import { relationRoutes } from './relations.ts';
import { type ManagementApi, type ManagementTable, optionallyPaged, route } from './route.ts';

const PATH = '/api/organizations/:id/jit';

export function organizationJitRoutes({ tenant }: ManagementApi): ManagementTable {
  const { organizations, connectors, organizationRoles } = tenant;
  const common = {
    owners: organizations,
    find: (id: string) => findOrganization(tenant, id),
  };
  const shownDomain = (organizationId: string, emailDomain: string) => ({
    tenantId: 'default',
    organizationId,
    emailDomain,
  });
  const domainsOf = (id = '') => {
    const organization = organizations.get(id);
    if (!organization) throw new LogtoError(422, 'entity.relation_foreign_key_not_found');
    return organization.jit.emailDomains;
  };
  const taken = () => new LogtoError(422, 'entity.unique_integrity_violation');

  return {
    // Whole connectors, with their client secrets.
    ...relationRoutes({
      ...common,
      path: `${PATH}/sso-connectors`,
      key: 'ssoConnectorIds',
      related: connectors,
      idsOf: ({ jit }) => jit.ssoConnectorIds,
    }),

    ...relationRoutes({
      ...common,
      path: `${PATH}/roles`,
      key: 'organizationRoleIds',
      related: organizationRoles,
      idsOf: ({ jit }) => jit.roleIds,
    }),

    [`GET ${PATH}/email-domains`]: route({}, ({ params: { id = '' } }) => {
      const domains = organizations.get(id)?.jit.emailDomains ?? [];
      return optionallyPaged(domains.map((domain) => shownDomain(id, domain)));
    }),

    // As written: neither checked nor folded to lower case.
    [`POST ${PATH}/email-domains`]: route(
      { body: z.object({ emailDomain: z.string().min(1) }), status: 201 },
      ({ params: { id = '' }, body: { emailDomain } }) => {
        const domains = domainsOf(id);
        if (domains.includes(emailDomain)) throw taken();
        domains.push(emailDomain);
        return shownDomain(id, emailDomain);
      },
    ),

    [`PUT ${PATH}/email-domains`]: route(
      { body: z.object({ emailDomains: z.string().array() }) },
      ({ params: { id = '' }, body: { emailDomains } }) => {
        if (emailDomains.length === 0 && !organizations.has(id)) return undefined;
        const domains = domainsOf(id);
        if (new Set(emailDomains).size < emailDomains.length) throw taken();
        domains.splice(0, domains.length, ...emailDomains);
        return undefined;
      },
    ),

    [`DELETE ${PATH}/email-domains/:emailDomain`]: route({}, ({ params }) => {
      const domains = organizations.get(params.id ?? '')?.jit.emailDomains ?? [];
      unlink(domains, params.emailDomain ?? '');
      return undefined;
    }),
  };
}
