/** What every tenant has from the start: the Management API as a resource, and a role for it. */
import { newResource, newRole, newScope } from '../entities.ts';
import { MANAGEMENT_API } from '../tenant.ts';

const RESOURCE_ID = 'management-api';

export function newManagementApi(now: number) {
  const scope = newScope(
    {
      id: 'management-api-all',
      resourceId: RESOURCE_ID,
      name: 'all',
      description: 'Default scope for Management API, allows all permissions.',
    },
    now,
  );
  return {
    resource: newResource({
      id: RESOURCE_ID,
      name: 'Logto Management API',
      indicator: MANAGEMENT_API,
    }),
    scope,
    role: newRole({
      name: 'Logto Management API access',
      description: 'This default role grants access to the Logto management API.',
      type: 'MachineToMachine',
      scopeIds: [scope.id],
    }),
  };
}
