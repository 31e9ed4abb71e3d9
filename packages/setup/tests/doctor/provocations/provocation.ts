/** One way in which healthy facts are made wrong, and hands to do it with. */
import type { Facts, IdpFacts, OrgFacts, TenantFacts } from '../../../doctor/facts.ts';
import type { CheckId, Level } from '../../../doctor/finding.ts';

export type Provocation = {
  id: CheckId;
  level: Exclude<Level, 'ok'>;
  when: string;
  change: (facts: Facts) => void;
  says?: RegExp;
};

export const tenantOf = ({ tenant }: Facts): TenantFacts => {
  if (tenant.state !== 'known') throw new Error('no tenant');
  return tenant.value;
};
export const applicationOf = (facts: Facts) => {
  const { application } = tenantOf(facts);
  if (!application) throw new Error('no application');
  return application;
};
/** The connector, in both places in which facts have it. */
export const idpOf = (facts: Facts): IdpFacts => {
  const [idp] = Object.values(facts.idps);
  if (!idp) throw new Error('no connector');
  tenantOf(facts).actual.connectors = [idp.connector];
  return idp;
};
export const orgOf = (facts: Facts): OrgFacts => {
  const { org } = idpOf(facts);
  if (org.state !== 'known') throw new Error('no org');
  return org.value;
};
export const oktaAppOf = (facts: Facts) => {
  const { app } = orgOf(facts);
  if (!app?.settings.oauthClient || !app.credentials.oauthClient) throw new Error('no app');
  return { app, client: app.settings.oauthClient, credentials: app.credentials.oauthClient };
};
export const deployed = ({ app }: Facts) => {
  if (app.state !== 'known') throw new Error('no app');
  return app.value;
};
export const answered = (facts: Facts, which: 'signIn' | 'backchannel' | 'plain') => {
  const fact = deployed(facts)[which];
  if (fact.state !== 'known') throw new Error('no answer');
  return fact.value;
};
export const skew = (facts: Facts, seconds: number) => {
  const { discovery } = facts.logto;
  if (discovery.state === 'known') discovery.value.skewMs = seconds * 1000;
};
export const DAY = 24 * 3600 * 1000;
export const expiresIn = (facts: Facts, days: number) => {
  const [secret] = tenantOf(facts).secrets;
  if (secret) secret.expiresAt = facts.now + days * DAY;
};
