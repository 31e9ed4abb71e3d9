/** The contract of `/api/hooks` and of small calls. */
import { z } from 'zod';
import {
  answers,
  empty,
  gone,
  id,
  includes,
  type Manager,
  managed,
  moment,
  notFound,
  nothingToChange,
  refused,
  secretValue,
  simple,
} from './management-flows.ts';

const hook = {
  tenantId: 'default',
  id: id(21),
  name: 'contract',
  event: null,
  events: ['User.Created'],
  config: { url: 'http://localhost:1/hook' },
  signingKey: secretValue,
  enabled: true,
  createdAt: moment,
};
const newHook = { name: 'contract', events: ['User.Created', 'User.Created'], config: hook.config };
const aboutHook = (
  name: string,
  step: (manager: Manager, own: string) => ReturnType<Manager['call']>,
  expect: Parameters<typeof managed>[2],
) =>
  managed(
    `hook: ${name}`,
    async (manager) => step(manager, `hooks/${(await manager.make('hooks', newHook)).id}`),
    expect,
  );
const hooks = [
  aboutHook('one', ({ call }, own) => call('GET', own), answers(200, hook)),
  simple(
    'hook: without an event',
    ['POST', 'hooks', { config: hook.config }],
    refused(400, 'hook.missing_events', 'You need to provide at least one event.'),
  ),
  simple(
    'hook: of no events',
    ['POST', 'hooks', { events: [], config: hook.config }],
    includes(400, { code: 'guard.invalid_input' }),
  ),
  aboutHook(
    'changed',
    ({ call }, own) => call('PATCH', own, { enabled: false }),
    answers(200, { ...hook, enabled: false }),
  ),
  aboutHook(
    'a new key',
    ({ call }, own) => call('PATCH', `${own}/signing-key`),
    answers(200, hook),
  ),
  aboutHook('nothing changed', ({ call }, own) => call('PATCH', own, {}), nothingToChange),
  simple('hook: unknown', ['GET', 'hooks/nope'], notFound('hooks', 'nope')),
  simple(
    'hook: changing none',
    ['PATCH', 'hooks/nope', { name: 'x' }],
    refused(404, 'entity.not_exists', 'The hook does not exist.'),
  ),
  aboutHook('its log', ({ call }, own) => call('GET', `${own}/recent-logs`), {
    status: 200,
    headers: { 'total-number': '0' },
    body: z.tuple([]),
  }),
  aboutHook(
    'a test that nobody takes',
    ({ call }, own) =>
      call('POST', `${own}/test`, {
        events: ['User.Created'],
        config: { ...hook.config, retries: 0 },
      }),
    includes(422, { code: 'hook.send_test_payload_failed' }),
  ),
  simple('hook: removing none', ['DELETE', 'hooks/nope'], gone),
];

const upkeep = [
  simple(
    'lock-outs of somebody forgotten',
    ['POST', 'sentinel-activities/delete', { targetType: 'User', targets: ['nobody'] }],
    empty,
  ),
  simple(
    'lock-outs of an unknown kind',
    ['POST', 'sentinel-activities/delete', { targetType: 'x', targets: [] }],
    includes(400, { code: 'guard.invalid_input' }),
  ),
  simple('stored tokens: none', ['DELETE', 'secrets/nope'], gone),
];

export const managementHookCases = [...hooks, ...upkeep];
