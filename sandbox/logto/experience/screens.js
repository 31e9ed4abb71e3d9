// Password sign-in and registration: /sign-in, /identifier-sign-in, /register, /register/password.

import * as api from './api.js';
import { el, field, form, show, submitButton } from './dom.js';
import { startSsoFor } from './sso.js';

const SSO_LOOK_UP_DELAY_MS = 500;
const isEmail = (value) => /^\S+@\S+\.\S+$/.test(value);
const identifierOf = (value) => ({ type: value.includes('@') ? 'email' : 'username', value });

/** Link text "Single Sign-On": an anchor without `href` or role, as in Logto (docs/vendors.md L5). */
const ssoLink = (app) =>
  app.settings.singleSignOnEnabled &&
  el(
    'p',
    { class: 'muted' },
    app.texts.useSso,
    el('a', { onclick: () => app.go('/single-sign-on/email') }, app.texts.sso),
  );

function labelFor(app, types) {
  if (types === 'email') return app.texts.email;
  return types === 'username' ? app.texts.username : app.texts.identifier;
}

/** Identifier and password; turns into an SSO form once the address belongs to a connector. */
function signInForm(app, types) {
  const { texts } = app;
  const identifier = field(labelFor(app, types), {
    name: 'identifier',
    type: types === 'email' ? 'email' : 'text',
    autocomplete: 'username',
    value: app.query().get('login_hint') ?? undefined,
  });
  const password = field(texts.password, {
    name: 'password',
    type: 'password',
    autocomplete: 'current-password',
  });
  const ssoNote = el('p', { class: 'muted' }, texts.ssoEnabled);
  const button = submitButton(texts.signIn);
  let connectorIds = [];

  async function lookUp() {
    const value = identifier.input.value.trim();
    connectorIds =
      app.settings.singleSignOnEnabled && isEmail(value) ? await api.getSsoConnectors(value) : [];
    const offered = connectorIds.length > 0;
    if (offered) password.node.replaceWith(ssoNote);
    else ssoNote.replaceWith(password.node);
    button.textContent = offered ? texts.sso : texts.signIn;
  }
  let timer;
  identifier.input.addEventListener('input', () => {
    clearTimeout(timer);
    timer = setTimeout(lookUp, SSO_LOOK_UP_DELAY_MS);
  });
  if (identifier.input.value) lookUp();

  const submit = () => {
    const value = identifier.input.value.trim();
    if (!value)
      return identifier.fail(texts.required(identifier.node.querySelector('label').textContent));
    if (connectorIds.length > 0) return startSsoFor(app, value, connectorIds);
    if (!password.input.value) return password.fail(texts.required(texts.password));
    return app.attempt(
      () => api.signInWithPassword(identifierOf(value), password.input.value),
      (error) => error.code === 'session.invalid_credentials' && password.fail(error.message),
    );
  };
  return form(submit, identifier.node, password.node, button);
}

function registerForm(app) {
  const { texts } = app;
  const username = field(texts.username, {
    name: 'identifier',
    type: 'text',
    autocomplete: 'username',
  });
  const submit = () => {
    const value = username.input.value.trim();
    if (!value) return username.fail(texts.required(texts.username));
    if (!/^[A-Z_a-z]\w*$/.test(value)) return username.fail(texts.invalidUsername);
    return app.attempt(
      async () => {
        await api.startRegistration(value);
        app.go('/register/password');
      },
      (error) => error.code === 'user.username_already_in_use' && username.fail(error.message),
    );
  };
  return form(submit, username.node, submitButton(texts.createAccount));
}

/** After "don't match" a click blurs the field first, which re-validates and swallows it (docs/vendors.md L5). */
function newPasswordForm(app) {
  const { texts } = app;
  const password = field(texts.newPassword, {
    name: 'newPassword',
    type: 'password',
    autocomplete: 'new-password',
  });
  const confirmation = field(texts.confirmPassword, {
    name: 'confirmPassword',
    type: 'password',
    autocomplete: 'new-password',
  });
  const submit = () => {
    if (password.input.value.length < 8) return password.fail(texts.tooShort);
    if (password.input.value !== confirmation.input.value) return confirmation.fail(texts.mismatch);
    return app.attempt(() => api.finishRegistration(password.input.value));
  };
  return form(submit, password.node, confirmation.node, submitButton(texts.savePassword));
}

const link = (app, path, text) => el('a', { href: app.path(path) }, text);

export function signInScreens(app) {
  const { texts } = app;
  const registers = app.settings.signInMode !== 'SignIn';
  return {
    '/sign-in': () =>
      show(
        texts.signInTitle,
        texts.signInTitle,
        signInForm(app),
        ssoLink(app),
        registers && el('p', {}, texts.noAccount, link(app, '/register', texts.createAccount)),
      ),
    '/identifier-sign-in': () => {
      const types = app.query().get('identifier') ?? 'username email';
      const words = types.split(' ').sort().reverse().join(' or ');
      show(
        texts.signIn,
        texts.signIn,
        el('p', { class: 'muted' }, texts.identifierSignIn(words)),
        signInForm(app, types),
        link(app, '/sign-in', texts.allOptions),
      );
    },
    '/register': () =>
      show(
        texts.createTitle,
        texts.createTitle,
        registerForm(app),
        ssoLink(app),
        el('p', {}, texts.haveAccount, link(app, '/sign-in', texts.signIn)),
      ),
    '/identifier-register': () =>
      show(
        texts.createTitle,
        texts.createAccount,
        el('p', { class: 'muted' }, texts.identifierRegister('username')),
        registerForm(app),
        link(app, '/register', texts.allCreationOptions),
      ),
    '/register/password': () => show(texts.setPassword, texts.setPassword, newPasswordForm(app)),
  };
}
