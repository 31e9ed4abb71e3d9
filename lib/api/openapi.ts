/**
 * The API as an OpenAPI 3.1 document. Its schemas are those that the routes use; a test compares its
 * paths and methods with the route files.
 */
import 'server-only';
import { LOGTO_ID } from '@logto-okta/clients/logto-id';
import { z } from 'zod';
import { PRODUCT_NAME } from '#lib/brand.ts';
import { getEnv } from '#lib/env.ts';
import { API_PERMISSIONS, type ApiPermission } from '#lib/permissions.ts';
import { sessionCookieName } from '#lib/session/names.ts';
import { PROBLEM_TITLES, type ProblemStatus } from './problem.ts';
import { apiIndicator, metadataUrl } from './resource.ts';
import * as schemas from './schemas.ts';

type Parameter = 'organizationId' | 'memberId' | 'page' | 'pageSize';
type Operation = {
  operationId: string;
  summary: string;
  description?: string;
  parameters?: Parameter[];
  body?: keyof typeof SCHEMAS;
  /** Absent: no content. */
  answer?: keyof typeof SCHEMAS;
  /** Absent: whoever is known. */
  permission?: ApiPermission;
  /** Beyond those of every call. */
  problems?: Partial<Record<ProblemStatus, string>>;
};
type Method = 'get' | 'put' | 'delete';

const SCHEMAS = {
  Me: schemas.meSchema,
  Organization: schemas.organizationSchema,
  Organizations: schemas.organizationsSchema,
  Member: schemas.memberSchema,
  Members: schemas.membersSchema,
  RoleChange: schemas.roleChangeSchema,
  Problem: schemas.problemSchema,
} as const;

const ID = { in: 'path', required: true, schema: { type: 'string', pattern: LOGTO_ID.source } };
const whole = (maximum: number, fallback: number) => ({
  in: 'query',
  schema: { type: 'integer', minimum: 1, maximum, default: fallback },
});
const PARAMETERS = {
  organizationId: { name: 'id', description: 'Id of the organization in Logto.', ...ID },
  memberId: { name: 'memberId', description: 'Id of the user in Logto.', ...ID },
  page: {
    name: 'page',
    description: 'Which part of the list; `nextPage` of the answer before.',
    ...whole(schemas.MAX_PAGE, 1),
  },
  pageSize: {
    name: 'pageSize',
    description: 'Entries of a page.',
    ...whole(schemas.MAX_PAGE_SIZE, schemas.MAX_PAGE_SIZE),
  },
} satisfies Record<Parameter, object>;

const ALWAYS = {
  400: 'The Authorization header is malformed: `invalid_request`.',
  401: 'No credentials (`not_authenticated`), or a token that is expired or not for this API (`invalid_token`).',
  429: '`too_many_requests`; `Retry-After` says when.',
  405: '`method_not_allowed`; `Allow` has the ones that are.',
  500: '`unexpected`; `reference` names the line in the log.',
  503: 'Logto, its keys or the sessions can’t be reached: `unavailable`, `keys_unavailable`, `logto_unreachable`, `logto_failed`, `logto_busy`, `sessions_unavailable`, with `Retry-After`. Not set up: `not_configured`, `role_unknown`.',
} satisfies Partial<Record<ProblemStatus, string>>;

const FOREIGN_ORIGIN = 'session used from another origin: `foreign_origin`';
const NOT_PERMITTED = `\`insufficient_scope\`, \`organization_token_needed\`, \`other_organization\` (tokens), \`not_permitted\` (sessions); ${FOREIGN_ORIGIN}.`;
const BAD_QUERY =
  '`page` or `pageSize` is no number in range: `invalid_query`. The Authorization header is malformed: `invalid_request`.';
const NO_MEMBER = '`not_a_member`; `not_found` for what can’t be an id.';

const OPERATIONS: Record<string, Partial<Record<Method, Operation>>> = {
  '/api/me': {
    get: {
      operationId: 'getMe',
      summary: 'Who the API takes the caller for',
      answer: 'Me',
      problems: { 403: `A ${FOREIGN_ORIGIN}.` },
    },
  },
  '/api/organizations': {
    get: {
      operationId: 'listOrganizations',
      summary: 'Organizations',
      description:
        'A machine client sees all of them, a token for an organization that one, a session those of its person.',
      parameters: ['page', 'pageSize'],
      answer: 'Organizations',
      permission: 'read:organizations',
      problems: {
        400: BAD_QUERY,
        403: NOT_PERMITTED,
        404: '`organization_unknown`: the token’s is gone.',
      },
    },
  },
  '/api/organizations/{id}/members': {
    get: {
      operationId: 'listMembers',
      summary: 'Members of an organization, with their roles',
      parameters: ['organizationId', 'page', 'pageSize'],
      answer: 'Members',
      permission: 'read:organizations',
      problems: { 400: BAD_QUERY, 403: NOT_PERMITTED, 404: '`organization_unknown`, `not_found`.' },
    },
  },
  '/api/organizations/{id}/members/{memberId}': {
    put: {
      operationId: 'setMemberRole',
      summary: 'Give a member one role, and no other',
      parameters: ['organizationId', 'memberId'],
      body: 'RoleChange',
      permission: 'write:members',
      problems: {
        400: 'The body doesn’t fit: `invalid_body`. The Authorization header is malformed: `invalid_request`.',
        403: NOT_PERMITTED,
        404: NO_MEMBER,
        409: '`last_admin`; `changed_meanwhile` when `previousRoles` are not the roles of now.',
        413: '`content_too_large`',
        415: '`unsupported_media_type`',
      },
    },
    delete: {
      operationId: 'removeMember',
      summary: 'Remove a member from the organization',
      parameters: ['organizationId', 'memberId'],
      permission: 'write:members',
      problems: { 403: NOT_PERMITTED, 404: NO_MEMBER, 409: '`last_admin`' },
    },
  },
};

const ref = (kind: string, name: string) => ({ $ref: `#/components/${kind}/${name}` });
const content = (type: string, schema: string) => ({ [type]: { schema: ref('schemas', schema) } });

const HEADERS: Partial<Record<ProblemStatus, string[]>> = {
  400: ['WWW-Authenticate'],
  401: ['WWW-Authenticate'],
  403: ['WWW-Authenticate'],
  405: ['Allow'],
  429: ['Retry-After'],
  503: ['Retry-After'],
};

const problemOf = (status: ProblemStatus, description: string) => ({
  description: `${PROBLEM_TITLES[status]}. ${description}`,
  content: content('application/problem+json', 'Problem'),
  ...(HEADERS[status] && {
    headers: Object.fromEntries(HEADERS[status].map((name) => [name, ref('headers', name)])),
  }),
});

const operationOf = ({ parameters, body, answer, permission, problems, ...about }: Operation) => ({
  ...about,
  ...(parameters && { parameters: parameters.map((name) => ref('parameters', name)) }),
  ...(body && { requestBody: { required: true, content: content('application/json', body) } }),
  security: ['oauth2', 'bearer', 'session'].map((scheme) => ({
    [scheme]: permission && scheme !== 'session' ? [permission] : [],
  })),
  responses: {
    ...(answer
      ? { 200: { description: 'Done.', content: content('application/json', answer) } }
      : { 204: { description: 'Done.' } }),
    ...Object.fromEntries(
      Object.entries({ ...ALWAYS, ...problems }).map(([status, description]) => [
        status,
        problemOf(Number(status) as ProblemStatus, description),
      ]),
    ),
  },
});

const mapValues = <T, R>(all: Record<string, T>, change: (one: T) => R): Record<string, R> =>
  Object.fromEntries(Object.entries(all).map(([name, one]) => [name, change(one)]));

function schemaOf(schema: z.ZodType) {
  const { $schema: _, ...rest } = z.toJSONSchema(schema, { target: 'draft-2020-12', io: 'input' });
  return rest;
}

const header = (description: string) => ({ description, schema: { type: 'string' } });

/** The same for everybody, but for the addresses of this deployment. */
export function openApiDocument() {
  const { BASE_URL, LOGTO_ENDPOINT } = getEnv();
  const metadata = metadataUrl();
  return {
    openapi: '3.1.1',
    info: {
      title: `${PRODUCT_NAME} API`,
      version: '1',
      description: 'Errors are problem details (RFC 9457); `code` tells them apart.',
    },
    servers: [{ url: BASE_URL }],
    paths: mapValues(OPERATIONS, (methods) => mapValues(methods, operationOf)),
    components: {
      schemas: mapValues(SCHEMAS, schemaOf),
      parameters: PARAMETERS,
      headers: {
        'WWW-Authenticate': header(
          'RFC 6750 §3, with `resource_metadata` (RFC 9728 §5.1). Absent when the caller is a session.',
        ),
        Allow: header('Methods of this address.'),
        'Retry-After': header('Seconds. Absent when waiting is of no use.'),
      },
      securitySchemes: {
        oauth2: {
          type: 'oauth2',
          description: `A machine-to-machine application in Logto with a role that has the permissions. The token request also needs resource=${apiIndicator()}.`,
          flows: {
            clientCredentials: {
              tokenUrl: `${LOGTO_ENDPOINT}/oidc/token`,
              scopes: { ...API_PERMISSIONS },
            },
          },
        },
        bearer: {
          type: 'http',
          scheme: 'bearer',
          bearerFormat: 'JWT',
          description: `An access token of Logto for this API (RFC 9068). A person’s has to be for an organization as well.${metadata ? ` Metadata (RFC 9728): ${metadata}` : ''}`,
        },
        session: {
          type: 'apiKey',
          in: 'cookie',
          name: sessionCookieName(),
          description:
            'The session of somebody who is signed in, for this site’s own pages: changes need its Origin.',
        },
      },
    },
  };
}
