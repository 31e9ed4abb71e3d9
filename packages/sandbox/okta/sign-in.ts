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
} from '../engine/http.ts';
import type { OktaFactorSeed, OktaUserSeed } from '../seed.ts';
import { type Directory, factorsOf } from './directory.ts';
import { currentInteraction, sendExpired, signInPath } from './interaction.ts';
import {
  codeFieldOf,
  codePage,
  factorsPage,
  identifierPage,
  passwordPage,
  staySignedInPage,
} from './pages.ts';

/** How far one sign-in has come. Abandoned ones stay until the sandbox stops; they are small. */
type Progress = {
  login?: string;
  remember?: boolean;
  passwordOf?: OktaUserSeed;
  factor?: OktaFactorSeed;
  /** Every step is done; only "stay signed in?" is open. */
  verified?: { user: OktaUserSeed; amr: string[] };
};

type Step = { exchange: Exchange; base: string; progress: Progress; loginHint?: string };

const UNABLE = 'Unable to sign in';

export function createSignInRoutes(
  provider: Provider,
  directory: Directory,
  options: { asksToStay: boolean },
): Routes {
  const underWay = new Map<string, Progress>();

  const step =
    (handle: (step: Step) => void | Promise<void>): Handler =>
    async (exchange) => {
      const interaction = await currentInteraction(provider, exchange);
      if (!interaction) return sendExpired(exchange);
      const progress = underWay.get(interaction.uid) ?? {};
      underWay.set(interaction.uid, progress);
      const loginHint = interaction.params.login_hint as string | undefined;
      await handle({ exchange, base: signInPath(interaction.uid), progress, loginHint });
    };

  const show = ({ exchange, base, progress, loginHint }: Step, error?: string) => {
    const { login, passwordOf, factor, verified } = progress;
    if (login === undefined) {
      return send(exchange.res, 200, identifierPage(base, { login: loginHint, error }));
    }
    if (verified) return send(exchange.res, 200, staySignedInPage(base, { login, error }));
    if (!passwordOf) return send(exchange.res, 200, passwordPage(base, { login, error }));
    const types = factorsOf(passwordOf).map(({ type }) => type);
    if (!factor) return send(exchange.res, 200, factorsPage(base, { login, types, error }));
    const canSwitch = types.length > 1;
    send(exchange.res, 200, codePage(base, { login, type: factor.type, canSwitch, error }));
  };

  /** After a step that went well, the browser asks for the next: reloading posts nothing again. */
  const proceed = ({ exchange, base }: Step) => redirect(exchange.res, base);

  const verified = (current: Step, user: OktaUserSeed, amr: string[]) => {
    directory.signedIn(user);
    if (!options.asksToStay) return finish(current, user, amr);
    current.progress.verified = { user, amr };
    proceed(current);
  };

  const finish = ({ exchange, progress }: Step, user: OktaUserSeed, amr: string[]) => {
    underWay.delete(exchange.params.uid as string);
    // Whether the user is assigned to the app is not asked here: policy.ts, grantIfAllowed.
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
        factor: undefined,
        verified: undefined,
      });
      proceed(current);
    }),

    'POST /signin/:uid/password': step(async (current) => {
      const { progress } = current;
      if (progress.login === undefined) return proceed(current);
      const password = (await readForm(current.exchange.req)).get('credentials.passcode') ?? '';
      // Unknown, deactivated and locked out look the same from outside.
      const user = directory.signingIn(progress.login);
      if (!user) return show(current, UNABLE);
      if (!directory.checkPassword(user, password)) return show(current, 'Password is incorrect');
      const factors = factorsOf(user);
      if (factors.length === 0) return verified(current, user, ['pwd']);
      progress.passwordOf = user;
      progress.factor = factors.length === 1 ? factors[0] : undefined;
      proceed(current);
    }),

    'GET /signin/:uid/factors': step((current) => {
      const { progress } = current;
      const { passwordOf } = progress;
      if (passwordOf && factorsOf(passwordOf).length > 1) progress.factor = undefined;
      proceed(current);
    }),

    'POST /signin/:uid/factor': step(async (current) => {
      const { progress } = current;
      const chosen = (await readForm(current.exchange.req)).get('factor');
      progress.factor =
        progress.passwordOf && factorsOf(progress.passwordOf).find(({ type }) => type === chosen);
      proceed(current);
    }),

    'POST /signin/:uid/code': step(async (current) => {
      const { passwordOf, factor, login } = current.progress;
      if (!passwordOf || !factor || login === undefined) return proceed(current);
      const code = (await readForm(current.exchange.req)).get(codeFieldOf(factor.type)) ?? '';
      const user = directory.signingIn(login);
      if (!user) return show(current, UNABLE);
      if (!directory.takeCode(user, factor, code)) {
        return show(current, "Your code doesn't match our records. Please try again.");
      }
      return verified(current, user, ['mfa', 'otp', 'pwd']);
    }),

    'POST /signin/:uid/stay': step(async (current) => {
      const { progress } = current;
      if (!progress.verified) return proceed(current);
      const { user, amr } = progress.verified;
      progress.remember ||= (await readForm(current.exchange.req)).get('stay') === 'yes';
      return finish(current, user, amr);
    }),
  };
}
