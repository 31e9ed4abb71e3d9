import 'server-only';
import { Prompt } from '@logto/next';
import { signIn } from '@logto/next/server-actions';
import { getLocale } from 'next-intl/server';
import { z } from 'zod';
import { getEnv } from '#lib/env.ts';
import { log } from '#lib/log/log.ts';
import type { SignInRequest } from '#lib/sign-in/link.ts';
import { HOME } from '#lib/sign-in/return-to.ts';
import { type Attempt, saveAttempt } from '#lib/sign-in/transactions.ts';
import { personToKeep } from './another-person.ts';
import { dropSdkCookie, redirectUri, type SdkStorage, sdkConfig } from './config.ts';
import { getDiscovery } from './discovery.ts';
import { redirectOf } from './redirects.ts';

/**
 * Logto swallows `direct_sign_in` and its SSO screen when the browser has a Logto session, and
 * returns that session's user; `login` makes it ask. `consent` must stay, or `offline_access` is
 * dropped and no refresh token comes (docs/vendors.md L4).
 */
const ASK_AGAIN = [Prompt.Login, Prompt.Consent];

/** Whichever screen is wanted, whoever has the session at Logto doesn't answer for another. */
const mustAsk = ({ screen, email, again }: SignInRequest) =>
  screen === 'sso' || Boolean(email) || again === true;

function sdkOptions(request: SignInRequest) {
  return {
    loginHint: request.email,
    ...(mustAsk(request) && { prompt: ASK_AGAIN }),
    ...firstPage(request),
  };
}

/**
 * `max_age` makes Logto say when it last asked the person (`auth_time`), which nothing else in its
 * answer does, and ask again once no session here could be made of its own (docs/vendors.md L4).
 */
const extraParams = async () => ({
  ui_locales: await getLocale(),
  max_age: String(getEnv().SESSION_MAX_SECONDS),
});

function firstPage({ screen, connector }: SignInRequest) {
  if (screen === 'sign-up') return { interactionMode: 'signUp' as const };
  if (screen !== 'sso') return {};
  const target = connector ?? getEnv().LOGTO_SSO_CONNECTOR_ID;
  return target
    ? { directSignIn: { method: 'sso' as const, target } }
    : { firstScreen: 'single_sign_on' as const };
}

/** What the SDK keeps of a sign-in until its answer comes. */
const signInSessionSchema = z.object({ state: z.string(), codeVerifier: z.string() });

/** Whose place a sign-in may take. */
export type Persons = Pick<Attempt, 'person' | 'replaces'>;

/**
 * Starts a sign-in: remembers the attempt and redirects to Logto. A session that exists stays as
 * it is until the attempt succeeds. Call it from a server action or route handler.
 *
 * @param before of the sign-in that this one goes on with; never from an address.
 * @throws AppError when Logto can't be reached or the settings are wrong.
 */
export async function startSignIn(request: SignInRequest, before: Persons = {}): Promise<never> {
  await getDiscovery();
  const storage: SdkStorage = { initial: {} };
  const options = {
    redirectUri: redirectUri(),
    extraParams: await extraParams(),
    ...sdkOptions(request),
  };
  const redirect = await redirectOf(signIn(sdkConfig(storage), options));
  await dropSdkCookie();

  const { state, codeVerifier } = signInSessionSchema.parse(
    JSON.parse(storage.saved?.signInSession ?? '{}'),
  );
  const { returnTo = HOME, screen, connector, again } = request;
  await saveAttempt(state, {
    ...{ codeVerifier, returnTo, screen, connector, again },
    ...{ mustAsk: mustAsk(request), startedAt: Date.now() },
    ...{ person: (await personToKeep()) ?? before.person, replaces: before.replaces },
  });
  log.count('sign_in_started', { screen: screen ?? 'sign-in' });
  throw redirect;
}
