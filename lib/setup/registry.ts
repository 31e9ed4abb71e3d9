/**
 * What setup made, kept in the tenant itself: a list of keys in `customData` of the application.
 * Connectors, API resources and roles have no place for a mark of their own in Logto, and a file
 * beside the code would be lost with the laptop. The keys are written before the things are made,
 * so that a run that ends midway leaves nothing that nobody owns up to.
 */
import type { Application } from '#lib/logto/management/schemas.ts';

const FIELD = 'setup';

export function madeBySetup(application: Application | undefined): string[] {
  const record = application?.customData[FIELD];
  if (typeof record !== 'object' || record === null || !('made' in record)) return [];
  return Array.isArray(record.made)
    ? record.made.filter((one): one is string => typeof one === 'string')
    : [];
}

export const isMarked = (application: Application) => FIELD in application.customData;

/** For `customData`; merged into what else is there. */
export const record = (made: readonly string[]) => ({ [FIELD]: { made: [...made].sort() } });

export function withoutRecord(customData: Application['customData']) {
  return Object.fromEntries(Object.entries(customData).filter(([name]) => name !== FIELD));
}

/** For `customData` of an organization, which has room for a mark of its own. */
export const mark = (applicationId: string) => ({ [FIELD]: { application: applicationId } });

export function isMarkedFor(customData: Record<string, unknown>, applicationId: string): boolean {
  const value = customData[FIELD];
  return (
    typeof value === 'object' &&
    value !== null &&
    'application' in value &&
    value.application === applicationId
  );
}
