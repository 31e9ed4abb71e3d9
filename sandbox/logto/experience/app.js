// The sign-in pages as a small single-page app, because Logto's are one: what a page object
// sees (paths, field names, when a button changes) follows from how the pages call the API.

import * as api from './api.js';
import { el, SHOWN, show, toast } from './dom.js';
import { signInScreens } from './screens.js';
import { ssoScreens } from './sso.js';
import { textsFor } from './texts.js';

const UI_LOCALES = 'ui_locales';
const here = () => new URL(location.href);
/** Remembered for the whole visit: later pages have no query of their own. */
const uiLocales = here().searchParams.get(UI_LOCALES) ?? sessionStorage.getItem(UI_LOCALES);
if (uiLocales) sessionStorage.setItem(UI_LOCALES, uiLocales);
const appId = here().searchParams.get('app_id') ?? sessionStorage.getItem('app_id');
if (appId) sessionStorage.setItem('app_id', appId);

const app = {
  texts: textsFor(uiLocales),
  settings: await api.getSettings(),
  query: () => here().searchParams,
  path: (path) => (appId ? `${path}?app_id=${encodeURIComponent(appId)}` : path),
  go(path, message) {
    history.pushState({}, '', app.path(path));
    render();
    if (message) toast(message);
    return SHOWN;
  },
  /** Runs a step; what the API refuses is shown as a toast unless the step handles it. */
  async attempt(step, onError) {
    try {
      const redirectTo = await step();
      if (typeof redirectTo === 'string') location.assign(redirectTo);
    } catch (error) {
      if (error.code === 'user.suspended') app.go('/account-suspended');
      else if (error.code === 'session.not_found') location.replace('/unknown-session');
      else if (!onError?.(error)) toast(error.message);
    }
  },
};

const plainScreens = {
  '/account-suspended': () =>
    show(
      app.texts.suspended,
      app.texts.suspended,
      el('p', {}, app.texts.suspendedText),
      el('a', { href: app.path('/sign-in') }, app.texts.backToSignIn),
    ),
  '/unknown-session': () =>
    show(
      app.texts.notFound,
      app.texts.notFound,
      el('div', { role: 'button', tabindex: '0', onclick: () => history.back() }, app.texts.back),
      el('p', {}, app.texts.sessionNotFound),
    ),
};

const screens = { ...signInScreens(app), ...ssoScreens(app), ...plainScreens };

function render() {
  const path = location.pathname;
  const exact = screens[path];
  const prefix = Object.keys(screens).find(
    (name) => name.endsWith('/*') && path.startsWith(name.slice(0, -1)),
  );
  const screen = exact ?? screens[prefix] ?? screens['/unknown-session'];
  screen(prefix && !exact ? path.slice(prefix.length - 1) : undefined);
}

addEventListener('popstate', render);
render();
