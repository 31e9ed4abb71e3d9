// Enterprise SSO: the e-mail form, the chooser, the direct start and the way back.

import * as api from './api.js';
import { backButton, el, field, form, show, submitButton } from './dom.js';
import { agreesToTerms } from './terms.js';

const STATE_PREFIX = 'sso_state_';
const randomState = () => {
  const bytes = crypto.getRandomValues(new Uint8Array(8));
  return btoa(String.fromCharCode(...bytes)).replace(
    /[+/=]/g,
    (c) => ({ '+': '-', '/': '_' })[c] ?? '',
  );
};

async function goToConnector(app, connectorId, onError) {
  await app.attempt(async () => {
    const state = randomState();
    const { authorizationUri, verificationId } = await api.startSso(connectorId, state);
    sessionStorage.setItem(STATE_PREFIX + connectorId, JSON.stringify({ state, verificationId }));
    return authorizationUri;
  }, onError);
}

/** One connector: straight to it. Several: let the person choose. */
export function startSsoFor(app, email, connectorIds) {
  if (connectorIds.length === 1) return goToConnector(app, connectorIds[0]);
  sessionStorage.setItem('sso_choice', JSON.stringify({ email, connectorIds }));
  return app.go('/single-sign-on/connectors');
}

function emailForm(app) {
  const { t } = app;
  const email = field(t('input.email'), {
    name: 'identifier',
    type: 'email',
    autocomplete: 'email',
  });
  const submit = async () => {
    const value = email.input.value.trim();
    if (!value) {
      const types = [t('description.email')];
      return email.fail(t('error.general_required', { types }));
    }
    if (!/^\S+@\S+\.\S+$/.test(value)) return email.fail(t('error.invalid_email'));
    if (!(await agreesToTerms(app, 'sign-in'))) return;
    await app.attempt(async () => {
      const connectorIds = await api.getSsoConnectors(value);
      if (connectorIds.length === 0) return email.fail(t('error.sso_not_enabled'));
      return startSsoFor(app, value, connectorIds);
    });
  };
  return form(submit, email.node, submitButton(t('action.single_sign_on'), null));
}

/** To the person no error: the first sign-in through a connector registers the account. */
async function register(app, verificationId, error) {
  const { signInMode, agreeToTermsPolicy } = app.settings;
  if (signInMode === 'SignIn') return app.go('/sign-in', { message: error.message });
  const asksHere = agreeToTermsPolicy === 'ManualRegistrationOnly';
  if (asksHere && !(await agreesToTerms(app, 'register'))) return app.go('/sign-in');
  return app.attempt(
    () => api.registerSso(verificationId),
    (refusal) => app.go('/sign-in', { message: refusal.message }),
  );
}

async function finish(app, connectorId) {
  const data = Object.fromEntries(app.query());
  const key = STATE_PREFIX + connectorId;
  const expected = JSON.parse(sessionStorage.getItem(key) ?? 'null');
  sessionStorage.removeItem(key);
  history.replaceState({}, '', `/callback/social/${connectorId}`);
  // A connector that was deleted meanwhile: back without a word (docs/vendors.md L7).
  const known = app.settings.ssoConnectors.some(({ id }) => id === connectorId);
  if (expected && !known) return app.fallBackTo('/sign-in');
  if (!expected || expected.state !== data.state) {
    return app.go('/sign-in', { message: app.t('error.invalid_connector_auth') });
  }
  const { verificationId } = expected;
  const connectorData = { ...data, redirectUri: `${location.origin}/callback/${connectorId}` };
  return app.attempt(
    () => api.finishSso(connectorId, verificationId, connectorData),
    (error) => {
      if (error.code !== 'user.sso_identity_not_exist') {
        return app.go('/sign-in', { message: error.message });
      }
      return register(app, verificationId, error);
    },
  );
}

export function ssoScreens(app) {
  const { t } = app;
  const title = t('action.single_sign_on');
  const emailPage = (before, after) => {
    if (!app.settings.singleSignOnEnabled) return app.fallBackTo('/sign-in');
    const prompt = el('p', { class: 'muted' }, t('description.single_sign_on_email_form'));
    return show(title, title, before, prompt, emailForm(app), after);
  };
  const fallBack = () => app.fallBackTo(`/${app.query().get('fallback') ?? 'sign-in'}`);
  return {
    '/single-sign-on': () =>
      emailPage(
        false,
        el('a', { href: app.path('/sign-in') }, t('description.all_sign_in_options')),
      ),
    '/single-sign-on/email': () => emailPage(backButton(t), false),
    '/single-sign-on/connectors': () => {
      const { email, connectorIds } = JSON.parse(sessionStorage.getItem('sso_choice') ?? '{}');
      if (!connectorIds) return app.go('/single-sign-on/email');
      const buttons = app.settings.ssoConnectors
        .filter(({ id }) => connectorIds.includes(id))
        .map(({ id, connectorName: name }) =>
          el(
            'button',
            { type: 'button', onclick: () => goToConnector(app, id) },
            t('action.sign_in_with', { name }),
          ),
        );
      const prompt = el('p', {}, t('description.single_sign_on_connectors_list', { email }));
      return show(title, title, backButton(t), prompt, ...buttons);
    },
    '/direct/sso/*': (connectorId) => {
      show('', '');
      const known = app.settings.ssoConnectors.some(({ id }) => id === connectorId);
      if (!known) return fallBack();
      // An unreachable identity provider leaves the person on this page with the bare text (docs/vendors.md L4).
      return goToConnector(app, connectorId, (error) => show('', '', el('p', {}, error.message)));
    },
    '/direct/*': fallBack,
    '/callback/*': (connectorId) => {
      show('', '');
      return finish(app, connectorId.replace(/^social\//, ''));
    },
  };
}
