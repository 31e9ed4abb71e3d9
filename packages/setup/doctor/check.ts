import { checkApp } from './check-app.ts';
import { checkApplication } from './check-application.ts';
import { checkConnectors } from './check-connectors.ts';
import { checkLogto } from './check-logto.ts';
import { checkOkta } from './check-okta.ts';
import { checkRedis } from './check-redis.ts';
import { checkSettings } from './check-settings.ts';
import { checkTenant } from './check-tenant.ts';
import type { Facts } from './facts.ts';
import type { Finding } from './finding.ts';

/** Everything that there is to say, in the order of `CHECKS`. Pure. */
export const check = (facts: Facts): Finding[] => [
  ...checkSettings(facts),
  ...checkLogto(facts),
  ...checkApplication(facts),
  ...checkTenant(facts),
  ...checkConnectors(facts),
  ...checkOkta(facts),
  ...checkRedis(facts),
  ...checkApp(facts),
];
