/** The seed's service app as a client of the org: the public half of its key, and no secret. */
import { oktaServiceApp } from '../seed.ts';
import type { OktaClient } from './clients.ts';

export function serviceClient(): OktaClient {
  const { id, label, adminRole, grantedScopes, privateKey } = oktaServiceApp;
  const { d: _, ...publicKey } = privateKey;
  return {
    id,
    label,
    adminRole,
    grantedScopes: [...grantedScopes],
    secret: '',
    type: 'service',
    redirectUris: [],
    grantTypes: ['client_credentials'],
    authMethod: 'private_key_jwt',
    keys: [publicKey],
    assignedTo: {},
  };
}
