/** Taking away what setup made, and nothing else: people, and what was there before it, stay. */
import type { Application } from '@logto-okta/clients/logto/schemas';
import type { OktaApp } from '@logto-okta/clients/okta/schemas';
import type { Actual } from './actual.ts';
import { connectorCallbackUri } from './addresses.ts';
import { APPLICATION_KEY, SESSION_REQUIRED } from './application.ts';
import { planRestoringBranding } from './branding.ts';
import { type Change, change } from './change.ts';
import {
  isMarked,
  isMarkedFor,
  madeBySetup,
  type RecordCopy,
  record,
  recordCopies,
  withoutRecord,
} from './registry.ts';

/** What deleting is about, with the applications of the orgs that there are credentials for. */
export type Found = Actual & { oktaApps: Record<string, OktaApp[]> };

export type Removal =
  | { do: 'logto.delete'; path: string; to: string }
  | { do: 'okta.delete'; orgUrl: string; appId: string; isActive: boolean }
  | { do: 'record.forget'; applicationId: string }
  | { do: 'branding.restore'; body: Record<string, unknown> }
  | { do: 'application.restore'; id: string; body: Record<string, unknown> };
export type RemovalStep = Change & { removal?: Removal };

/** Organization roles and the look of its pages are the tenant's own; another app that was set up may be using them. */
const SHARED = /^(organization-(role|scope)|branding-\w+) /;
export const isShared = (key: string) => SHARED.test(key);

/** Before what it needs: a connector before nothing, an application, which has the record, last. */
const ORDER = [
  'organization ',
  'okta-app ',
  'connector ',
  'organization-role ',
  'organization-scope ',
  'machine-role ',
  'api-scope ',
  'api-resource ',
];

export function planDestroy(
  application: Application,
  found: Found,
  endpoint: string,
): RemovalStep[] {
  const made = madeBySetup(application);
  const others = found.applications.filter((one) => one.id !== application.id && isMarked(one));
  const steps = ORDER.flatMap((prefix) =>
    made
      .filter((key) => key.startsWith(prefix))
      .flatMap((key): RemovalStep[] => {
        const name = key.slice(prefix.length);
        const [other] = others;
        if (other && isShared(key)) {
          return [
            change('keep', key, titleOf(prefix, name), {
              notes: [mayUse(other)],
            }),
          ];
        }
        return removalsOf(prefix, name, key, application, found, made, endpoint);
      }),
  );
  const isGone = !found.applications.some(({ id }) => id === application.id);
  return [
    ...steps,
    ...planRestoringBranding(made, found, others[0] && mayUse(others[0])),
    ...(isGone ? [] : endOf(application, made)),
    ...forgetting(application, found),
  ];
}

const mayUse = ({ name }: Application) => `"${name}", which was set up too, may be using it.`;

/** Last: until then a run that ends midway can be run again. */
const forgetting = ({ id, name }: Application, { machine }: Found): RemovalStep[] =>
  recordCopies(machine).some(({ applicationId }) => applicationId === id)
    ? [
        {
          ...change('delete', 'application-record', `Copy of the record of "${name}" (${id})`),
          removal: { do: 'record.forget', applicationId: id },
        },
      ]
    : [];

/** Stands for an application that somebody deleted: what setup made for it is on record still. */
export const goneApplication = ({
  applicationId,
  name,
  made,
  former,
}: RecordCopy): Application => ({
  id: applicationId,
  name,
  type: 'Traditional',
  customData: record(made, former),
  oidcClientMetadata: { redirectUris: [], postLogoutRedirectUris: [] },
});

const titleOf = (prefix: string, name: string) => `${NOUNS[prefix.trim()] ?? prefix} ${name}`;
const NOUNS: Record<string, string> = {
  organization: 'Organization',
  'okta-app': 'Okta application',
  connector: 'Enterprise connector',
  'organization-role': 'Organization role',
  'organization-scope': 'Organization permission',
  'machine-role': 'Machine-to-machine role',
  'api-scope': 'API permission',
  'api-resource': 'API resource',
};

function removalsOf(
  prefix: string,
  name: string,
  key: string,
  application: Application,
  found: Found,
  made: string[],
  endpoint: string,
): RemovalStep[] {
  const title = titleOf(prefix, name);
  const remove = (path: string | undefined): RemovalStep[] =>
    path
      ? [
          {
            ...change('delete', key, title),
            removal: { do: 'logto.delete', path, to: `delete ${title}` },
          },
        ]
      : [];
  const path = (folder: string, one: { id: string } | undefined) => one && `${folder}/${one.id}`;
  const named = <T extends { name: string }>(items: T[]) => items.find((one) => one.name === name);

  switch (prefix.trim()) {
    case 'organization': {
      const ours = found.organizations.filter(
        (one) => one.name === name && isMarkedFor(one.customData, application),
      );
      return ours.flatMap((one) => remove(path('/organizations', one)));
    }
    case 'connector': {
      const one = found.connectors.find(({ connectorName }) => connectorName === name);
      return remove(path('/sso-connectors', one));
    }
    case 'organization-role':
      return remove(path('/organization-roles', named(found.organizationRoles)));
    case 'organization-scope':
      return remove(path('/organization-scopes', named(found.organizationScopes)));
    case 'machine-role':
      return remove(path('/roles', named(found.machineRoles)));
    case 'api-resource': {
      const one = found.resources.find(({ indicator }) => indicator === name);
      return remove(path('/resources', one));
    }
    case 'api-scope': {
      // Those of a resource that setup made go with it.
      const resource = found.resources.find(({ indicator }) =>
        indicator.endsWith('/api') && !made.includes(`api-resource ${indicator}`)
          ? applicationUses(application, indicator)
          : false,
      );
      const scope = resource && named(resource.scopes);
      return remove(scope && `/resources/${resource.id}/scopes/${scope.id}`);
    }
    case 'okta-app':
      return oktaRemoval(name, key, title, found, made, endpoint);
    default:
      return [];
  }
}

/** `<base>/api` belongs to an application whose redirect URI is `<base>/callback`. */
const applicationUses = ({ oidcClientMetadata }: Application, indicator: string) =>
  oidcClientMetadata.redirectUris.includes(indicator.replace(/\/api$/, '/callback'));

/**
 * The one whose sign-ins come back to a connector that setup made, or to one of this Logto's that is
 * gone; a label proves nothing.
 */
function oktaRemoval(
  name: string,
  key: string,
  title: string,
  found: Found,
  made: string[],
  endpoint: string,
): RemovalStep[] {
  const at = name.lastIndexOf(' @ ');
  const [label, orgUrl] = [name.slice(0, at), name.slice(at + 3)];
  const apps = found.oktaApps[orgUrl];
  if (!apps) {
    return [
      change('manual', key, title, {
        notes: [
          `Without credentials for ${orgUrl} it stays there. Set OKTA_ORG_URL and OKTA_API_TOKEN and run this again first, or delete it there by hand.`,
        ],
      }),
    ];
  }
  const others = found.connectors
    .filter(({ connectorName }) => !made.includes(`connector ${connectorName}`))
    .map(({ id }) => connectorCallbackUri(endpoint, id));
  const isOurs = (uri: string) =>
    uri.startsWith(connectorCallbackUri(endpoint, '')) && !others.includes(uri);
  return apps
    .filter((app) => app.label === label && app.settings.oauthClient?.redirect_uris?.some(isOurs))
    .map((app) => ({
      ...change('delete', key, `${title} (${app.id})`),
      removal: { do: 'okta.delete', orgUrl, appId: app.id, isActive: app.status === 'ACTIVE' },
    }));
}

/** The application itself, or, when it was there before, what setup added to it. */
function endOf(application: Application, made: string[]): RemovalStep[] {
  const title = `Application "${application.name}" (${application.id})`;
  if (made.includes(APPLICATION_KEY)) {
    return [
      {
        ...change('delete', APPLICATION_KEY, title),
        removal: {
          do: 'logto.delete',
          path: `/applications/${application.id}`,
          to: 'delete the application',
        },
      },
    ];
  }
  const isOurs = (kind: string) => (uri: string) => !made.includes(`${kind} ${uri}`);
  const { backchannelLogoutUri, backchannelLogoutSessionRequired, ...metadata } =
    application.oidcClientMetadata;
  const keepsBackchannel =
    backchannelLogoutUri !== undefined && isOurs('backchannel-uri')(backchannelLogoutUri);
  return [
    {
      ...change('change', APPLICATION_KEY, title, {
        notes: ['It was there before setup, so that only what setup added to it goes.'],
      }),
      removal: {
        do: 'application.restore',
        id: application.id,
        body: {
          oidcClientMetadata: {
            ...metadata,
            ...(keepsBackchannel ? { backchannelLogoutUri } : {}),
            ...(made.includes(SESSION_REQUIRED) ? {} : { backchannelLogoutSessionRequired }),
            redirectUris: metadata.redirectUris.filter(isOurs('redirect-uri')),
            postLogoutRedirectUris: metadata.postLogoutRedirectUris.filter(
              isOurs('post-logout-redirect-uri'),
            ),
          },
          customData: withoutRecord(application.customData),
        },
      },
    },
  ];
}
