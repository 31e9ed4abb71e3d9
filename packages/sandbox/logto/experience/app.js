// The sign-in pages as a small single-page app, because Logto's are one: what a page object
// sees (paths, field names, when a button changes) follows from how the pages call the API.

import * as api from './api.js';
import { applyColors, showLogo } from './branding.js';
import { backButton, el, SHOWN, show, toast } from './dom.js';
import { mfaErrorHandlers, mfaScreens } from './mfa.js';
import { hasOneTimeToken, oneTimeTokenScreens } from './one-time-token.js';
import { passwordScreen } from './password.js';
import { signInScreens } from './screens.js';
import { ssoScreens } from './sso.js';
import { languageFor, translator } from './texts.js';

const here = () => new URL(location.href);

/**
 * Kept for the whole visit, as later pages have no query of their own. Logto takes all but the
 * application's id out of the address.
 */
function remember(name, { keepInAddress }) {
  const url = here();
  const value = url.searchParams.get(name);
  if (value) sessionStorage.setItem(name, value);
  if (value && !keepInAddress) {
    url.searchParams.delete(name);
    history.replaceState(history.state, '', url);
  }
  return value ?? sessionStorage.getItem(name);
}
const appId = remember('app_id', { keepInAddress: true });
remember('organization_id', { keepInAddress: false });
const language = languageFor(remember('ui_locales', { keepInAddress: false }));
const [settings, phrases] = await Promise.all([api.getSettings(), api.getPhrases(language)]);
applyColors(settings);

const app = {
  t: translator(phrases, language),
  settings,
  agreedToTerms: false,
  query: () => here().searchParams,
  path: (path) => (appId ? `${path}?app_id=${encodeURIComponent(appId)}` : path),
  /** What a page is given that isn't in its address; gone when the address is opened anew. */
  state: () => history.state ?? {},
  go(path, { message, state = {} } = {}) {
    history.pushState(state, '', app.path(path));
    render();
    if (message) toast(message);
    return SHOWN;
  },
  /** As Logto does for what it doesn't know: the other page without its query, and without a word. */
  fallBackTo: (path) => location.replace(path),
  /** Runs a step; what the API refuses is shown as a toast unless the step handles it. */
  async attempt(step, onError) {
    try {
      const redirectTo = await step();
      if (typeof redirectTo === 'string') location.assign(redirectTo);
    } catch (error) {
      if (!error.status) throw error;
      if (error.code === 'user.suspended') app.go('/account-suspended');
      else if (mfaErrorHandlers[error.code]) await mfaErrorHandlers[error.code](app, error);
      else if (!onError?.(error)) toast(error.message);
    }
  },
};

const message = (title, ...more) => show(app.t(title), app.t(title), ...more);

const plainScreens = {
  '/account-suspended': () =>
    message(
      'error.account_suspended',
      el('p', {}, app.t('error.account_suspended_description')),
      el(
        'button',
        { type: 'button', onclick: () => app.go('/sign-in') },
        app.t('description.back_to_sign_in'),
      ),
    ),
  '/unknown-session': () =>
    message(
      'description.not_found',
      history.length > 1 && backButton(app.t),
      el('p', {}, app.t('error.invalid_session')),
    ),
};

const screens = {
  ...signInScreens(app),
  ...passwordScreen(app),
  ...ssoScreens(app),
  ...mfaScreens(app),
  ...oneTimeTokenScreens(app),
  ...plainScreens,
};

function render() {
  if (location.pathname === '/sign-in' && hasOneTimeToken(app)) {
    history.replaceState(history.state, '', `/one-time-token${location.search}`);
  }
  const path = location.pathname;
  const exact = screens[path];
  const prefix = Object.keys(screens).find(
    (name) => name.endsWith('/*') && path.startsWith(name.slice(0, -1)),
  );
  const screen = exact ?? screens[prefix] ?? (() => message('description.not_found'));
  screen(prefix && !exact ? path.slice(prefix.length - 1) : undefined);
  showLogo(document.querySelector('main'), path, settings);
}

addEventListener('popstate', render);
render();
