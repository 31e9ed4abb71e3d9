/** The contract of `/api/logs`, continued: how it is read, and what of it nobody should be shown. */
import { z } from 'zod';
import { Client } from './client.ts';
import { authorizePath, basic } from './flows.ts';
import { byPassword, managed, newest, ok, provedByOkta, refused } from './management-bench.ts';
import { type Case, fresh } from './shapes.ts';

export const managementLogReadingCases: Case[] = [
  managed(
    'log: a PKCE verifier is in it',
    async (bench) => {
      const code_verifier = `verifier-${bench.unique()}-of-at-least-forty-three-characters`;
      await fresh(bench.target).form(
        '/oidc/token',
        {
          grant_type: 'authorization_code',
          code: 'x',
          redirect_uri: 'http://x',
          code_verifier,
        },
        basic(bench.target),
      );
      return newest(
        bench,
        'ExchangeTokenBy.AuthorizationCode',
        ({ payload }) =>
          (payload.params as { code_verifier?: string }).code_verifier === code_verifier,
      );
    },
    () => ok(z.looseObject({ payload: z.looseObject({ result: z.literal('Error') }) })),
  ),
  managed(
    'log: a new password is in it, as it was typed',
    async (bench) => {
      const client = new Client(bench.target.endpoint);
      await client.get(authorizePath(bench.target));
      await client.json('PUT', '/api/experience', { interactionEvent: 'Register' });
      const value = `Pass-${bench.unique()}`;
      await client.json('POST', '/api/experience/profile', { type: 'password', value });
      return newest(
        bench,
        'Interaction.Register.Profile.Update',
        ({ payload }) => (payload.payload as { value?: string } | undefined)?.value === value,
      );
    },
    () => ({ status: 200 }),
  ),
  managed(
    'log: who was refused at the connector',
    async (bench) => {
      const { target } = bench;
      const client = new Client(target.endpoint);
      await client.get(authorizePath(target));
      await client.json('PUT', '/api/experience', { interactionEvent: 'SignIn' });
      await provedByOkta(client, target, { error: 'access_denied' });
      return newest(
        bench,
        'Interaction.SignIn.Verification.EnterpriseSso.Submit',
        ({ payload }) => payload.result === 'Error',
      );
    },
    () =>
      ok(
        z.looseObject({
          payload: z.looseObject({
            error: z.looseObject({
              code: z.literal('connector.invalid_request_parameters'),
              data: z.looseObject({ ssoErrorCode: z.literal('invalid_request_parameters') }),
            }),
          }),
        }),
      ),
  ),
  managed(
    'log: pages, the newest first',
    async (bench) => {
      await byPassword(fresh(bench.target), bench.target);
      const { id } = bench.target.user;
      return bench.call('GET', `logs?userId=${id}&page=1&page_size=1`);
    },
    () => ({
      status: 200,
      headers: { 'total-number': /^\d+$/, link: /\/logs\?.*rel="next"/ },
      body: z.tuple([z.looseObject({ key: z.literal('ExchangeTokenBy.AuthorizationCode') })]),
    }),
  ),
  managed(
    'log: an unknown entry',
    ({ call }) => call('GET', 'logs/nope'),
    () => refused(404, 'entity.not_exists_with_id'),
  ),
  managed(
    'log: a moment that is none',
    ({ call }) => call('GET', 'logs?start_time=x'),
    () => refused(400, 'guard.invalid_input'),
  ),
  managed(
    'log: an end before the start',
    ({ call }) => call('GET', 'logs?start_time=5&end_time=2'),
    () => refused(400, 'log.invalid_time_window'),
  ),
];
