/** The management API's routes, put together. */
import type { Provider } from 'oidc-provider';
import type { Routes } from '../../engine/http.ts';
import type { OktaApiTokenSeed } from '../../seed.ts';
import { AUDIENCE } from '../access-token.ts';
import { createApi, createFallback, type Management } from './api.ts';
import { createAssignmentRoutes } from './app-assignments.ts';
import { createAppRecords, createAppRoutes } from './apps.ts';
import { type CustomScopes, createAuthorizationServerRoutes } from './authorization-servers.ts';
import { createFactorRoutes } from './factors.ts';
import { createGrantRoutes } from './grants.ts';
import { createGroupList } from './group-list.ts';
import { createGroupRoutes } from './groups.ts';
import { createLogRoutes } from './logs.ts';
import { createPolicyRoutes } from './policies.ts';
import { createAuthenticator } from './principal.ts';
import { createSecretRoutes } from './secrets.ts';
import { createTrustedOriginRoutes } from './trusted-origins.ts';
import { createLifecycleRoutes } from './user-lifecycle.ts';
import { createUserFinder } from './user-resource.ts';
import { createUserRoutes } from './users.ts';

type Options = Pick<Management, 'url' | 'apps' | 'directory' | 'log' | 'now' | 'endSessions'> & {
  tokens: OktaApiTokenSeed[];
  /** The org's own authorization server: no other's tokens count here. */
  provider: Provider;
  custom: CustomScopes;
  /** Whether the org has API Access Management. */
  isLicensed: boolean;
};

export function createManagement({ tokens, provider, custom, isLicensed, ...org }: Options) {
  const startedAt = new Date(org.now()).toISOString();
  const management: Management = {
    ...org,
    startedAt,
    groups: createGroupList(org.directory.users, startedAt),
    authenticate: createAuthenticator({ ...org, tokens, provider }),
  };
  const on = createApi(management);
  const records = createAppRecords(management);
  const findUser = createUserFinder(management);
  const routes: Routes = {
    ...createAppRoutes(on, management, records),
    ...createSecretRoutes(on, management, records),
    ...createAssignmentRoutes(on, management, records, findUser),
    ...createGrantRoutes(on, management, records),
    ...createPolicyRoutes(on, management, records),
    ...createGroupRoutes(on, management, findUser),
    ...createUserRoutes(on, management, findUser),
    ...createLifecycleRoutes(on, management, findUser),
    ...createFactorRoutes(on, management, findUser),
    ...createAuthorizationServerRoutes(on, management, { custom, audience: AUDIENCE, isLicensed }),
    ...createTrustedOriginRoutes(on, management),
    ...createLogRoutes(on, management),
  };
  return { routes, fallback: createFallback(routes) };
}
