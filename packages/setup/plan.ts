import type { Actual } from './actual.ts';
import { planApiResource, planMachineRole } from './api-resource.ts';
import { planApplication } from './application.ts';
import { planBranding } from './branding.ts';
import { type Change, change } from './change.ts';
import { findConnector, planConnector } from './connector.ts';
import type { Company, Desired } from './desired.ts';
import { planReleases } from './domain-release.ts';
import { planOktaApp } from './okta-app.ts';
import { groupsClaimByHand } from './okta-by-hand.ts';
import { planOrganization } from './organization.ts';
import { planOrganizationTemplate } from './organization-template.ts';
import { planAccountCenter, planSignInExperience } from './tenant-settings.ts';

/** Assignments and grants go with the Okta application; a secret goes with its owner. */
const NOT_RECORDED =
  /^(okta-group|okta-grant|organization-jit|application-secret)( |$)|^connector .* configuration$/;

/**
 * Every step from what is to what should be, in the order in which apply takes them. Pure: the same
 * tenant gives the same plan.
 */
export function plan(desired: Desired, actual: Actual): Change[] {
  const rest = [
    ...planApiResource(desired, actual),
    ...planMachineRole(desired, actual),
    ...planOrganizationTemplate(desired, actual),
    ...planSignInExperience(actual, desired.companies.length > 0),
    ...planAccountCenter(actual),
    ...planBranding(desired, actual),
    ...desired.companies.flatMap((company) => planCompany(desired, company, actual)),
  ];
  const made = rest.flatMap(({ kind, key, write }) => {
    if (write?.do === 'sign-in-experience.change') return write.made ?? [];
    return kind === 'create' && !NOT_RECORDED.test(key) ? [key] : [];
  });
  return [
    ...planApplication(desired, actual, made),
    ...rest,
    ...planReleases(desired, actual),
    ...previewWarnings(desired),
  ];
}

/** The connector's draft, then Okta's application, then the connector's configuration. */
function planCompany(desired: Desired, company: Company, actual: Actual): Change[] {
  const existing = findConnector(company, actual);
  const clientId = existing?.config.clientId;
  const like = existing && {
    id: existing.id,
    clientId: typeof clientId === 'string' ? clientId : undefined,
  };
  const connector = planConnector(desired, company, actual);
  const isDraft = ({ write }: Change) => write?.do === 'connector.create';
  const { idp } = company;
  return [
    ...connector.filter(isDraft),
    ...(idp.via === 'api' ? planOktaApp(desired, company, idp, actual, like) : []),
    ...connector.filter((one) => !isDraft(one)),
    ...planOrganization(desired, company, actual),
    ...groupsClaimByHand(company),
  ];
}

function previewWarnings({ app }: Desired): Change[] {
  return app.previewWarnings.map((note) =>
    change('manual', 'preview-url', 'Preview URLs on a shared domain', { notes: [note] }),
  );
}

export const questionsOf = (changes: Change[]) => changes.filter(({ kind }) => kind === 'question');
export const writesOf = (changes: Change[]) => changes.filter(({ write }) => write !== undefined);
