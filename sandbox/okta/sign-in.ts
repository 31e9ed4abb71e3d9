/**
 * The sign-in, one small page a step as in Okta's Identity Engine: user name, password, and a code
 * for those who have one. The steps' state stays here; the browser only knows the sign-in's id.
 */
import type Provider from 'oidc-provider';
import {
  type Exchange,
  type Handler,
  type Routes,
  readForm,
  redirect,
  send,
} from '#sandbox/engine/http.ts';
import { errors } from '#sandbox/engine/oidc-provider.ts';
import type { OktaUserSeed } from '#sandbox/seed.ts';
import type { Directory } from './directory.ts';
import { badRequestPage, codePage, identifierPage, passwordPage } from './pages.ts';
import { signInPath } from './provider.ts';

/** How far one sign-in has come. Abandoned ones stay until the sandbox stops; they are small. */
type Progress = { login?: string; remember?: boolean; passwordOf?: OktaUserSeed };

type Step = { exchange: Exchange; base: string; progress: Progress; loginHint?: string };

const UNABLE = 'Unable to sign in';

export function createSignInRoutes(provider: Provider, directory: Directory): Routes {
  const underWay = new Map<string, Progress>();

  const step =
    (handle: (step: Step) => void | Promise<void>): Handler =>
    async (exchange) => {
      const interaction = await currentInteraction(provider, exchange);
      if (!interaction) {
        return send(
          exchange.res,
          400,
          badRequestPage('Your session has expired. Please try again.'),
        );
      }
      const progress = underWay.get(interaction.uid) ?? {};
      underWay.set(interaction.uid, progress);
      const loginHint = interaction.params.login_hint as string | undefined;
      await handle({ exchange, base: signInPath(interaction.uid), progress, loginHint });
    };

  const show = ({ exchange, base, progress, loginHint }: Step, error?: string) => {
    const { login, passwordOf } = progress;
    if (login === undefined) {
      return send(exchange.res, 200, identifierPage(base, { login: loginHint, error }));
    }
    const render = passwordOf ? codePage : passwordPage;
    send(exchange.res, 200, render(base, { login, error }));
  };

  /** After a step that went well, the browser asks for the next: reloading posts nothing again. */
  const proceed = ({ exchange, base }: Step) => redirect(exchange.res, base);

  const finish = ({ exchange, progress }: Step, user: OktaUserSeed, amr: string[]) => {
    underWay.delete(exchange.params.uid as string);
    // Whether the user is assigned to the app is not asked here: provider.ts, grantIfAssigned.
    const login = { accountId: user.id, amr, remember: progress.remember };
    return provider.interactionFinished(exchange.req, exchange.res, { login });
  };

  return {
    'GET /signin/:uid': step((current) => show(current)),

    'GET /signin/:uid/cancel': step((current) => {
      underWay.delete(current.exchange.params.uid as string);
      proceed(current);
    }),

    'POST /signin/:uid/identify': step(async (current) => {
      const form = await readForm(current.exchange.req);
      const login = form.get('identifier')?.trim();
      if (!login) return show(current, 'This field cannot be left blank');
      // Any name leads to the password page: Okta does not tell who has an account.
      Object.assign(current.progress, {
        login,
        remember: form.has('rememberMe'),
        passwordOf: undefined,
      });
      proceed(current);
    }),

    'POST /signin/:uid/password': step(async (current) => {
      const { progress } = current;
      if (progress.login === undefined) return proceed(current);
      const password = (await readForm(current.exchange.req)).get('credentials.passcode') ?? '';
      const user = directory.activeByLogin(progress.login);
      if (!user) return show(current, UNABLE);
      if (!directory.isPassword(password)) return show(current, 'Password is incorrect');
      if (!user.totpSecret) return finish(current, user, ['pwd']);
      progress.passwordOf = user;
      proceed(current);
    }),

    'POST /signin/:uid/code': step(async (current) => {
      const { progress } = current;
      if (!progress.passwordOf) return proceed(current);
      const code = (await readForm(current.exchange.req)).get('credentials.passcode') ?? '';
      const user = directory.active(progress.passwordOf.id);
      if (!user) return show(current, UNABLE);
      if (!directory.takeCode(user, code)) {
        return show(current, "Your code doesn't match our records. Please try again.");
      }
      return finish(current, user, ['mfa', 'otp', 'pwd']);
    }),
  };
}

/** The sign-in this browser started: its cookie's path is this sign-in's, so another's never comes. */
async function currentInteraction(provider: Provider, { req, res }: Exchange) {
  try {
    return await provider.interactionDetails(req, res);
  } catch (error) {
    if (error instanceof errors.SessionNotFound) return undefined;
    throw error;
  }
}
