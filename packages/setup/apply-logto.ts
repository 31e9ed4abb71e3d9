import { released } from '@logto-okta/clients/domain-ownership';
import type { ManagementClient } from '@logto-okta/clients/logto/client';
import { applicationSchema, idSchema } from '@logto-okta/clients/logto/schemas';
import { giveAdministrator } from './administrator.ts';
import { type OktaWrite, oktaSecret } from './apply-okta.ts';
import type { ConnectorChange, Write } from './change.ts';
import { copyOfRecord, mark, record, withoutCopies } from './registry.ts';
import { known, type Run } from './run.ts';

type LogtoWrite = Exclude<Write, OktaWrite>;

export async function applyToLogto(write: LogtoWrite, run: Run): Promise<void> {
  const { logto } = run.clients;
  const idsOf = (names: string[], ids: Map<string, string>) =>
    names.map((name) => known(ids.get(name), `The permission ${name}`));

  switch (write.do) {
    case 'application.create':
      run.application = await logto.post('/applications', {
        to: 'create the application',
        body: { ...write.body, customData: record(write.made, write.former) },
        schema: applicationSchema,
      });
      return;
    case 'application.change': {
      const path = `/applications/${write.id}`;
      const to = 'change the application';
      if (write.made) {
        await logto.patch(`${path}/custom-data`, { to, body: record(write.made, write.former) });
      }
      const { oidcClientMetadata } = write;
      if (oidcClientMetadata) await logto.patch(path, { to, body: { oidcClientMetadata } });
      return;
    }
    case 'domain.release':
      await logto.patch(`/applications/${write.id}/custom-data`, {
        to: 'release a domain',
        body: released(write.domain),
      });
      return;
    case 'record.copy': {
      const { id } = known(run.application, 'The application');
      const path = `/applications/${logto.appId}`;
      const to = 'keep a copy of the record of what setup made';
      await logto.patch(`${path}/custom-data`, {
        to,
        body: copyOfRecord({ ...write, applicationId: id }),
      });
      if (write.former.length > 0) await forgetCopies(logto, write.former);
      return;
    }
    case 'application-secret.create': {
      const { id } = known(run.application, 'The application');
      await logto.post(`/applications/${id}/secrets`, {
        to: 'make a secret for the application',
        body: { name: `${write.name} ${new Date().toISOString().slice(0, 19)}` },
      });
      return;
    }
    case 'api-resource.create': {
      const { id } = await logto.post('/resources', {
        to: 'create the API resource',
        body: {
          name: write.name,
          indicator: write.indicator,
          accessTokenTtl: write.accessTokenTtl,
        },
        schema: idSchema,
      });
      run.resourceId = id;
      return;
    }
    case 'api-resource.change':
      await logto.patch(`/resources/${write.id}`, {
        to: "change the life of the API's tokens",
        body: { accessTokenTtl: write.accessTokenTtl },
      });
      return;
    case 'api-scope.create': {
      const { id } = await logto.post(
        `/resources/${known(run.resourceId, 'The API resource')}/scopes`,
        {
          to: 'create an API permission',
          body: { name: write.name, description: write.description },
          schema: idSchema,
        },
      );
      run.apiScopeIds.set(write.name, id);
      return;
    }
    case 'machine-role.create':
      await logto.post('/roles', {
        to: 'create the machine-to-machine role',
        body: {
          name: write.name,
          description: write.description,
          type: 'MachineToMachine',
          scopeIds: idsOf(write.scopes, run.apiScopeIds),
        },
      });
      return;
    case 'machine-role.change':
      await logto.post(`/roles/${write.id}/scopes`, {
        to: 'give permissions to the machine-to-machine role',
        body: { scopeIds: idsOf(write.scopes, run.apiScopeIds) },
      });
      return;
    case 'organization-scope.create': {
      const { id } = await logto.post('/organization-scopes', {
        to: 'create an organization permission',
        body: { name: write.name, description: write.description },
        schema: idSchema,
      });
      run.organizationScopeIds.set(write.name, id);
      return;
    }
    case 'organization-role.create': {
      const { id } = await logto.post('/organization-roles', {
        to: 'create an organization role',
        body: {
          name: write.name,
          description: write.description,
          organizationScopeIds: idsOf(write.scopes, run.organizationScopeIds),
          resourceScopeIds: idsOf(write.apiScopes, run.apiScopeIds),
        },
        schema: idSchema,
      });
      run.organizationRoleIds.set(write.name, id);
      return;
    }
    case 'organization-role.change': {
      const to = 'give permissions to an organization role';
      const path = `/organization-roles/${write.id}`;
      const organizationScopeIds = idsOf(write.scopes, run.organizationScopeIds);
      const scopeIds = idsOf(write.apiScopes, run.apiScopeIds);
      if (organizationScopeIds.length > 0) {
        await logto.post(`${path}/scopes`, { to, body: { organizationScopeIds } });
      }
      if (scopeIds.length > 0) {
        await logto.post(`${path}/resource-scopes`, { to, body: { scopeIds } });
      }
      return;
    }
    case 'sign-in-experience.change':
      await logto.patch('/sign-in-exp', { to: 'change the sign-in experience', body: write.body });
      return;
    case 'account-center.change':
      await logto.patch('/account-center', { to: 'change the account center', body: write.body });
      return;
    case 'connector.create': {
      const { id } = await logto.post('/sso-connectors', {
        to: 'create the enterprise connector',
        body: { providerName: 'Okta', connectorName: write.connectorName },
        schema: idSchema,
      });
      run.connectorIds.set(write.company, id);
      return;
    }
    case 'connector.change':
      await changeConnector(write.company, write.change, run);
      return;
    case 'organization.create': {
      const { id } = await logto.post('/organizations', {
        to: 'create the organization',
        // Names are not unique, so that the record's key alone wouldn't tell which one setup made.
        body: { name: write.name, customData: mark(known(run.application, 'The application').id) },
        schema: idSchema,
      });
      run.organizationIds.set(write.company, id);
      return;
    }
    case 'organization-admin.give':
      await giveAdministrator(write, logto);
      return;
    case 'organization-jit.change':
      await changeJit(write, run);
  }
}

/** A merge can't take a field away: the whole column is sent, as it is at this moment. */
export async function forgetCopies(logto: ManagementClient, ids: readonly string[]) {
  const path = `/applications/${logto.appId}`;
  const { customData } = await logto.get(path, {
    to: 'read the machine-to-machine application',
    schema: applicationSchema,
  });
  const left = withoutCopies(customData, ids);
  if (Object.keys(left).length === Object.keys(customData).length) return;
  await logto.patch(path, {
    to: 'remove the copy of the record of what setup made',
    body: { customData: left },
  });
}

/** `config` is one column: all of it goes, with the secret (docs/vendors.md L2). */
async function changeConnector(company: string, { columns, config }: ConnectorChange, run: Run) {
  const id = known(run.connectorIds.get(company), 'The connector');
  const body: Record<string, unknown> = { ...columns };
  if (config) {
    const { clientId, clientSecret } = config;
    const refused = run.refusedScopes.get(company);
    const secret =
      'fromOkta' in clientSecret
        ? await oktaSecret(company, run)
        : 'value' in clientSecret
          ? clientSecret.value
          : config.existing.clientSecret;
    body.config = {
      ...config.existing,
      issuer: config.issuer,
      scope: config.scopes.filter((scope) => !refused?.has(scope)).join(' '),
      clientId:
        typeof clientId === 'string'
          ? clientId
          : known(run.oktaApps.get(company), 'The Okta application').clientId,
      clientSecret: secret,
    };
  }
  await run.clients.logto.patch(`/sso-connectors/${id}`, {
    to: 'configure the enterprise connector',
    body,
  });
}

/** Added, not set: others may be listed there too. */
async function changeJit(write: Extract<Write, { do: 'organization-jit.change' }>, run: Run) {
  const { logto } = run.clients;
  const id = known(run.organizationIds.get(write.company), 'The organization');
  const to = 'let people of the company join the organization';
  if (write.connector) {
    const connectorId = known(run.connectorIds.get(write.company), 'The connector');
    await logto.post(`/organizations/${id}/jit/sso-connectors`, {
      to,
      body: { ssoConnectorIds: [connectorId] },
    });
  }
  if (write.role) {
    const roleId = known(run.organizationRoleIds.get(write.role), 'The organization role');
    await logto.post(`/organizations/${id}/jit/roles`, {
      to,
      body: { organizationRoleIds: [roleId] },
    });
  }
}
