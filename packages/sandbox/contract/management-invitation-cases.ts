/** The contract of invitations to organizations. */
import { z } from 'zod';
import {
  type Bench,
  FOREIGN_KEY,
  invalid,
  managed,
  NO_CONTENT,
  NOT_FOUND,
  NOT_UNIQUE,
  ok,
  refused,
} from './management-bench.ts';
import type { Case } from './shapes.ts';

type Expect = Parameters<typeof managed>[2];
type Invitation = { id: string; invitee: string };
const HOUR = 3_600_000;
const moment = z.number().min(1e12);
const shown = z.strictObject({
  tenantId: z.string(),
  id: z.string().length(21),
  inviterId: z.null(),
  invitee: z.string(),
  acceptedUserId: z.null(),
  organizationId: z.string().length(12),
  status: z.literal('Pending'),
  createdAt: moment,
  updatedAt: moment,
  expiresAt: moment,
  organizationRoles: z.tuple([z.strictObject({ id: z.string(), name: z.string() })]),
});
const PATH = 'organization-invitations';

/** Somebody with an account is invited, with a role; who they are, and what was made. */
async function invited(bench: Bench, fields: object = {}) {
  const [organization, role] = [await bench.organization(), await bench.role()];
  const user = await bench.user();
  const body = {
    invitee: user.primaryEmail,
    organizationId: organization.id,
    organizationRoleIds: [role.id],
    expiresAt: Date.now() + HOUR,
    ...fields,
  };
  const invitation = await bench.make<Invitation>(PATH, body);
  return { organization, user, body, invitation };
}
type Invited = Awaited<ReturnType<typeof invited>>;

const about = (
  name: string,
  [method, path, body]: [method: string, path: string, body?: (one: Invited) => object],
  expect: Expect,
): Case =>
  managed(
    `invitation: ${name}`,
    async (bench) => {
      const one = await invited(bench);
      const asked = path
        .replace(':id', one.invitation.id)
        .replace(':org', one.organization.id)
        .replace(':invitee', one.user.primaryEmail.toUpperCase());
      return bench.call(method, asked, body?.(one));
    },
    expect,
  );
/** Asking for another, which is refused. */
const making = (name: string, fields: object, expect: Expect): Case =>
  managed(
    `invitation: ${name}`,
    async (bench) => {
      const { id: organizationId } = await bench.organization();
      const invitee = `${bench.unique()}@example.test`;
      const body = { invitee, organizationId, expiresAt: Date.now() + HOUR, ...fields };
      return bench.call('POST', PATH, body);
    },
    expect,
  );
const unusable = () => refused(422, 'request.invalid_input');
const noConnector = () => refused(501, 'connector.not_found');

export const managementInvitationCases: Case[] = [
  about('one', ['GET', `${PATH}/:id`], () => ok(shown)),
  about('those of an organization', ['GET', `${PATH}?organizationId=:org`], () =>
    ok(z.tuple([shown])),
  ),
  about('those of an address, in capitals', ['GET', `${PATH}?invitee=:invitee`], () =>
    ok(z.tuple([shown])),
  ),
  about('unknown', ['GET', `${PATH}/nope`], () => NOT_FOUND),
  about('removed', ['DELETE', `${PATH}/:id`], () => NO_CONTENT),
  about('twice', ['POST', PATH, ({ body }) => body], () => NOT_UNIQUE),
  about('changed, which it can’t be', ['PATCH', `${PATH}/:id`, () => ({})], () => ({
    status: 405,
    text: /^Method Not Allowed$/,
  })),
  making('to an address that is none', { invitee: 'nope' }, () => invalid('invitee')),
  making('that has ended', { expiresAt: Date.now() - HOUR }, () =>
    refused(400, 'request.invalid_input'),
  ),
  making('to an unknown organization', { organizationId: 'nope' }, () => FOREIGN_KEY),
  making('by somebody unknown', { inviterId: 'nope' }, () => FOREIGN_KEY),
  making('with an unknown role', { organizationRoleIds: ['nope'] }, () => FOREIGN_KEY),
  making('with a message, and nothing to send it', { messagePayload: { link: 'x' } }, noConnector),
  making('with a message that is none', { messagePayload: true }, () => invalid('messagePayload')),
  about('a message again', ['POST', `${PATH}/:id/message`, () => ({ link: 'x' })], noConnector),
  about(
    'accepted',
    ['PUT', `${PATH}/:id/status`, ({ user }) => ({ status: 'Accepted', acceptedUserId: user.id })],
    () => ok(shown.extend({ status: z.literal('Accepted'), acceptedUserId: z.string() })),
  ),
  about(
    'accepted by nobody',
    ['PUT', `${PATH}/:id/status`, () => ({ status: 'Accepted' })],
    unusable,
  ),
  about(
    'accepted by somebody unknown',
    ['PUT', `${PATH}/:id/status`, () => ({ status: 'Accepted', acceptedUserId: 'x' })],
    () => NOT_FOUND,
  ),
  about('expired by hand', ['PUT', `${PATH}/:id/status`, () => ({ status: 'Expired' })], () =>
    invalid('status'),
  ),
  about('revoked', ['PUT', `${PATH}/:id/status`, () => ({ status: 'Revoked' })], () =>
    ok(shown.extend({ status: z.literal('Revoked') })),
  ),
  managed(
    'invitation: accepted by somebody else',
    async (bench) => {
      const { invitation } = await invited(bench);
      const acceptedUserId = (await bench.user()).id;
      return bench.call('PUT', `${PATH}/${invitation.id}/status`, {
        status: 'Accepted',
        acceptedUserId,
      });
    },
    unusable,
  ),
  managed(
    'invitation: revoked, once accepted',
    async (bench) => {
      const { invitation, user } = await invited(bench);
      const path = `${PATH}/${invitation.id}/status`;
      await bench.api('PUT', path, { status: 'Accepted', acceptedUserId: user.id });
      return bench.call('PUT', path, { status: 'Revoked' });
    },
    unusable,
  ),
  managed(
    'invitation: who accepted is a member, with the role',
    async (bench) => {
      const { invitation, user, organization } = await invited(bench);
      const accepted = { status: 'Accepted', acceptedUserId: user.id };
      await bench.api('PUT', `${PATH}/${invitation.id}/status`, accepted);
      return bench.call('GET', `organizations/${organization.id}/users/${user.id}/roles`);
    },
    () => ok(z.tuple([z.looseObject({ type: z.literal('User') })])),
  ),
  managed(
    'invitation: to a member',
    async (bench) => {
      const { organization, user } = await bench.member();
      const body = { invitee: user.primaryEmail, organizationId: organization.id };
      return bench.call('POST', PATH, { ...body, expiresAt: Date.now() + HOUR });
    },
    unusable,
  ),
  managed(
    'invitation: ended by time',
    async (bench) => {
      const { invitation } = await invited(bench, { expiresAt: Date.now() + 700 });
      await new Promise((resolve) => setTimeout(resolve, 900));
      return bench.call('GET', `${PATH}/${invitation.id}`);
    },
    () => ok(shown.extend({ status: z.literal('Expired') })),
  ),
];
