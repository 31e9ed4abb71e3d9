/**
 * `/api/v1/authorizationServers`: the custom server that an org with API Access Management begins
 * with, its scopes and claims. Without that feature every call is E0000015.
 */
import type { Handler, Routes } from '../../engine/http.ts';
import type { Api, Call, Json, Management } from './api.ts';
import { newId } from './apps.ts';
import { apiError, blank, duplicate, invalid, notFound } from './errors.ts';
import { startsWith } from './query.ts';

type Scope = {
  id: string;
  name: string;
  description: string | null;
  displayName: string | null;
  consent: string;
  /** Whether the discovery document names it. */
  metadataPublish: string;
  system: boolean;
};

/** In every custom server from the start. */
const SYSTEM_SCOPES = ['openid', 'profile', 'email', 'address', 'phone', 'offline_access'];
const NAME = /^[^\s"\\]+$/;

export type CustomScopes = ReturnType<typeof createCustomScopes>;

export function createCustomScopes() {
  const scopes: Scope[] = SYSTEM_SCOPES.map((name) => ({
    id: `scp${name.replace('_', '').padEnd(17, '0')}`,
    name,
    description: null,
    displayName: null,
    consent: 'IMPLICIT',
    metadataPublish: 'ALL_CLIENTS',
    system: true,
  }));
  const own = () => scopes.filter(({ system }) => !system);
  return {
    scopes,
    names: () => own().map(({ name }) => name),
    published: () =>
      own()
        .filter(({ metadataPublish }) => metadataPublish === 'ALL_CLIENTS')
        .map(({ name }) => name),
  };
}

export function createAuthorizationServerRoutes(
  on: Api,
  { url, startedAt }: Management,
  options: { custom: CustomScopes; audience: string; isLicensed: boolean },
): Routes {
  const { custom, audience, isLicensed } = options;
  const PATH = '/api/v1/authorizationServers';
  const self = `${url}${PATH}/default`;

  const server = {
    id: 'default',
    name: 'default',
    description: 'Default Authorization Server for your Applications',
    audiences: [audience],
    issuer: `${url}/oauth2/default`,
    issuerMode: 'ORG_URL',
    status: 'ACTIVE',
    default: true,
    created: startedAt,
    lastUpdated: startedAt,
    credentials: { signing: { rotationMode: 'AUTO' } },
    _links: {
      self: { href: self, hints: { allow: ['GET', 'DELETE', 'PUT'] } },
      scopes: { href: `${self}/scopes`, hints: { allow: ['GET'] } },
      claims: { href: `${self}/claims`, hints: { allow: ['GET'] } },
      metadata: [
        {
          name: 'openid-configuration',
          href: `${url}/oauth2/default/.well-known/openid-configuration`,
          hints: { allow: ['GET'] },
        },
      ],
    },
  };
  const scopeResource = (scope: Scope) => ({
    ...scope,
    default: false,
    optional: false,
    _links: { self: { href: `${self}/scopes/${scope.id}`, hints: { allow: ['GET', 'DELETE'] } } },
  });
  /** Okta's own; an administrator's would stand beside it. */
  const claims = [
    {
      id: 'oclsub00000000000001',
      name: 'sub',
      status: 'ACTIVE',
      claimType: 'RESOURCE',
      valueType: 'EXPRESSION',
      value: '(appuser != null) ? appuser.userName : app.clientId',
      conditions: { scopes: [] },
      system: true,
      alwaysIncludeInToken: true,
      apiResourceId: null,
    },
  ];

  function create({ body }: Call) {
    const { name, consent = 'IMPLICIT', metadataPublish = 'NO_CLIENTS' } = body;
    if (typeof name !== 'string' || !name) throw blank('name');
    if (!NAME.test(name) || startsWith(name, 'okta.')) {
      throw invalid('name', "name: The scope name is invalid, or reserved for Okta's own.");
    }
    if (custom.scopes.some((scope) => scope.name === name)) throw duplicate('name');
    const scope: Scope = {
      id: newId('scp'),
      name,
      description: textOf(body, 'description'),
      displayName: textOf(body, 'displayName'),
      consent: String(consent),
      metadataPublish: String(metadataPublish),
      system: false,
    };
    custom.scopes.push(scope);
    return { status: 201, body: scopeResource(scope) };
  }

  function remove({ params }: Call) {
    const index = custom.scopes.findIndex(({ id }) => id === params.scopeId);
    const scope = custom.scopes[index];
    if (!scope) throw notFound(params.scopeId ?? '', 'OAuth2Scope');
    if (scope.system) throw apiError('E0000006');
    custom.scopes.splice(index, 1);
    return {};
  }

  type Scoped = 'okta.authorizationServers.read' | 'okta.authorizationServers.manage';
  const route = (scope: Scoped, handle: Parameters<Api>[1]): Handler =>
    on(scope, (call) => {
      if (!isLicensed) throw apiError('E0000015');
      const { serverId = 'default' } = call.params;
      if (serverId !== 'default') throw notFound(serverId, 'AuthorizationServer');
      return handle(call);
    });
  const read = (handle: Parameters<Api>[1]) => route('okta.authorizationServers.read', handle);
  const manage = (handle: Parameters<Api>[1]) => route('okta.authorizationServers.manage', handle);

  return {
    [`GET ${PATH}`]: read(() => ({ body: [server] })),
    [`GET ${PATH}/:serverId`]: read(() => ({ body: server })),
    [`GET ${PATH}/:serverId/scopes`]: read(({ query }) => ({
      body: custom.scopes
        .filter(({ name }) => startsWith(name, query.get('q') ?? ''))
        .map(scopeResource),
    })),
    [`POST ${PATH}/:serverId/scopes`]: manage(create),
    [`DELETE ${PATH}/:serverId/scopes/:scopeId`]: manage(remove),
    [`GET ${PATH}/:serverId/claims`]: read(() => ({ body: claims })),
  };
}

const textOf = (body: Json, key: string) =>
  typeof body[key] === 'string' ? String(body[key]) : null;
