// The account center. Its paths, query and labels are Logto's; its looks are not.

import { el } from '/experience/dom.js';
import { languageFor, translator } from '/experience/texts.js';
import { call } from './api.js';
import { routes } from './pages.js';
import { go, onNavigation } from './router.js';
import { SECURITY_ACTIONS } from './security.js';
import { currentToken, finishSignIn, signIn } from './sign-in.js';
import * as store from './store.js';
import { confirm, failure, message, notFound, toast } from './ui.js';
import { verify } from './verify.js';

const getJson = async (path) => (await fetch(path)).json();

/** What the pages are given. */
const app = {
  go,
  toast,
  /** Off and missing are the same. */
  can: (field) => (app.center.fields[field] ?? 'Off') !== 'Off',
  canEdit: (field) => app.center.fields[field] === 'Edit',
  /** Who has nothing to verify by may set a first password, if that can be seen to be so. */
  canSetPassword: () =>
    app.canEdit('password') &&
    (app.hasProofs() || (!app.me.hasPassword && app.can('email') && app.can('phone'))),
  hasProofs: () => Boolean(app.me.hasPassword || app.me.primaryEmail || app.me.primaryPhone),

  /** Runs a step; what the API refuses is shown, by `handlers` or as Logto does. */
  async attempt(step, handlers = {}) {
    try {
      await step();
    } catch (error) {
      const handler = handlers[error.code];
      if (handler) handler(error);
      else if (error.code === 'verification_record.permission_denied') {
        store.proof.set();
        toast(app.t('account_center.verification.verification_required'));
        await show();
      } else if (error.status === 401 && error.code === 'auth.unauthorized') askToSignIn();
      else toast(error.status ? error.message : app.t('error.unknown'));
    }
  },

  /** From a tab to a task, and back when it is done. */
  goFromTab(path) {
    store.pendingReturn.set(store.pendingReturn.get() ?? location.href);
    go(path);
  },

  /** Does one of a tab's actions, after asking who it is if need be. */
  async act(name) {
    if (!store.proof.get()) {
      store.pendingAction.set(name);
      return app.goFromTab('/account/verified-action');
    }
    await app.attempt(async () => {
      await SECURITY_ACTIONS[name]?.(app);
      await refresh();
      await show();
    });
  },

  /** After a task: to the page that says so, or to where the person came from. */
  async succeed(path) {
    await refresh();
    go(path, { replace: true });
  },
};

async function refresh() {
  app.me = await call('GET', 'my-account');
}

function askToSignIn() {
  const { t } = app;
  const texts = {
    title: t('error.something_went_wrong'),
    text: t('error.invalid_session'),
    action: t('action.sign_in'),
    isDanger: false,
  };
  confirm(app, texts, () => signIn());
}

function returnTo(target) {
  store.pendingReturn.set();
  const { origin, pathname, search } = new URL(target);
  if (origin === location.origin && pathname.startsWith('/account')) {
    return go(pathname + search, { replace: true });
  }
  return location.assign(target);
}

/** Where a task ends: at once back to where it began, or with a word about it and a button. */
function succeeded(name) {
  const { t } = app;
  const target = store.pendingReturn.get();
  const key = `account_center.update_success.${name}`;
  if (target && !store.showSuccess.get()) return returnTo(target);
  const leave = () => {
    store.showSuccess.set();
    returnTo(target);
  };
  const done = target && el('button', { type: 'button', onclick: leave }, t('action.done'));
  return message(t(`${key}.title`), t(`${key}.description`), done);
}

/** Asked for by a tab; goes back there once it is clear who it is. */
function verifiedAction() {
  const action = store.pendingAction.get();
  if (!action) return failure(app, 'error.invalid_session');
  const back = () => {
    store.pendingAction.set();
    const target = store.pendingReturn.get();
    store.pendingReturn.set();
    history.replaceState({}, '', target ?? '/account/security');
    return action === 'load-sessions' ? show() : app.act(action);
  };
  return store.proof.get() ? back() : verify(app, back);
}

async function show() {
  const { pathname } = location;
  const success = routes.success[pathname];
  if (success) return succeeded(success);
  if (pathname === '/account/verified-action') return verifiedAction();
  const page = routes.find(pathname);
  if (!page || (page.isOffered && !page.isOffered(app))) return notFound(app);
  // Read once, even if the person has to verify first and gives up.
  app.given = page.isPrefilled && store.takeIdentifier();
  const problem = page.problem?.(app);
  if (problem) return failure(app, problem);
  return app.attempt(async () => {
    if (page.isReady && !(await page.isReady(app))) return;
    const open = () => page.open(app);
    const needsProof = page.verify && !store.proof.get();
    const isFirstPassword = page.allowsFirst && !app.hasProofs() && app.canSetPassword();
    await (needsProof && !isFirstPassword ? verify(app, open) : open());
  });
}

async function start() {
  store.readAddress(location);
  const [center, settings] = await Promise.all([
    getJson('/api/.well-known/account-center'),
    getJson('/api/.well-known/sign-in-exp'),
  ]);
  const language = languageFor(store.uiLocales.get());
  const phrases = await getJson(`/account/assets/${language}.json`);
  Object.assign(app, { center, settings, t: translator(phrases, language) });
  app.tabs = center.enabled ? routes.tabs.filter(({ isOffered }) => isOffered(app)) : [];
  const query = new URLSearchParams(location.search);
  const isRoot = /^\/account\/?$/.test(location.pathname);
  if (isRoot && query.has('code')) return finishSignIn();
  if (!center.enabled) return notFound(app);
  if (isRoot && query.get('error') === 'login_required') return signIn('login');
  if (isRoot) {
    const target = store.routeRestore.get() ?? app.tabs[0]?.path;
    store.routeRestore.set();
    if (!target) return notFound(app);
    history.replaceState({}, '', target);
  }
  if (!currentToken()) return signIn();
  // A token that no longer works: perhaps the session at Logto still does.
  await refresh().catch(() => signIn('none'));
  onNavigation(show);
  return show();
}

start().catch((error) => message('Something went wrong', error.message));
