/** A company's application in Okta, which has to be exactly as Logto's connector needs it. */

import type { OktaErrorCode } from '@logto-okta/clients/okta/errors';
import type { Desired } from '../desired.ts';
import { checkAccess } from './check-okta-access.ts';
import { oktaAddresses, oktaSettings, type Wish } from './check-okta-app.ts';
import type { Facts, IdpFacts } from './facts.ts';
import { CHECKS, error, FIX, type Finding, ok, skipped, warn } from './finding.ts';
import { configOf } from './gather-idp.ts';
import { setupFor } from './words.ts';

const docs = 'docs/setup-okta.md';

export function checkOkta(facts: Facts): Finding[] {
  const { tenant } = facts;
  const idps = Object.values(facts.idps);
  if (tenant.state !== 'known' || idps.length === 0) {
    const why = tenant.state === 'known' ? 'No company is connected.' : tenant.why;
    return CHECKS.okta.map((id) => skipped(id, 'Okta application', why));
  }
  const ours = new Set(facts.desired?.companies.map(({ connectorName }) => connectorName));
  return idps.flatMap((idp) =>
    checkOne(idp, facts.desired, tenant.value.domains, ours.has(idp.connector.connectorName)),
  );
}

function checkOne(
  { connector, org }: IdpFacts,
  desired: Desired | undefined,
  domains: string[],
  fixable: boolean,
): Finding[] {
  const about = connector.connectorName;
  const [api, , , ...rest] = CHECKS.okta;
  const others = (why: string) =>
    CHECKS.okta.slice(1).map((id) => skipped(id, `Okta application of ${about}`, why, about));
  if (org.state === 'unasked') {
    return CHECKS.okta.map((id) => skipped(id, `Okta application of ${about}`, org.why, about));
  }
  if (org.state === 'failed') {
    return [
      error(api, `Okta's API does not serve us for ${about}`, {
        about,
        cause: org.why,
        consequence: 'Nothing of its application can be checked or fixed.',
        fix: fixOf(org.code),
        docs,
      }),
      ...others("Okta's API does not serve us."),
    ];
  }
  const { app, pipeline, orgUrl, unread } = org.value;
  const [first] = Object.values(unread);
  const clientId = configOf(connector).clientId;
  const base: Finding[] = [
    first
      ? warn(api, `Okta's API of ${about} answers in part`, {
          about,
          cause: [...new Set(Object.values(unread).map(({ why }) => why))].join(' '),
          consequence: 'What it was asked for in vain is not checked.',
          fix: fixOf(first.code),
          docs,
        })
      : ok(api, `Okta's API of ${about} answers`, about),
    engine(about, pipeline),
  ];
  if (!app) {
    return [
      ...base,
      error('okta.client-id', `${about} has no application for the connector`, {
        about,
        cause: `${orgUrl} has no application ${clientId ?? '(the connector has no client ID)'}.`,
        consequence: 'Nobody of this company can sign in.',
        fix: `${fixable ? `${FIX}, or ` : ''}${setupFor(connector)}; or make it by hand.`,
        docs,
        ...(fixable && { fixable }),
      }),
      ...rest.map((id) => skipped(id, `Okta application of ${about}`, 'It is not there.', about)),
    ];
  }
  const held = app.credentials.oauthClient?.client_id ?? app.id;
  const wish: Wish = { about, fixable, app };
  return [
    ...base,
    held === clientId
      ? ok('okta.client-id', `${about}: the connector's client ID is the application's`, about)
      : error('okta.client-id', `${about}: the client ID is another one`, {
          about,
          cause: `The connector has ${clientId}, the application ${held}.`,
          consequence: 'Nobody of this company can sign in.',
          fix: `${fixable ? `${FIX}, or ` : ''}Logto Console > Enterprise SSO > the connector > Connection > Client ID.`,
          docs,
          ...(fixable && { fixable }),
        }),
    ...oktaSettings(wish),
    ...oktaAddresses(wish, connector.id, desired, domains),
    ...checkAccess(connector, org.value, fixable),
  ];
}

const REACH =
  'Check OKTA_ORG_URL, and that this machine reaches it: curl "$OKTA_ORG_URL/.well-known/okta-organization"';
const AGAIN =
  "Nothing has to be changed for that: run this again in a minute. If it stays so, look at Okta's status page, and at who else uses the org's API (Okta Admin Console > Reports > Rate limits).";
/** By what Okta's API said, or didn't. Another token helps where the token is at fault, and only there. */
const FIXES: Record<OktaErrorCode, string> = {
  unreachable: REACH,
  timeout: REACH,
  not_okta: REACH,
  busy: AGAIN,
  failed: AGAIN,
  permission_missing:
    'The administrator of the token needs the role Read-only Administrator at least; a service app its role and its scopes: docs/setup-okta.md.',
  credentials_rejected:
    'Okta Admin Console > Security > API > Tokens > Create token; into OKTA_API_TOKEN, with the org in OKTA_ORG_URL.',
  not_found: 'Somebody changed the org meanwhile: run this again.',
  feature_missing: "The org's licence has to include the feature: ask Okta.",
  refused: "Okta's own words above say what it needs.",
  answer_unexpected:
    'This version of the app does not know that answer: see whether a newer one does, and report it with the text above.',
};
const fixOf = (code: string | undefined) => FIXES[code as OktaErrorCode] ?? AGAIN;

function engine(about: string, pipeline: string | undefined): Finding {
  const id = 'okta.engine';
  if (pipeline === 'idx') return ok(id, `${about} runs Okta Identity Engine`, about);
  if (pipeline === undefined) {
    return skipped(id, `Engine of ${about}`, 'The org does not tell.', about);
  }
  return warn(id, `${about} runs Okta's Classic Engine`, {
    about,
    cause: `Its pipeline is ${pipeline}.`,
    consequence: 'This app is tried with Identity Engine; sign-in pages and policies differ.',
    fix: 'Upgrade the org: Okta Admin Console > Dashboard > Upgrade to OIE.',
    docs: 'docs/vendors.md',
  });
}
