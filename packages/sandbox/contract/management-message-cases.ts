/** The contract of invitations that Logto sends, by an e-mail connector that is there for the case. */
import { z } from 'zod';
import { type Outbox, startOutbox } from '../logto/test-outbox.ts';
import type { Answer } from './client.ts';
import { type Bench, managed, NO_CONTENT, NOT_FOUND, ok, refused } from './management-bench.ts';
import type { Case } from './shapes.ts';

type Expect = Parameters<typeof managed>[2];
const PATH = 'organization-invitations';
const HOUR = 3_600_000;
const LINK = 'https://app.example.test/invitations/one';
const connector = z.looseObject({
  type: z.literal('Email'),
  id: z.string().length(12),
  connectorId: z.literal('http-email'),
  target: z.literal('http-email'),
  config: z.strictObject({ endpoint: z.string(), authorization: z.string() }),
  metadata: z.strictObject({}),
  isDemo: z.literal(false),
});

const kind = z.looseObject({
  type: z.literal('Email'),
  id: z.literal('http-email'),
  target: z.literal('http-email'),
  platform: z.null(),
  name: z.strictObject({ en: z.literal('HTTP Email') }),
  isDemo: z.literal(false),
});

/** @throws where the tenant has one already: a new one would take its place. */
async function connected({ call, make, finally: undo }: Bench) {
  const { body } = await call('GET', 'connectors');
  if ((body as { type: string }[]).some(({ type }) => type === 'Email')) {
    throw new Error('the tenant has an e-mail connector, which this case would replace');
  }
  const outbox = await startOutbox();
  undo(outbox.close);
  const made = await make<{ id: string }>('connectors', {
    connectorId: 'http-email',
    config: outbox.config,
  });
  return { outbox, connectorId: made.id };
}

async function invitation(bench: Bench, messagePayload: object | false) {
  const organization = await bench.organization();
  const role = await bench.role();
  const inviter = await bench.user({ name: 'Ida Inviter' });
  const body = {
    invitee: `${bench.unique()}@Example.test`,
    organizationId: organization.id,
    inviterId: inviter.id,
    organizationRoleIds: [role.id],
    expiresAt: Date.now() + HOUR,
    messagePayload,
  };
  return { organization, inviter, body, answer: await bench.call('POST', PATH, body) };
}
type Sent = Awaited<ReturnType<typeof invitation>>;

const withConnector = (
  name: string,
  send: (bench: Bench, outbox: Outbox, connectorId: string) => Promise<Answer>,
  expect: Expect,
): Case =>
  managed(
    `message: ${name}`,
    async (bench) => {
      const { outbox, connectorId } = await connected(bench);
      return send(bench, outbox, connectorId);
    },
    expect,
  );

/** What arrived, as the answer. */
const arrived = (answer: Answer, { messages }: Outbox): Answer => ({ ...answer, body: messages });
const idOf = ({ answer }: Sent) => (answer.body as { id: string }).id;

const message = z.strictObject({
  to: z.string().regex(/@Example\.test$/),
  type: z.literal('OrganizationInvitation'),
  payload: z.strictObject({
    link: z.literal(LINK),
    organization: z.strictObject({
      id: z.string(),
      name: z.string(),
      branding: z.strictObject({}),
    }),
    inviter: z.strictObject({
      id: z.string(),
      avatar: z.null(),
      name: z.literal('Ida Inviter'),
      primaryEmail: z.string(),
      primaryPhone: z.null(),
      username: z.string(),
      profile: z.strictObject({}),
    }),
  }),
  ip: z.string(),
});
const failure = (): ReturnType<Expect> =>
  refused(400, 'connector.general', {
    data: z.strictObject({ message: z.literal('mailbox on fire') }),
  });

export const managementMessageCases: Case[] = [
  withConnector(
    'the connector',
    ({ call }, _, id) => call('GET', `connectors/${id}`),
    () => ok(connector),
  ),
  withConnector(
    'all connectors',
    ({ call }) => call('GET', 'connectors'),
    () => ok(z.tuple([connector])),
  ),
  managed(
    'message: kinds of connectors',
    async ({ call }) => {
      const answer = await call('GET', 'connector-factories');
      const all = answer.body as { id: string }[];
      return { ...answer, body: all.filter(({ id }) => id === 'http-email') };
    },
    () => ok(z.tuple([kind])),
  ),
  managed(
    'message: one kind',
    ({ call }) => call('GET', 'connector-factories/http-email'),
    () => ok(kind),
  ),
  managed(
    'message: no connector',
    ({ call }) => call('GET', 'connectors'),
    () => ok(z.tuple([])),
  ),
  managed(
    'message: an unknown connector',
    ({ call }) => call('GET', 'connectors/nope'),
    () => NOT_FOUND,
  ),
  managed(
    'message: a connector of an unknown kind',
    ({ call }) => call('POST', 'connectors', { connectorId: 'nope', config: {} }),
    () => refused(422, 'connector.not_found_with_connector_id'),
  ),
  managed(
    'message: a connector without an endpoint',
    ({ call }) => call('POST', 'connectors', { connectorId: 'http-email', config: { a: 1 } }),
    () =>
      refused(400, 'connector.invalid_config', {
        data: z.strictObject({ name: z.literal('ZodError'), issues: z.array(z.unknown()) }),
        details: z.string(),
      }),
  ),
  withConnector(
    'sent with the invitation',
    async (bench, outbox) => {
      const { answer } = await invitation(bench, { link: LINK });
      return arrived({ ...answer, status: answer.status === 201 ? 200 : answer.status }, outbox);
    },
    () => ok(z.tuple([message])),
  ),
  withConnector(
    'sent afterwards',
    async (bench) => {
      const sent = await invitation(bench, false);
      return bench.call('POST', `${PATH}/${idOf(sent)}/message`, { link: LINK });
    },
    () => NO_CONTENT,
  ),
  withConnector(
    'what arrives when it is sent afterwards',
    async (bench, outbox) => {
      const sent = await invitation(bench, false);
      await bench.call('POST', `${PATH}/${idOf(sent)}/message`, { link: LINK });
      return arrived({ ...sent.answer, status: 200 }, outbox);
    },
    () => ok(z.tuple([message])),
  ),
  withConnector(
    'not sent unless asked for',
    async (bench, outbox) => {
      const { answer } = await invitation(bench, false);
      return arrived({ ...answer, status: 200 }, outbox);
    },
    () => ok(z.tuple([])),
  ),
  withConnector(
    'of an unknown invitation',
    ({ call }) => call('POST', `${PATH}/nope/message`, { link: LINK }),
    () => NOT_FOUND,
  ),
  withConnector(
    'that the service refuses',
    async (bench, outbox) => {
      outbox.answers = 500;
      const sent = await invitation(bench, false);
      return bench.call('POST', `${PATH}/${idOf(sent)}/message`, { link: LINK });
    },
    failure,
  ),
  withConnector(
    'that nobody takes: the answer shows the request, with its secret',
    async (bench, outbox) => {
      await outbox.close();
      const sent = await invitation(bench, false);
      return bench.call('POST', `${PATH}/${idOf(sent)}/message`, { link: LINK });
    },
    () =>
      refused(400, 'connector.general', {
        data: z.looseObject({
          code: z.literal('ECONNREFUSED'),
          options: z.looseObject({
            body: z.string().regex(/invitations\/one/),
            headers: z.looseObject({ authorization: z.literal('Bearer outbox') }),
          }),
        }),
      }),
  ),
  withConnector(
    'that the service refuses, sent with the invitation',
    async (bench, outbox) => {
      outbox.answers = 500;
      return (await invitation(bench, { link: LINK })).answer;
    },
    failure,
  ),
  withConnector(
    'refused, and no invitation is left',
    async (bench, outbox) => {
      outbox.answers = 500;
      const { organization } = await invitation(bench, { link: LINK });
      return bench.call('GET', `${PATH}?organizationId=${organization.id}`);
    },
    () => ok(z.tuple([])),
  ),
  withConnector(
    'the eleventh to one address',
    async (bench) => {
      const sent = await invitation(bench, { link: LINK });
      const path = `${PATH}/${idOf(sent)}/message`;
      for (let times = 1; times < 10; times += 1) await bench.api('POST', path, { link: LINK });
      return bench.call('POST', path, { link: LINK });
    },
    () => refused(429, 'request.message_rate_limited'),
  ),
];
