import { idpOf, oktaAppOf, orgOf, type Provocation, tenantOf } from './provocation.ts';

export const OKTA: Provocation[] = [
  {
    id: 'okta.api',
    level: 'error',
    when: 'the token is refused',
    change: (facts) => {
      idpOf(facts).org = { state: 'failed', why: 'The API token is wrong.' };
    },
  },
  {
    id: 'okta.api',
    level: 'warn',
    when: 'a part of it is over its rate limit',
    change: (facts) => {
      orgOf(facts).unread.assignment = { state: 'failed', why: 'Too many.', code: 'busy' };
    },
    says: /Too many/,
  },
  {
    id: 'okta.assignment',
    level: 'skipped',
    when: 'it could not be read',
    change: (facts) => {
      orgOf(facts).unread.assignment = { state: 'failed', why: 'Too many.', code: 'busy' };
    },
    says: /Too many/,
  },
  {
    id: 'okta.api',
    level: 'error',
    when: 'the org is away',
    change: (facts) => {
      idpOf(facts).org = { state: 'failed', why: "Okta can't be reached.", code: 'unreachable' };
    },
  },
  {
    id: 'okta.engine',
    level: 'warn',
    when: 'it is the classic one',
    change: (facts) => {
      orgOf(facts).pipeline = 'v1';
    },
  },
  {
    id: 'okta.client-id',
    level: 'error',
    when: 'there is no such application',
    change: (facts) => {
      orgOf(facts).app = undefined;
    },
  },
  {
    id: 'okta.client-id',
    level: 'error',
    when: 'it is another one',
    change: (facts) => {
      oktaAppOf(facts).credentials.client_id = '0oaother';
    },
    says: /0oaother/,
  },
  {
    id: 'okta.active',
    level: 'error',
    when: 'it is not',
    change: (facts) => {
      oktaAppOf(facts).app.status = 'INACTIVE';
    },
  },
  {
    id: 'okta.type',
    level: 'error',
    when: 'it is for browsers',
    change: (facts) => {
      oktaAppOf(facts).client.application_type = 'browser';
    },
  },
  {
    id: 'okta.client-auth',
    level: 'error',
    when: 'it is by the body',
    change: (facts) => {
      oktaAppOf(facts).credentials.token_endpoint_auth_method = 'client_secret_post';
    },
  },
  {
    id: 'okta.pkce',
    level: 'error',
    when: 'it is required',
    change: (facts) => {
      oktaAppOf(facts).credentials.pkce_required = true;
    },
  },
  {
    id: 'okta.redirect-uris',
    level: 'error',
    when: "a second domain's is missing",
    change: (facts) => tenantOf(facts).domains.push('https://login.example.com'),
    says: /https:\/\/login\.example\.com\/callback\//,
  },
  {
    id: 'okta.post-logout-uris',
    level: 'warn',
    when: 'there is none',
    change: (facts) => {
      oktaAppOf(facts).client.post_logout_redirect_uris = [];
    },
  },
  {
    id: 'okta.grant-types',
    level: 'error',
    when: 'refresh tokens are not among them',
    change: (facts) => {
      oktaAppOf(facts).client.grant_types = ['authorization_code'];
    },
  },
  {
    id: 'okta.tile',
    level: 'warn',
    when: 'it is hidden',
    change: (facts) => {
      oktaAppOf(facts).app.visibility = { hide: { web: true } };
    },
    says: /hidden/,
  },
  {
    id: 'okta.tile',
    level: 'warn',
    when: 'it leads elsewhere, by another flow',
    change: (facts) => {
      const { client } = oktaAppOf(facts);
      client.initiate_login_uri = 'https://elsewhere.example.com/';
      client.idp_initiated_login = { mode: 'OKTA' };
    },
    says: /OKTA, not SPEC.*elsewhere/,
  },
  {
    id: 'okta.assignment',
    level: 'error',
    when: 'to nobody',
    change: (facts) => {
      Object.assign(orgOf(facts), { groups: [], people: 0 });
    },
  },
  {
    id: 'okta.assignment',
    level: 'warn',
    when: 'to an empty group',
    change: (facts) => {
      orgOf(facts).groups = [{ name: 'Staff', members: 0 }];
    },
    says: /Staff \(0\)/,
  },
  {
    id: 'okta.scope-grants',
    level: 'error',
    when: 'one is missing',
    change: (facts) => {
      orgOf(facts).grants = [];
    },
    says: /okta\.users\.read\.self/,
  },
  {
    id: 'okta.scope-grants',
    level: 'skipped',
    when: 'they may not be seen',
    change: (facts) => {
      orgOf(facts).grants = undefined;
    },
  },
  {
    id: 'okta.secret',
    level: 'error',
    when: 'it is not active',
    change: (facts) => {
      for (const secret of orgOf(facts).secrets) secret.status = 'INACTIVE';
    },
    says: /INACTIVE/,
  },
  {
    id: 'okta.secret',
    level: 'error',
    when: 'it is none of them',
    change: (facts) => {
      for (const secret of orgOf(facts).secrets) secret.client_secret = 'another';
    },
    says: /rotated/,
  },
];
