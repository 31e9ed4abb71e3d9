/**
 * What setup made, kept in the tenant itself: a list of keys in `customData` of the application.
 * Connectors, API resources and roles have no place for a mark of their own in Logto, and a file
 * beside the code would be lost with the laptop. The keys are written before the things are made,
 * so that a run that ends midway leaves nothing that nobody owns up to.
 *
 * A copy is kept at the machine-to-machine application that setup runs as: an application that
 * somebody deletes in Logto's console would take the only record with it.
 */
import type { Application } from '@logto-okta/clients/logto/schemas';

const FIELD = 'setup';
const strings = (value: unknown): string[] =>
  Array.isArray(value) ? value.filter((one): one is string => typeof one === 'string') : [];
const fieldsOf = (value: unknown): Record<string, unknown> =>
  typeof value === 'object' && value !== null ? { ...value } : {};

export const madeBySetup = (application: Pick<Application, 'customData'> | undefined): string[] =>
  strings(fieldsOf(application?.customData[FIELD]).made);

export const isMarked = (application: Application) => FIELD in application.customData;

/**
 * For `customData`; merged into what else is there.
 * @param former ids of applications, deleted since, whose record this one goes on with.
 */
export const record = (made: readonly string[], former: readonly string[] = []) => ({
  [FIELD]: { made: [...made].sort(), ...(former.length > 0 && { former: [...former] }) },
});

export const formerIds = ({ customData }: Pick<Application, 'customData'>): string[] =>
  strings(fieldsOf(customData[FIELD]).former);

export function withoutRecord(customData: Application['customData']) {
  return Object.fromEntries(Object.entries(customData).filter(([name]) => name !== FIELD));
}

/** For `customData` of an organization, which has room for a mark of its own. */
export const mark = (applicationId: string) => ({ [FIELD]: { application: applicationId } });

export const isMarkedFor = (customData: Record<string, unknown>, application: Application) =>
  [application.id, ...formerIds(application)].includes(
    String(fieldsOf(customData[FIELD]).application),
  );

/** Of the application with that id, as the machine-to-machine application has it. */
export type RecordCopy = { applicationId: string; name: string; made: string[]; former: string[] };

// One field an application: Logto merges `customData` by its fields.
const COPY = 'setup:';

export const copyOfRecord = ({ applicationId, name, made, former }: RecordCopy) => ({
  [COPY + applicationId]: { name, ...record(made, former)[FIELD] },
});

export const recordCopies = (machine: Application | undefined): RecordCopy[] =>
  Object.entries(machine?.customData ?? {}).flatMap(([field, value]) => {
    if (!field.startsWith(COPY)) return [];
    const { name, made, former } = fieldsOf(value);
    const applicationId = field.slice(COPY.length);
    return [{ applicationId, name: String(name), made: strings(made), former: strings(former) }];
  });

export const withoutCopies = (customData: Application['customData'], ids: readonly string[]) =>
  Object.fromEntries(
    Object.entries(customData).filter(
      ([field]) => !ids.some((applicationId) => field === COPY + applicationId),
    ),
  );
