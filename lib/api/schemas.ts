/** What the API takes and gives: routes and the OpenAPI document (`openapi.ts`) read it from here. */
import { z } from 'zod';
import { ORGANIZATION_ROLES } from '#lib/permissions.ts';

const roles = Object.keys(ORGANIZATION_ROLES) as (keyof typeof ORGANIZATION_ROLES)[];

export const meSchema = z.object({
  subject: z.string().describe("The user's id, or the machine client's."),
  authenticatedBy: z.enum(['token', 'session']),
  organizationId: z
    .string()
    .nullable()
    .describe('The one organization that the access token is for.'),
});

export const organizationSchema = z.object({
  id: z.string(),
  name: z.string(),
  description: z.string().nullable(),
});
export type ApiOrganization = z.output<typeof organizationSchema>;
export const organizationsSchema = z.object({ organizations: z.array(organizationSchema) });

export const memberSchema = z.object({
  id: z.string(),
  name: z.string().nullable(),
  email: z.string().nullable(),
  roles: z.array(z.string()).describe('Names of organization roles, in alphabetical order.'),
});
export type ApiMember = z.output<typeof memberSchema>;
export const membersSchema = z.object({ members: z.array(memberSchema) });

export const roleChangeSchema = z.object({
  role: z.enum(roles).describe('The only role that the member has afterwards.'),
  previousRoles: z
    .array(z.string())
    .optional()
    .describe('The roles as read before. When the member has others by now: 409, nothing changes.'),
});

export const problemSchema = z.object({
  type: z.literal('about:blank'),
  title: z.string(),
  status: z.int(),
  detail: z.string(),
  code: z.string().describe('Stable; tells problems of one status apart.'),
  reference: z
    .string()
    .optional()
    .describe('Of the line in the log, when the failure is on this side.'),
});
