/**
 * Sign-in policies of apps, as far as an app is given one. The sandbox doesn't act on them: it asks
 * everybody for the factors that they have.
 */
import type { Routes } from '../../engine/http.ts';
import type { Api, Management } from './api.ts';
import type { AppRecords } from './apps.ts';
import { blank, notFound } from './errors.ts';

export const DEFAULT_POLICY_ID = 'rstanytwofactors0001';

const POLICIES = [
  { id: DEFAULT_POLICY_ID, name: 'Any two factors', system: true },
  { id: 'rstpasswordonly00002', name: 'Password only', system: false },
];

export function createPolicyRoutes(on: Api, management: Management, records: AppRecords): Routes {
  const { url, startedAt } = management;
  const resource = ({ id, name, system }: (typeof POLICIES)[number]) => ({
    id,
    status: 'ACTIVE',
    name,
    description: null,
    priority: 1,
    system,
    conditions: null,
    created: startedAt,
    lastUpdated: startedAt,
    type: 'ACCESS_POLICY',
    _links: {
      self: { href: `${url}/api/v1/policies/${id}`, hints: { allow: ['GET', 'PUT'] } },
      mappings: { href: `${url}/api/v1/policies/${id}/mappings`, hints: { allow: ['GET'] } },
    },
  });
  const find = (id = '') => {
    const policy = POLICIES.find((one) => one.id === id);
    if (!policy) throw notFound(id, 'Policy');
    return policy;
  };

  return {
    'GET /api/v1/policies': on('okta.policies.read', ({ query }) => {
      const type = query.get('type');
      if (!type) throw blank('type');
      return { body: type === 'ACCESS_POLICY' ? POLICIES.map(resource) : [] };
    }),
    'GET /api/v1/policies/:policyId': on('okta.policies.read', ({ params }) => ({
      body: resource(find(params.policyId)),
    })),
    'PUT /api/v1/apps/:appId/policies/:policyId': on('okta.apps.manage', ({ params }) => {
      const app = records.find(params.appId);
      records.of(app).policyId = find(params.policyId).id;
      return {};
    }),
  };
}
