/** Which members the doctor takes for strangers, by what a tenant says of them. */

import { idSchema } from '@logto-okta/clients/logto/schemas';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createClients } from '../../prepare.ts';
import { settingsOf, type World } from '../world.ts';
import { examine, FLAGS, startHealthyWorld } from './world.ts';

let world: World;
beforeAll(async () => {
  world = await startHealthyWorld();
});
afterAll(() => world.close());

const found = async () =>
  (await examine(world)).filter(({ id }) => id === 'connector.foreign-members');

it('finds who is a member by a foreign identity alone', async () => {
  const { logto: api } = createClients(settingsOf(world, FLAGS));
  const { tenant } = world.logto;
  const [organization] = tenant.organizations.values();
  const [connector] = tenant.connectors.values();
  if (!organization || !connector) throw new Error('setup made neither');
  const post = (path: string, body: object) =>
    api.post(path, { to: 'prepare the test', body, schema: idSchema.partial() });
  const person = async (primaryEmail: string, isLinked: boolean) => {
    const { id = '' } = await post('/users', { primaryEmail });
    if (isLinked) {
      tenant.users.get(id)?.ssoIdentities.push({
        ...{ id: `identity-${id}`, connectorId: connector.id, issuer: world.okta.url },
        ...{ identityId: id, detail: {}, createdAt: 1, updatedAt: 1 },
      });
    }
    return id;
  };
  const member = async (primaryEmail: string, isLinked: boolean) => {
    const id = await person(primaryEmail, isLinked);
    const body = { userIds: [id] };
    await api.post(`/organizations/${organization.id}/users`, { to: 'add a member', body });
    return id;
  };
  await member('emma@umbrella.test', true);
  await member('bo@UMBRELLA.test', true);
  await member('guest@private.test', false);
  const invited = await person('invited@private.test', true);
  const { id: invitation } = await post('/organization-invitations', {
    ...{ invitee: 'invited@private.test', organizationId: organization.id },
    ...{ organizationRoleIds: [], expiresAt: Date.now() + 60_000, messagePayload: false },
  });
  const body = { status: 'Accepted', acceptedUserId: invited };
  await api.put(`/organization-invitations/${invitation}/status`, { to: 'accept', body });
  expect(await found()).toMatchObject([{ level: 'ok' }]);

  const vic = await member('vic@private.test', true);
  expect(await found()).toMatchObject([
    { level: 'warn', about: organization.name, cause: expect.stringContaining(vic) },
  ]);
});
