// Enterprise SSO: the e-mail form, the chooser, the direct start and the way back.

import * as api from './api.js';
import { el, field, form, show, submitButton } from './dom.js';

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
  const { texts } = app;
  const email = field(texts.email, { name: 'identifier', type: 'email', autocomplete: 'email' });
  const submit = () =>
    app.attempt(async () => {
      const value = email.input.value.trim();
      if (!/^\S+@\S+\.\S+$/.test(value)) return email.fail(texts.invalidEmail);
      const connectorIds = await api.getSsoConnectors(value);
      if (connectorIds.length === 0) return email.fail(texts.ssoNotEnabled);
      return startSsoFor(app, value, connectorIds);
    });
  return form(submit, email.node, submitButton(texts.sso, null));
}

async function finish(app, connectorId) {
  const data = Object.fromEntries(app.query());
  const key = STATE_PREFIX + connectorId;
  const expected = JSON.parse(sessionStorage.getItem(key) ?? 'null');
  sessionStorage.removeItem(key);
  history.replaceState({}, '', `/callback/social/${connectorId}`);
  if (!expected || expected.state !== data.state) {
    return app.go('/sign-in', app.texts.authorizationInvalid);
  }
  const connectorData = { ...data, redirectUri: `${location.origin}/callback/${connectorId}` };
  return app.attempt(
    () => api.finishSso(connectorId, expected.verificationId, connectorData),
    (error) => app.go('/sign-in', error.message),
  );
}

export function ssoScreens(app) {
  const { texts } = app;
  const emailPage = (...more) =>
    show(
      texts.sso,
      texts.sso,
      el('p', { class: 'muted' }, texts.ssoPrompt),
      emailForm(app),
      ...more,
    );
  return {
    '/single-sign-on': () => {
      if (!app.settings.singleSignOnEnabled) return app.go('/sign-in');
      return emailPage(el('a', { href: app.path('/sign-in') }, texts.allOptions));
    },
    '/single-sign-on/email': () => emailPage(),
    '/single-sign-on/connectors': () => {
      const { email, connectorIds } = JSON.parse(
        sessionStorage.getItem('sso_choice') ?? '{"connectorIds":[]}',
      );
      const nameOf = (id) =>
        app.settings.ssoConnectors.find((one) => one.id === id)?.connectorName ?? id;
      const buttons = connectorIds.map((id) =>
        el(
          'button',
          { type: 'button', onclick: () => goToConnector(app, id) },
          texts.continueWith(nameOf(id)),
        ),
      );
      const back = el(
        'div',
        { role: 'button', tabindex: '0', onclick: () => history.back() },
        texts.back,
      );
      show(texts.sso, texts.sso, back, el('p', {}, texts.ssoChoose(email)), ...buttons);
    },
    '/direct/sso/*': (connectorId) => {
      show('', '');
      const known = app.settings.ssoConnectors.some(({ id }) => id === connectorId);
      const fallback = app.query().get('fallback') ?? 'sign-in';
      if (!known) return location.replace(app.path(`/${fallback}`));
      // An unreachable identity provider leaves the person on this page with the bare text (docs/vendors.md L4).
      return goToConnector(app, connectorId, (error) => show('', '', el('p', {}, error.message)));
    },
    '/callback/*': (connectorId) => {
      show('', '');
      return finish(app, connectorId.replace(/^social\//, ''));
    },
  };
}
