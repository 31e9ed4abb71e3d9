/** Healthy facts, made wrong in one way at a time. */
import type { CheckId } from '../../doctor/finding.ts';
import { APP, REDIS } from './provocations/app.ts';
import { APPLICATION } from './provocations/application.ts';
import { CONNECTORS } from './provocations/connectors.ts';
import { LOGTO } from './provocations/logto.ts';
import { OKTA } from './provocations/okta.ts';
import type { Provocation } from './provocations/provocation.ts';
import { SETTINGS } from './provocations/settings.ts';
import { TENANT } from './provocations/tenant.ts';

/** It has no way to know. */
export const SKIPS_ONLY: CheckId[] = ['tenant.pwned-check'];

export const PROVOCATIONS: Provocation[] = [
  ...SETTINGS,
  ...LOGTO,
  ...APPLICATION,
  ...TENANT,
  ...CONNECTORS,
  ...OKTA,
  ...REDIS,
  ...APP,
];
