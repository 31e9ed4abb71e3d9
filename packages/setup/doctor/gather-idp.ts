/** A connector's identity provider: its discovery document, and the org behind it where it is Okta's. */

import type { Connector } from '@logto-okta/clients/logto/schemas';
import {
  createOktaClient,
  type OktaClient,
  type OktaCredentials,
} from '@logto-okta/clients/okta/client';
import { OktaError } from '@logto-okta/clients/okta/errors';
import {
  oktaAppSchema,
  oktaGrantSchema,
  oktaGroupAssignmentSchema,
  oktaSecretSchema,
} from '@logto-okta/clients/okta/schemas';
import type { RetryOptions } from '@logto-okta/clients/retry';
import { z } from 'zod';
import { connectorCallbackUri, isLocalAddress } from '../addresses.ts';
import type { ClientProbe, Discovery, Fact, IdpFacts, OrgFacts, OrgPart } from './facts.ts';
import { known, unasked } from './facts.ts';
import { failed } from './gather-tenant.ts';
import { attempt, type Probe } from './probe.ts';

type Ways = {
  orgs: ReadonlyMap<string, OktaCredentials>;
  domains: string[];
  probe: Probe;
  options: RetryOptions;
};
const text = (value: unknown) => (typeof value === 'string' && value !== '' ? value : undefined);

/** What a connector is configured with, as far as that is text. */
export const configOf = ({ config }: Connector) => ({
  issuer: text(config.issuer),
  clientId: text(config.clientId),
  clientSecret: text(config.clientSecret),
  scopes: (text(config.scope) ?? '').split(/\s+/).filter(Boolean),
  trustsUnverifiedEmail: config.trustUnverifiedEmail === true,
});

export async function gatherIdp(connector: Connector, ways: Ways): Promise<IdpFacts> {
  const { issuer } = configOf(connector);
  if (!issuer || !URL.canParse(issuer)) {
    const why = 'The connector has no issuer.';
    return { connector, discovery: unasked(why), client: unasked(why), org: unasked(why) };
  }
  const [discovery, org] = await Promise.all([
    attempt(issuer, () => ways.probe.discovery(issuer.replace(/\/+$/, ''))),
    gatherOrg(connector, new URL(issuer).origin, ways),
  ]);
  return { connector, discovery, client: await gatherClient(connector, discovery, ways), org };
}

async function gatherClient(
  connector: Connector,
  discovery: Fact<Discovery>,
  { probe, domains }: Ways,
): Promise<Fact<ClientProbe>> {
  const { issuer = '', clientId: id, clientSecret: secret } = configOf(connector);
  const endpoint = discovery.state === 'known' ? discovery.value.tokenEndpoint : undefined;
  if (!id || !secret || !endpoint || !URL.canParse(endpoint)) {
    return unasked('Client ID, secret or token endpoint is not known.');
  }
  // The secret goes where Logto sends it, but only there and never in clear over a network.
  const isSafe = new URL(endpoint).protocol === 'https:' || isLocalAddress(endpoint);
  if (new URL(endpoint).origin !== new URL(issuer).origin || !isSafe) {
    return unasked("The token endpoint isn't on the issuer's own https address.");
  }
  const redirectUri = connectorCallbackUri(domains[0] ?? '', connector.id);
  return attempt(issuer, () => probe.client(endpoint, { id, secret, redirectUri }));
}

async function gatherOrg(
  connector: Connector,
  orgUrl: string,
  { orgs, probe, options }: Ways,
): Promise<Fact<OrgFacts>> {
  if (connector.providerName !== 'Okta') return unasked("The connector isn't one for Okta.");
  const credentials = orgs.get(orgUrl);
  if (!credentials) {
    return unasked(
      `There are no credentials for the API of ${orgUrl} (OKTA_ORG_URL, OKTA_API_TOKEN).`,
    );
  }
  const okta = createOktaClient({ ...options, orgUrl, credentials });
  try {
    const [facts, pipeline] = await Promise.all([
      readOrg(okta, configOf(connector).clientId),
      probe
        .json(`${orgUrl}/.well-known/okta-organization`)
        .then((body) => pipelineSchema.safeParse(body).data?.pipeline)
        .catch(() => undefined),
    ]);
    return known({ orgUrl, pipeline, ...facts });
  } catch (problem) {
    return failed(problem);
  }
}

const pipelineSchema = z.looseObject({ pipeline: z.string() });
const namedGroupSchema = z.looseObject({ profile: z.looseObject({ name: z.string() }) });
const MEMBERS_COUNTED = 200;

async function readOrg(okta: OktaClient, clientId: string | undefined) {
  const unread: OrgFacts['unread'] = {};
  const none = { app: undefined, secrets: [], groups: [], people: 0, grants: undefined, unread };
  if (!clientId) return none;
  const path = `/apps/${encodeURIComponent(clientId)}`;
  const app = await okta
    .get(path, { to: 'read the application', schema: oktaAppSchema })
    .catch(unless<undefined>('not_found', undefined));
  if (!app) return none;
  /** One read that fails hides what it was for, and nothing else. */
  const part = async <T>(name: OrgPart, reading: Promise<T>, instead: T): Promise<T> => {
    try {
      return await reading;
    } catch (problem) {
      unread[name] = failed(problem);
      return instead;
    }
  };
  const [secrets, groups, people, grants] = await Promise.all([
    part('secrets', readSecrets(okta, path), []),
    part('assignment', readGroups(okta, path), []),
    part('assignment', readPeople(okta, path), 0),
    part('grants', readGrants(okta, path), undefined),
  ]);
  return { app, secrets, groups, people, grants, unread };
}

const readSecrets = (okta: OktaClient, path: string) =>
  okta
    .get(`${path}/credentials/secrets`, {
      to: "read the application's secrets",
      schema: oktaSecretSchema.array(),
    })
    .catch(unless('permission_missing', []));

const readPeople = async (okta: OktaClient, path: string) => {
  const people = await okta.get(`${path}/users`, {
    to: "list the application's people",
    query: { limit: MEMBERS_COUNTED },
    schema: z.array(z.looseObject({ scope: z.string().optional() })),
  });
  return people.filter(({ scope }) => scope === 'USER').length;
};

const readGrants = (okta: OktaClient, path: string) =>
  okta
    .list(`${path}/grants`, { to: "list the application's API scopes", item: oktaGrantSchema })
    .then((all) =>
      all
        .filter(({ status }) => status === undefined || status === 'ACTIVE')
        .map(({ scopeId }) => scopeId),
    )
    .catch(unless<string[] | undefined>('permission_missing', undefined));

async function readGroups(okta: OktaClient, path: string) {
  const assigned = await okta.list(`${path}/groups`, {
    to: "list the application's groups",
    item: oktaGroupAssignmentSchema,
  });
  return Promise.all(
    assigned.map(async ({ id }) => {
      const [group, members] = await Promise.all([
        okta.get(`/groups/${id}`, { to: 'read a group', schema: namedGroupSchema }),
        okta.get(`/groups/${id}/users`, {
          to: 'count the people of a group',
          query: { limit: MEMBERS_COUNTED },
          schema: z.array(z.unknown()),
        }),
      ]);
      return { name: group.profile.name, members: members.length };
    }),
  );
}

const unless =
  <T>(code: OktaError['code'], instead: T) =>
  (problem: unknown): T => {
    if (problem instanceof OktaError && problem.code === code) return instead;
    throw problem;
  };
