/** `/api/organizations`. */
import { z } from 'zod/v3';
import { newOrganization, type Organization, shown } from '../entities.ts';
import { deleteOrganization, membersOf } from '../membership.ts';
import type { Tenant } from '../tenant.ts';
import { defined, deleted, found, jsonObject, requireChange, updated } from './common.ts';
import { type ManagementApi, type ManagementTable, paged, route } from './route.ts';

const FEATURED = 3;
const color = z.string().regex(/^#[\da-f]{3}([\da-f]{3})?$/i);
const url = z.string().url();
const organizationBody = z.object({
  name: z.string().min(1).max(128),
  description: z.string().max(256).nullable().optional(),
  customData: jsonObject.optional(),
  isMfaRequired: z.boolean().optional(),
  color: z
    .object({ primaryColor: color, isDarkModeEnabled: z.boolean(), darkPrimaryColor: color })
    .partial()
    .optional(),
  branding: z
    .object({ logoUrl: url, darkLogoUrl: url, favicon: url, darkFavicon: url })
    .partial()
    .optional(),
  customCss: z.string().nullable().optional(),
});

/** `?q=`: part of one of the fields, in whatever case. */
export function containing<Field extends string>(query: URLSearchParams, fields: readonly Field[]) {
  // Logto hands the text to SQL's `like`: its `%` and `_` stand for anything.
  const q = query.get('q') ?? '';
  const escaped = q.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
  const pattern = new RegExp(escaped.replaceAll('%', '.*').replaceAll('_', '.'), 'is');
  return (row: { [key in Field]: unknown }) =>
    !q || fields.some((name) => typeof row[name] === 'string' && pattern.test(row[name] as string));
}

export const findOrganization = ({ organizations }: Tenant, id = '') =>
  found(organizations.get(id), 'organizations', id);

function withMembers(tenant: Tenant, organization: Organization) {
  const members = membersOf(tenant, organization.id);
  return {
    ...shown(organization),
    usersCount: members.length,
    featuredUsers: members.slice(0, FEATURED).map(({ id, avatar, name }) => ({ id, avatar, name })),
  };
}

export function organizationRoutes({ tenant, now }: ManagementApi): ManagementTable {
  const { organizations } = tenant;
  return {
    'GET /api/organizations': route({}, ({ query }) => {
      const matches = containing(query, ['id', 'name']);
      const withPeople = ['1', 'true', 'y', 'yes'].includes(query.get('showFeatured') ?? '');
      const wanted = [...organizations.values()].filter(matches).reverse();
      return paged(wanted.map((one) => (withPeople ? withMembers(tenant, one) : shown(one))));
    }),

    // Names aren't unique.
    'POST /api/organizations': route({ body: organizationBody, status: 201 }, ({ body }) => {
      const { name, ...fields } = body;
      const organization = newOrganization({ name, ...defined(fields) }, now());
      organizations.set(organization.id, organization);
      return shown(organization);
    }),

    'GET /api/organizations/:id': route({}, ({ params }) =>
      shown(findOrganization(tenant, params.id)),
    ),

    // Custom data is replaced whole.
    'PATCH /api/organizations/:id': route(
      { body: organizationBody.partial() },
      ({ params, body }) => {
        requireChange(body);
        const organization = updated(organizations.get(params.id ?? ''), 'organization');
        return shown(Object.assign(organization, defined(body)));
      },
    ),

    'DELETE /api/organizations/:id': route({}, ({ params: { id = '' } }) => {
      deleted(organizations.has(id));
      deleteOrganization(tenant, id);
      return undefined;
    }),
  };
}
