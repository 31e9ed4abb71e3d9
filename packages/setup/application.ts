import type { Application, ApplicationSecret } from '@logto-okta/clients/logto/schemas';
import type { Actual } from './actual.ts';
import {
  BACKCHANNEL_PATH,
  backchannelLogoutUri,
  callbackUri,
  isLocalAddress,
  postLogoutUri,
  publicBaseUrl,
} from './addresses.ts';
import { type Change, change, type Field, sameValue, union } from './change.ts';
import type { Desired } from './desired.ts';
import { formerIds, madeBySetup, type RecordCopy, recordCopies } from './registry.ts';

type Found = { one: Application } | { several: Application[] } | { none: true; missingId?: string };

/** The application meant, by id or exact name; names are not unique in Logto. */
export function findApplication({ app }: Desired, applications: Application[]): Found {
  const byId = (id?: string) => applications.find((one) => id !== undefined && one.id === id);
  if (app.id) {
    const one = byId(app.id);
    return one ? { one } : { none: true, missingId: app.id };
  }
  const named = applications.filter(({ name }) => name === app.name);
  const hinted = named.find(({ id }) => id === app.idHint);
  if (hinted) return { one: hinted };
  const [one, ...others] = named;
  if (one && others.length === 0) return { one };
  return one ? { several: named } : { none: true };
}

/** A public address that is there isn't given up for one of somebody's own machine. */
export function keepPublic(existing: string | null | undefined, wanted: string): string {
  if (!existing || !URL.canParse(existing)) return wanted;
  return !isLocalAddress(existing) && isLocalAddress(wanted) ? existing : wanted;
}

const wantedUris = ({ app }: Desired) => ({
  redirectUris: [...app.baseUrls, ...app.previewUrls].map(callbackUri),
  postLogoutRedirectUris: [...app.baseUrls, ...app.previewUrls].map(postLogoutUri),
  backchannelLogoutUri: backchannelLogoutUri(publicBaseUrl(app.baseUrls)),
});

export const APPLICATION_KEY = 'application';
/** In the record of an application that was there before: setup switched it on. */
export const SESSION_REQUIRED = 'backchannel-session-required';
const KEY = APPLICATION_KEY;

/**
 * @param created keys of everything that this plan makes, to be recorded before it is made.
 */
export function planApplication(desired: Desired, actual: Actual, created: string[]): Change[] {
  const found = findApplication(desired, actual.applications);
  const title = `Application "${desired.app.name}"`;
  const wanted = wantedUris(desired);

  if ('several' in found) {
    return [
      change('question', KEY, title, {
        notes: [
          `Logto has ${found.several.length} Traditional web applications of that name. Which one is this app's?`,
        ],
        question: {
          flag: '--app-id',
          options: found.several.map(({ id, oidcClientMetadata }) => ({
            value: id,
            label: `${id}  ${oidcClientMetadata.redirectUris[0] ?? 'no redirect URI'}`,
          })),
        },
      }),
    ];
  }
  if ('none' in found) {
    if (found.missingId) {
      return [
        change('question', KEY, title, {
          notes: [
            `Logto has no Traditional web application with the id ${found.missingId}. Give another --app-id, or none to create one.`,
          ],
          question: { flag: '--app-id', options: [] },
        }),
      ];
    }
    const oidcClientMetadata = { ...wanted, backchannelLogoutSessionRequired: true };
    const lost = lostRecords(desired, actual);
    const made = union([...new Set([KEY, ...lost.flatMap((one) => one.made)])], created);
    const former = lost.flatMap(({ applicationId, former: before }) => [applicationId, ...before]);
    return [
      change('create', KEY, title, {
        fields: [
          { name: 'type', to: 'Traditional web' },
          { name: 'redirect URIs', to: wanted.redirectUris },
          { name: 'post sign-out redirect URIs', to: wanted.postLogoutRedirectUris },
          { name: 'back-channel logout URI', to: wanted.backchannelLogoutUri },
          { name: 'is session required', to: true },
          ...(lost.length > 0
            ? [{ name: RECORD, to: 'that of the application which is gone' }]
            : []),
        ],
        write: {
          do: 'application.create',
          body: { name: desired.app.name, type: 'Traditional', oidcClientMetadata },
          made,
          former,
        },
      }),
      ...planCopy({ name: desired.app.name, made, former }, undefined, actual),
    ];
  }
  const own = planChange(found.one, wanted, created);
  const next = own.write?.do === 'application.change' ? own.write.made : undefined;
  const made = next ?? madeBySetup(found.one);
  const { name, id } = found.one;
  return [
    own,
    ...planCopy({ name, made, former: formerIds(found.one) }, id, actual),
    ...(currentSecret(actual.applicationSecrets) ? [] : [newSecret()]),
  ];
}

const RECORD = 'record of what setup made';

/** Records of applications that somebody deleted, whose place this app's application takes. */
export function lostRecords({ app }: Desired, { applications, machine }: Actual): RecordCopy[] {
  return recordCopies(machine).filter(
    ({ applicationId, name }) =>
      !applications.some(({ id }) => id === applicationId) &&
      (applicationId === app.idHint || name === app.name),
  );
}

/** Right behind the record itself, so that a run that ends midway has both. */
function planCopy(
  wanted: Omit<RecordCopy, 'applicationId'>,
  id: string | undefined,
  { machine }: Actual,
): Change[] {
  if (!machine || wanted.made.length === 0) return [];
  const has = recordCopies(machine).find(({ applicationId }) => applicationId === id);
  const made = [...wanted.made].sort();
  if (has && sameValue([has.made, has.former], [made, wanted.former])) return [];
  return [
    change('change', 'application-record', `Copy of the record at "${machine.name}"`, {
      fields: [{ name: RECORD, to: `${made.length} things` }],
      write: { do: 'record.copy', ...wanted, made },
    }),
  ];
}

function planChange(
  application: Application,
  wanted: ReturnType<typeof wantedUris>,
  created: string[],
): Change {
  const title = `Application "${application.name}" (${application.id})`;
  const metadata = application.oidcClientMetadata;
  const notes: string[] = [];
  const made = madeBySetup(application);
  const next = {
    ...metadata,
    redirectUris: union(metadata.redirectUris, wanted.redirectUris),
    postLogoutRedirectUris: union(metadata.postLogoutRedirectUris, wanted.postLogoutRedirectUris),
    backchannelLogoutUri: keepPublic(metadata.backchannelLogoutUri, wanted.backchannelLogoutUri),
    // ID tokens carry `sid` only then (docs/vendors.md L6).
    backchannelLogoutSessionRequired: true,
  };
  const foreign = metadata.backchannelLogoutUri;
  if (foreign && !foreign.endsWith(BACKCHANNEL_PATH)) {
    next.backchannelLogoutUri = foreign;
    notes.push(
      `Its back-channel logout URI is another program's (${foreign}) and stays; this app's would be ${wanted.backchannelLogoutUri}.`,
    );
  }
  const fields: Field[] = [
    { name: 'redirect URIs', from: metadata.redirectUris, to: next.redirectUris },
    {
      name: 'post sign-out redirect URIs',
      from: metadata.postLogoutRedirectUris,
      to: next.postLogoutRedirectUris,
    },
    {
      name: 'back-channel logout URI',
      from: metadata.backchannelLogoutUri,
      to: next.backchannelLogoutUri,
    },
    {
      name: 'is session required',
      from: metadata.backchannelLogoutSessionRequired,
      to: next.backchannelLogoutSessionRequired,
    },
  ].filter(({ from, to }) => !sameValue(from, to));

  // Of an application that setup didn't make, the addresses it added are what it takes away again.
  const added = made.includes(KEY)
    ? []
    : [
        ...next.redirectUris
          .filter((uri) => !metadata.redirectUris.includes(uri))
          .map((uri) => `redirect-uri ${uri}`),
        ...next.postLogoutRedirectUris
          .filter((uri) => !metadata.postLogoutRedirectUris.includes(uri))
          .map((uri) => `post-logout-redirect-uri ${uri}`),
        ...(metadata.backchannelLogoutUri ? [] : [`backchannel-uri ${next.backchannelLogoutUri}`]),
        ...(metadata.backchannelLogoutSessionRequired ? [] : [SESSION_REQUIRED]),
      ];
  const nextMade = union(made, [...created, ...added]);
  const hasMore = nextMade.length > made.length;
  if (fields.length === 0 && !hasMore) return change('keep', KEY, title, { notes });
  if (hasMore) {
    fields.push({ name: RECORD, to: `${nextMade.length} things` });
  }
  const writesMetadata = fields.some(({ name }) => name !== RECORD);
  return change('change', KEY, title, {
    fields,
    notes,
    write: {
      do: 'application.change',
      id: application.id,
      ...(hasMore ? { made: nextMade, former: formerIds(application) } : {}),
      ...(writesMetadata ? { oidcClientMetadata: next } : {}),
    },
  });
}

const SECRET_NAME = 'Made by setup';
const newSecret = () =>
  change('create', 'application-secret', 'Secret of the application', {
    notes: ['It has none that is still good.'],
    write: { do: 'application-secret.create', name: SECRET_NAME },
  });

/** The one to use: what is in use already, else the one that lasts longest. */
export function currentSecret(
  secrets: ApplicationSecret[],
  inUse?: string,
  now = Date.now(),
): string | undefined {
  const until = ({ expiresAt }: ApplicationSecret) => expiresAt ?? Number.POSITIVE_INFINITY;
  const good = secrets.filter((secret) => until(secret) > now);
  if (inUse && good.some(({ value }) => value === inUse)) return inUse;
  return good.sort((one, other) => until(other) - until(one))[0]?.value;
}
