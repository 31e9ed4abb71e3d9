/** What the tenant has once, compared with what setup would make of it. */
import { planApiResource, planMachineRole } from '../api-resource.ts';
import type { Change } from '../change.ts';
import { planOrganizationTemplate } from '../organization-template.ts';
import {
  HOW_TO_TAKE_ADDRESSES,
  NEEDS_MAIL,
  planAccountCenter,
  planEmailAtSignUp,
  takesAddresses,
  WITHOUT_ADDRESSES,
} from '../tenant-settings.ts';
import { checkAdministrators } from './check-administrators.ts';
import type { Facts, TenantFacts } from './facts.ts';
import { CHECKS, error, FIX, type Finding, ok, skipped, warn } from './finding.ts';

export function checkTenant({ tenant, desired, settings }: Facts): Finding[] {
  if (tenant.state !== 'known' || !desired) {
    const why = tenant.state === 'known' ? 'Settings are missing.' : tenant.why;
    return CHECKS.tenant.map((id) => skipped(id, 'Tenant', why));
  }
  const { actual } = tenant.value;
  const api = [...planApiResource(desired, actual), ...planMachineRole(desired, actual)];
  const hasApi = Boolean(settings.values.API_RESOURCE) || !api.some(isMissing('api-resource'));
  const template = planOrganizationTemplate(desired, actual).filter(
    ({ write }) => hasApi || write?.do !== 'organization-role.change' || write.scopes.length > 0,
  );
  return [
    ssoEnabled(tenant.value),
    signInMode(tenant.value),
    emailSignIn(tenant.value),
    emailSignUp(tenant.value),
    pwned(tenant.value),
    accountCenter(tenant.value),
    ...idTokenClaims(tenant.value),
    difference('tenant.organization-template', template, {
      good: "The organization template has the app's roles and permissions",
      bad: 'The organization template lacks something',
      consequence: 'Roles in organizations do not let people do what they should.',
      place: 'Logto Console > Organization template',
    }),
    ...checkAdministrators(tenant.value),
    tenant.value.unread.machineRole
      ? skipped('tenant.api-resource', 'API resource', tenant.value.unread.machineRole.why)
      : hasApi
        ? difference('tenant.api-resource', api, {
            good: 'The API resource has its permissions and its role',
            bad: 'The API resource lacks something',
            consequence:
              "Machine clients get no token for this app's API, or one without permissions.",
            place: 'Logto Console > API resources, and Roles',
          })
        : skipped(
            'tenant.api-resource',
            'API resource',
            'API_RESOURCE is not set, and this Logto has no resource of the default name.',
          ),
  ];
}

const isMissing =
  (prefix: string) =>
  ({ key, kind }: Change) =>
    kind === 'create' && key.startsWith(`${prefix} `);

type Words = { good: string; bad: string; consequence: string; place: string };

/** What setup would write is what is missing. */
function difference(
  id: 'tenant.organization-template' | 'tenant.api-resource',
  changes: Change[],
  { good, bad, consequence, place }: Words,
): Finding {
  const open = changes.filter(({ write }) => write);
  if (open.length === 0) return ok(id, good);
  const isGone = open.some(({ key }) => /^(organization-role|api-resource) /.test(key));
  return (isGone ? error : warn)(id, bad, {
    cause: `Missing or incomplete: ${open.map(({ title }) => title).join('; ')}.`,
    consequence,
    fix: `${FIX}, or ${place}.`,
    docs: 'docs/setup-logto.md',
    fixable: true,
  });
}

function ssoEnabled({ actual: { signInExperience, connectors } }: TenantFacts): Finding {
  const id = 'tenant.sso-enabled';
  if (signInExperience.singleSignOnEnabled) return ok(id, 'Enterprise SSO is on');
  return (connectors.length > 0 ? error : warn)(id, 'Enterprise SSO is off', {
    cause: "It is switched off in Logto's sign-in experience.",
    consequence:
      "No company's Okta is offered; links to one end on the sign-in page, with no message.",
    fix: `${FIX}, or Logto Console > Sign-in & account > Sign-up and sign-in > Advanced options > Enable enterprise Single Sign-On (SSO).`,
    docs: 'docs/setup-logto.md',
    fixable: true,
  });
}

function signInMode({ actual }: TenantFacts): Finding {
  const id = 'tenant.sign-in-mode';
  const { signInMode: mode } = actual.signInExperience;
  if (mode !== 'SignIn') return ok(id, 'New people may come');
  const joins = Object.values(actual.jit).some(({ connectorIds }) => connectorIds.length > 0);
  if (!joins) return ok(id, 'Registration is off, and nobody is to join by SSO');
  return warn(id, 'Registration is off, but people of companies are to join', {
    cause: 'The sign-in mode is SignIn; an organization takes in who comes by company SSO.',
    consequence:
      'Whoever comes from Okta for the first time is refused: "The enterprise SSO account has not been registered yet."',
    fix: 'Logto Console > Sign-in & account > Sign-up and sign-in > Advanced options > Enable user registration. Leave it if only people made by hand may come.',
    docs: 'docs/vendors.md',
  });
}

function emailSignIn({ actual: { signInExperience, connectors } }: TenantFacts): Finding {
  const id = 'tenant.email-sign-in';
  if (takesAddresses(signInExperience)) return ok(id, 'The first page takes e-mail addresses');
  if (!connectors.some(({ domains }) => domains.length > 0)) {
    return ok(id, 'The first page takes no e-mail addresses, and no company has claimed any');
  }
  return warn(id, 'The first page takes no e-mail addresses', {
    cause: 'E-mail address is no way to sign in, so that Logto takes one for a user name.',
    consequence: WITHOUT_ADDRESSES,
    fix: HOW_TO_TAKE_ADDRESSES,
    docs: 'docs/vendors.md',
  });
}

function emailSignUp({ actual }: TenantFacts): Finding {
  const id = 'tenant.email-sign-up';
  const [open] = planEmailAtSignUp(actual).filter(({ kind }) => kind !== 'keep');
  if (!open) return ok(id, 'Who registers gives an e-mail address, or nobody registers');
  const title = 'E-mail address at registration';
  if (!open.write) return skipped(id, title, NEEDS_MAIL);
  return warn(id, 'Registration asks for no e-mail address', {
    cause: 'Logto asks who registers for a user name alone, though it has an e-mail connector.',
    consequence: 'An account without an address can accept no invitation.',
    fix: `${FIX}, or Logto Console > Sign-in & account > Sign-up and sign-in > Sign up: add "Email address".`,
    docs: 'docs/setup-logto.md',
    fixable: true,
  });
}

/** Only a self-hosted Logto can be without the internet, and it doesn't say whether it is. */
function pwned({ passwordRejectsPwned, domains }: TenantFacts): Finding {
  const id = 'tenant.pwned-check';
  if (!passwordRejectsPwned) {
    return ok(id, 'New passwords are not compared with leaked ones');
  }
  const isCloud = domains.some((domain) => domain.endsWith('.logto.app'));
  if (isCloud) return ok(id, 'New passwords are compared with leaked ones');
  return skipped(
    id,
    'New passwords are compared with leaked ones',
    'Whether this Logto reaches api.pwnedpasswords.com is not told. If it cannot, registering and changing a password end with "Internal server error.": Logto Console > Security > Password policy.',
  );
}

function accountCenter({ actual }: TenantFacts): Finding {
  const id = 'tenant.account-center';
  const fields = planAccountCenter(actual).flatMap((change) => change.fields);
  if (fields.length === 0) return ok(id, 'The account center shows what the app links to');
  const isOff = fields.some(({ name }) => name === 'enabled');
  return (isOff ? error : warn)(
    id,
    isOff ? 'The account center is off' : 'The account center hides something',
    {
      cause: isOff
        ? 'It is switched off in Logto.'
        : `Less than the app links to: ${fields.map(({ name, from, to }) => `${name} is ${from}, not ${to}`).join('; ')}.`,
      consequence: isOff
        ? "People can't see or change their account, and the app gets no stored token of Okta."
        : 'Links of the app to these lead to an error page.',
      fix: `${FIX}, or Logto Console > Sign-in & account > Account center.`,
      docs: 'docs/setup-logto.md',
      fixable: true,
    },
  );
}

const NEEDED_CLAIMS = ['roles', 'organizations', 'organization_roles'];

function idTokenClaims({ idTokenClaims: has, unread }: TenantFacts): Finding[] {
  const id = 'tenant.id-token-claims';
  if (unread.idTokenClaims) return [skipped(id, 'Claims of ID tokens', unread.idTokenClaims.why)];
  if (!has) return [skipped(id, 'Claims of ID tokens', 'This Logto has no such setting.')];
  const missing = NEEDED_CLAIMS.filter((claim) => !has.includes(claim));
  if (missing.length === 0) return [ok(id, 'ID tokens carry roles and organizations')];
  return [
    error(id, 'ID tokens lack claims', {
      cause: `Switched off for ID tokens: ${missing.join(', ')}.`,
      consequence: 'People seem to have no roles, or to belong to no organization.',
      fix: 'Logto Console > Custom JWT > ID token: switch them on. Or PUT /api/configs/id-token {"enabledExtendedClaims":["roles","organizations","organization_roles"]}.',
      docs: 'docs/vendors.md',
    }),
  ];
}
