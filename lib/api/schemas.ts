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
const pageFields = {
  total: z.int().describe('Of the whole list.'),
  nextPage: z.int().nullable().describe('What to send as `page` for the rest; null at the end.'),
};
export const organizationsSchema = z.object({
  organizations: z.array(organizationSchema),
  ...pageFields,
});

export const memberSchema = z.object({
  id: z.string(),
  name: z.string().nullable(),
  email: z.string().nullable(),
  roles: z.array(z.string()).describe('Names of organization roles, in alphabetical order.'),
});
export type ApiMember = z.output<typeof memberSchema>;
export const membersSchema = z.object({ members: z.array(memberSchema), ...pageFields });

/** Entries of a page: as many as Logto gives in one answer. */
export const MAX_PAGE_SIZE = 100;
/** The query of every list; the text of each has to be a whole number. */
const whole = (max: number) =>
  z
    .string()
    .regex(/^[1-9]\d{0,6}$/, 'must be a whole number, from 1')
    .transform(Number)
    .refine((value) => value <= max, `must be at most ${max}`);
export const MAX_PAGE = 1_000_000;
export const pageQuerySchema = z.object({
  page: whole(MAX_PAGE).default(1),
  pageSize: whole(MAX_PAGE_SIZE).default(MAX_PAGE_SIZE),
});

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
