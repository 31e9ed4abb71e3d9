/** `auth_time`: when Logto last asked the person, and which requests make the ID token say it. */
import { setTimeout as sleep } from 'node:timers/promises';
import { decodeJwt } from 'jose';
import { z } from 'zod';
import type { Answer, Client } from './client.ts';
import { authorizePath, basic, followToApp, signIn, tokens } from './flows.ts';
import { type Case, fresh } from './shapes.ts';
import type { Target } from './targets.ts';

type Fields = Record<string, string>;
type Tokens = { id_token: string; refresh_token: string };
const claimsOf = (answer: Answer) =>
  decodeJwt<{ auth_time?: number }>((answer.body as Tokens).id_token);

/** With the session that the client has, without a question. */
async function silently(client: Client, target: Target, extra: Fields, drop: string[] = []) {
  const callback = await followToApp(client, target, authorizePath(target, extra, drop));
  const fields = {
    grant_type: 'authorization_code',
    code: callback.searchParams.get('code') ?? '',
    redirect_uri: target.application.redirectUri,
  };
  return client.form('/oidc/token', fields, basic(target));
}

/** Signs in, lets a second pass, then asks again. */
const secondTime = (name: string, extra: Fields, expect: z.ZodType, drop: string[] = []): Case => ({
  name: `auth_time: ${name}`,
  async send(target) {
    const client = fresh(target);
    const { answer } = await tokens(client, target, { max_age: '3600' });
    const asked = claimsOf(answer).auth_time ?? 0;
    await sleep(1100);
    const second = await silently(client, target, extra, drop);
    const { auth_time } = claimsOf(second);
    return { ...second, body: { sinceAsked: auth_time === undefined ? null : auth_time - asked } };
  },
  expect: () => ({ status: 200, body: z.object({ sinceAsked: expect }) }),
});

export const authenticationTimeCases: Case[] = [
  secondTime(
    'an answer without a question says when it was last asked',
    { max_age: '3600' },
    z.literal(0),
  ),
  secondTime('without max_age nothing is said', {}, z.null()),
  secondTime('without max_age and prompt neither', {}, z.null(), ['prompt']),
  {
    name: 'auth_time: prompt=login consent asks, despite a session',
    async send(target) {
      const client = fresh(target);
      await signIn(client, target);
      return client.get(authorizePath(target, { prompt: 'login consent', max_age: '3600' }));
    },
    expect: () => ({ status: 303, headers: { location: /\/sign-in\?/ } }),
  },
  {
    name: 'auth_time: prompt=login consent says the time of that question',
    async send(target) {
      const { answer } = await tokens(fresh(target), target, { prompt: 'login consent' });
      const { auth_time = 0, iat = 0 } = claimsOf(answer);
      return { ...answer, body: { age: iat - auth_time } };
    },
    expect: () => ({ status: 200, body: z.object({ age: z.number().min(0).max(10) }) }),
  },
  {
    name: 'auth_time: kept by a refresh',
    async send(target) {
      const client = fresh(target);
      const { answer } = await tokens(client, target, { max_age: '3600' });
      const { refresh_token } = answer.body as Tokens;
      const form = { grant_type: 'refresh_token', refresh_token };
      const refreshed = await client.form('/oidc/token', form, basic(target));
      const same = claimsOf(refreshed).auth_time === claimsOf(answer).auth_time;
      return { ...refreshed, body: { same, present: claimsOf(refreshed).auth_time !== undefined } };
    },
    expect: () => ({
      status: 200,
      body: z.object({ same: z.literal(true), present: z.literal(true) }),
    }),
  },
];
