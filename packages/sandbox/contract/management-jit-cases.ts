/** The contract of who joins an organization by themselves: the settings, and what they do. */
import { decodeJwt } from 'jose';
import { z } from 'zod';
import type { Answer } from './client.ts';
import { basic } from './flows.ts';
import {
  type Bench,
  byOkta,
  CREATED,
  created,
  FOREIGN_KEY,
  invalid,
  managed,
  NO_CONTENT,
  NOT_FOUND,
  NOT_UNIQUE,
  ok,
} from './management-bench.ts';
import { about, role, unknown } from './management-template-cases.ts';
import { type Case, fresh } from './shapes.ts';

const jit = 'organizations/:org/jit';
const domain = z.strictObject({
  tenantId: z.string(),
  organizationId: z.string(),
  emailDomain: z.string(),
});
const settings: Case[] = [
  about('domains', ['GET', `${jit}/email-domains`], () =>
    ok(z.tuple([domain.extend({ emailDomain: z.literal('Case.test') })])),
  ),
  about('domains, a page', ['GET', `${jit}/email-domains?page=1&page_size=1`], () => ({
    status: 200,
    headers: { 'total-number': '1' },
    body: z.tuple([domain]),
  })),
  about('domains of an unknown organization', ['GET', 'organizations/nope/jit/email-domains'], () =>
    ok(z.tuple([])),
  ),
  about('a domain', ['POST', `${jit}/email-domains`, () => ({ emailDomain: 'case.test' })], () =>
    created(domain),
  ),
  about(
    'a domain twice',
    ['POST', `${jit}/email-domains`, () => ({ emailDomain: 'Case.test' })],
    () => NOT_UNIQUE,
  ),
  about('an empty domain', ['POST', `${jit}/email-domains`, () => ({ emailDomain: '' })], () =>
    invalid('emailDomain'),
  ),
  about(
    'domains replaced',
    ['PUT', `${jit}/email-domains`, () => ({ emailDomains: ['a.test'] })],
    () => NO_CONTENT,
  ),
  about(
    'domains replaced, one twice',
    ['PUT', `${jit}/email-domains`, () => ({ emailDomains: ['a', 'a'] })],
    () => NOT_UNIQUE,
  ),
  about('a domain removed', ['DELETE', `${jit}/email-domains/Case.test`], () => NO_CONTENT),
  about('an unknown domain removed', ['DELETE', `${jit}/email-domains/nope.test`], () => NOT_FOUND),
  about('connectors, secrets included', ['GET', `${jit}/sso-connectors`], () =>
    ok(z.tuple([z.looseObject({ config: z.looseObject({ clientSecret: z.string() }) })])),
  ),
  about(
    'connectors of an unknown organization',
    ['GET', 'organizations/nope/jit/sso-connectors'],
    unknown,
  ),
  about(
    'a connector again',
    ['POST', `${jit}/sso-connectors`, ({ connector }) => ({ ssoConnectorIds: [connector] })],
    () => CREATED,
  ),
  about(
    'an unknown connector',
    ['POST', `${jit}/sso-connectors`, () => ({ ssoConnectorIds: ['x'] })],
    () => FOREIGN_KEY,
  ),
  about('no connector', ['POST', `${jit}/sso-connectors`, () => ({ ssoConnectorIds: [] })], () =>
    invalid('ssoConnectorIds'),
  ),
  about(
    'connectors replaced',
    ['PUT', `${jit}/sso-connectors`, () => ({ ssoConnectorIds: [] })],
    () => NO_CONTENT,
  ),
  about(
    'connectors replaced by an unknown one',
    ['PUT', `${jit}/sso-connectors`, () => ({ ssoConnectorIds: ['x'] })],
    () => FOREIGN_KEY,
  ),
  about('a connector removed', ['DELETE', `${jit}/sso-connectors/:connector`], () => NO_CONTENT),
  about('roles', ['GET', `${jit}/roles`], () => ok(z.tuple([role]))),
  about(
    'roles replaced, one twice',
    ['PUT', `${jit}/roles`, (ids) => ({ organizationRoleIds: [ids.role, ids.role] })],
    () => NOT_UNIQUE,
  ),
  about('a role removed', ['DELETE', `${jit}/roles/:role`], () => NO_CONTENT),
  about('a role removed that it has not', ['DELETE', `${jit}/roles/nope`], () => NOT_FOUND),
];

/** An organization whose members come through the connector, with a role. */
async function companyOf(bench: Bench) {
  const { api, target } = bench;
  const made = await bench.role();
  const { id } = await bench.organization();
  const path = `organizations/${id}/jit`;
  await api('PUT', `${path}/sso-connectors`, { ssoConnectorIds: [target.connector.id] });
  await api('PUT', `${path}/roles`, { organizationRoleIds: [made.id] });
  return { id, role: made };
}

const memberships = ({ call }: Bench, userId: unknown) =>
  call('GET', `users/${userId}/organizations`);

/** The ID token of a refresh, opened. */
async function refreshed({ target }: Bench, token: string): Promise<Answer> {
  const fields = { grant_type: 'refresh_token', refresh_token: token };
  const answer = await fresh(target).form('/oidc/token', fields, basic(target));
  const { id_token: idToken = '' } = answer.body as { id_token?: string };
  return { ...answer, body: decodeJwt(idToken) };
}
const joined = z.tuple([
  z.looseObject({ organizationRoles: z.tuple([z.looseObject({ name: z.string() })]) }),
]);

const effects: Case[] = [
  managed(
    'joining: who registers through a connector',
    async (bench) => {
      await companyOf(bench);
      return memberships(bench, (await byOkta(bench)).claims.sub);
    },
    () => ok(joined),
  ),
  managed(
    'joining: who was there already, at the first time through the connector',
    async (bench) => {
      await companyOf(bench);
      await bench.make('users', { primaryEmail: bench.target.okta.login });
      return memberships(bench, (await byOkta(bench)).claims.sub);
    },
    () => ok(joined),
  ),
  managed(
    'joining: not again, once removed',
    async (bench) => {
      const { id } = await companyOf(bench);
      const { claims } = await byOkta(bench);
      await bench.api('DELETE', `organizations/${id}/users/${claims.sub}`);
      return memberships(bench, (await byOkta(bench)).claims.sub);
    },
    () => ok(z.tuple([])),
  ),
  managed(
    'joining: not for a connector that was given to the organization later',
    async (bench) => {
      const { claims } = await byOkta(bench);
      await companyOf(bench);
      await byOkta(bench);
      return memberships(bench, claims.sub);
    },
    () => ok(z.tuple([])),
  ),
  managed(
    'joining: not by the domain of an address, when an administrator makes somebody',
    async (bench) => {
      const { id } = await bench.organization();
      const emailDomain = `${bench.unique()}.test`;
      await bench.api('POST', `organizations/${id}/jit/email-domains`, { emailDomain });
      const user = await bench.user({ primaryEmail: `x@${emailDomain}` });
      return memberships(bench, user.id);
    },
    () => ok(z.tuple([])),
  ),
  managed(
    'joining: not by the domain of an address that a connector asserts',
    async (bench) => {
      const { id } = await bench.organization();
      const emailDomain = bench.target.connector.domain;
      await bench.api('POST', `organizations/${id}/jit/email-domains`, { emailDomain });
      return memberships(bench, (await byOkta(bench)).claims.sub);
    },
    () => ok(z.tuple([])),
  ),
  managed(
    'leaving: the next ID token says so',
    async (bench) => {
      const { id } = await companyOf(bench);
      const { claims, refresh_token } = await byOkta(bench);
      await bench.api('DELETE', `organizations/${id}/users/${claims.sub}`);
      return refreshed(bench, refresh_token);
    },
    () => ok(z.looseObject({ organizations: z.tuple([]), organization_roles: z.tuple([]) })),
  ),
  managed(
    'an organization removed: the next ID token says so',
    async (bench) => {
      const { id } = await companyOf(bench);
      const { refresh_token } = await byOkta(bench);
      await bench.api('DELETE', `organizations/${id}`);
      return refreshed(bench, refresh_token);
    },
    () => ok(z.looseObject({ organizations: z.tuple([]), organization_roles: z.tuple([]) })),
  ),
  managed(
    'a role removed from a member: the next ID token says so',
    async (bench) => {
      const { id, role: own } = await companyOf(bench);
      const { claims, refresh_token } = await byOkta(bench);
      await bench.api('DELETE', `organizations/${id}/users/${claims.sub}/roles/${own.id}`);
      return refreshed(bench, refresh_token);
    },
    () =>
      ok(z.looseObject({ organizations: z.tuple([z.string()]), organization_roles: z.tuple([]) })),
  ),
];

export const managementJitCases: Case[] = [...settings, ...effects];
