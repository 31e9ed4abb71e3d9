import { type Provocation, tenantOf } from './provocation.ts';

export const TENANT: Provocation[] = [
  {
    id: 'tenant.sso-enabled',
    level: 'error',
    when: 'it is off',
    change: (facts) => {
      tenantOf(facts).actual.signInExperience.singleSignOnEnabled = false;
    },
  },
  {
    id: 'tenant.sign-in-mode',
    level: 'warn',
    when: 'nobody new may come',
    change: (facts) => {
      tenantOf(facts).actual.signInExperience.signInMode = 'SignIn';
    },
  },
  {
    id: 'tenant.email-sign-in',
    level: 'warn',
    when: 'a user name is the only way to sign in',
    change: (facts) => {
      const { signIn } = tenantOf(facts).actual.signInExperience;
      signIn.methods = signIn.methods.filter(({ identifier }) => identifier === 'username');
    },
    says: /takes one for a user name/,
  },
  {
    id: 'tenant.email-sign-up',
    level: 'warn',
    when: 'the tenant could ask for one',
    change: (facts) => {
      tenantOf(facts).actual.sendsMail = true;
    },
    says: /a user name alone/,
  },
  {
    id: 'tenant.email-sign-up',
    level: 'skipped',
    when: 'it has no e-mail connector',
    change: (facts) => {
      tenantOf(facts).actual.sendsMail = false;
    },
    says: /e-mail connector/,
  },
  {
    id: 'tenant.pwned-check',
    level: 'skipped',
    when: 'it is on, and Logto may have no internet',
    change: (facts) => {
      tenantOf(facts).passwordRejectsPwned = true;
    },
    says: /pwnedpasswords/,
  },
  {
    id: 'tenant.account-center',
    level: 'error',
    when: 'it is off',
    change: (facts) => {
      tenantOf(facts).actual.accountCenter.enabled = false;
    },
  },
  {
    id: 'tenant.account-center',
    level: 'warn',
    when: 'a field is hidden',
    change: (facts) => {
      tenantOf(facts).actual.accountCenter.fields.mfa = 'Off';
    },
    says: /mfa is Off, not Edit/,
  },
  {
    id: 'tenant.id-token-claims',
    level: 'error',
    when: 'organizations are left out',
    change: (facts) => {
      tenantOf(facts).idTokenClaims = ['roles', 'organization_roles'];
    },
    says: /: organizations\./,
  },
  {
    id: 'tenant.organization-template',
    level: 'error',
    when: 'a role is missing',
    change: (facts) => tenantOf(facts).actual.organizationRoles.pop(),
  },
  {
    id: 'tenant.organization-template',
    level: 'warn',
    when: 'a permission is missing',
    change: (facts) => tenantOf(facts).actual.organizationScopes.pop(),
  },
  {
    id: 'tenant.organization-admin',
    level: 'warn',
    when: 'nobody has the role',
    change: (facts) => {
      for (const one of tenantOf(facts).staffed) one.hasMembers = true;
    },
    says: /Umbrella has no administrator/,
  },
  {
    id: 'tenant.organization-admin',
    level: 'skipped',
    when: 'nobody has joined yet',
    change: () => {},
    says: /--admin <e-mail or user name>/,
  },
  {
    id: 'tenant.api-resource',
    level: 'error',
    when: 'it is gone',
    change: (facts) => {
      const { actual } = tenantOf(facts);
      actual.resources = actual.resources.filter(
        ({ indicator }) => !indicator.endsWith('/api') || indicator.includes('logto.app'),
      );
    },
  },
  {
    id: 'tenant.api-resource',
    level: 'warn',
    when: 'its tokens live as long as Logto lets them',
    change: (facts) => {
      for (const resource of tenantOf(facts).actual.resources) resource.accessTokenTtl = 3600;
    },
    says: /Life of access tokens/,
  },
];
