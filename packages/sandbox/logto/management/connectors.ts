/**
 * `/api/connectors`: what sends messages, and social sign-in. The tenant knows one kind of them,
 * "HTTP Email"; making another replaces it, for a tenant has one connector for e-mail.
 */
import { z } from 'zod/v3';
import { checkedConfig, type EmailConnector, FACTORY_ID } from '../email.ts';
import { LogtoError } from '../errors.ts';
import { newId } from '../ids.ts';
import { jsonObject } from './common.ts';
import { type ManagementApi, type ManagementTable, route } from './route.ts';

const createBody = z.object({
  id: z.string().min(1).max(128).optional(),
  connectorId: z.string().min(1).max(128),
  config: jsonObject.optional(),
  metadata: jsonObject.optional(),
  syncProfile: z.boolean().optional(),
  enableTokenStorage: z.boolean().optional(),
});
const patchBody = z.object({ config: jsonObject.optional() });

/** What the kind says of itself. */
const FACTORY = {
  type: 'Email',
  target: FACTORY_ID,
  platform: null,
  name: { en: 'HTTP Email' },
  description: { en: 'Messages by an HTTP request.' },
  logo: '',
  logoDark: null,
  readme: '',
  formItems: [],
  isDemo: false,
};
const factory = { ...FACTORY, id: FACTORY_ID };

const shown = ({ id, config }: EmailConnector) => ({
  ...FACTORY,
  id,
  connectorId: FACTORY_ID,
  syncProfile: false,
  enableTokenStorage: false,
  metadata: {},
  extraInfo: {},
  config,
});

export function connectorRoutes({ tenant }: ManagementApi): ManagementTable {
  const find = (id = '') => {
    if (tenant.emailConnector?.id === id) return tenant.emailConnector;
    throw new LogtoError(404, 'entity.not_found');
  };
  return {
    'GET /api/connector-factories': route({}, () => [factory]),
    'GET /api/connector-factories/:id': route({}, ({ params }) => {
      if (params.id === FACTORY_ID) return factory;
      throw new LogtoError(404, 'entity.not_found');
    }),

    'GET /api/connectors': route({}, () =>
      tenant.emailConnector ? [shown(tenant.emailConnector)] : [],
    ),

    'POST /api/connectors': route({ body: createBody }, ({ body }) => {
      if (body.connectorId !== FACTORY_ID) {
        throw new LogtoError(422, 'connector.not_found_with_connector_id');
      }
      const config = body.config ? checkedConfig(body.config) : {};
      tenant.emailConnector = { id: body.id ?? newId(), config };
      return shown(tenant.emailConnector);
    }),

    'GET /api/connectors/:id': route({}, ({ params }) => shown(find(params.id))),

    'PATCH /api/connectors/:id': route({ body: patchBody }, ({ params, body }) => {
      const connector = find(params.id);
      if (body.config) connector.config = checkedConfig(body.config);
      return shown(connector);
    }),

    'DELETE /api/connectors/:id': route({}, ({ params }) => {
      find(params.id);
      tenant.emailConnector = undefined;
      return undefined;
    }),
  };
}
