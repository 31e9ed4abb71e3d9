// Password sign-in and registration: /sign-in, /identifier-sign-in, /register, /identifier-register.

import * as api from './api.js';
import { el, field, form, show, submitButton } from './dom.js';
import { startSsoFor } from './sso.js';
import { agreesToTerms, termsCheckbox, termsNote } from './terms.js';

const SSO_LOOK_UP_DELAY_MS = 500;
const isEmail = (value) => /^\S+@\S+\.\S+$/.test(value);
/** An address is one only where addresses are taken: else it is a user name with odd characters. */
const typeOf = (value, types) =>
  types.includes('email') && (value.includes('@') || !types.includes('username'))
    ? 'email'
    : 'username';

/** Link text "Single Sign-On": an anchor without `href` or role, as in Logto (docs/vendors.md L5). */
function ssoLink(app, on) {
  const follow = async () => {
    const { agreeToTermsPolicy } = app.settings;
    if (agreeToTermsPolicy === 'Manual' && !(await agreesToTerms(app, on))) return;
    app.go('/single-sign-on/email');
  };
  return (
    app.settings.singleSignOnEnabled &&
    el(
      'p',
      { class: 'muted' },
      `${app.t('description.use')} `,
      el('a', { onclick: follow }, app.t('action.single_sign_on')),
    )
  );
}

/** @param types of `username` and `email`, what the field accepts. */
function identifierField(app, types, attributes) {
  const label = types.map((type) => app.t(`input.${type}`)).join(' / ');
  const type = types.length === 1 && types[0] === 'email' ? 'email' : 'text';
  const one = field(label, { name: 'identifier', type, ...attributes });
  const required = () =>
    one.fail(
      app.t('error.general_required', { types: types.map((name) => app.t(`description.${name}`)) }),
    );
  return { ...one, required };
}

/**
 * Identifier and password; turns into an SSO form once the address belongs to a connector.
 * @param footer What Logto takes away meanwhile.
 */
function signInForm(app, types, footer = []) {
  const { t } = app;
  const identifier = identifierField(app, types, {
    autocomplete: types.join() === 'email' ? 'email' : undefined,
    value: app.query().get('login_hint') ?? undefined,
  });
  const password = field(t('input.password'), {
    name: 'password',
    type: 'password',
    autocomplete: 'current-password',
  });
  const ssoNote = el('p', { class: 'muted' }, t('description.single_sign_on_enabled'));
  const button = submitButton(t('action.sign_in'));
  let connectorIds = [];

  async function lookUp() {
    const value = identifier.input.value.trim();
    const mayBeCompanys = typeOf(value, types) === 'email' && isEmail(value);
    connectorIds =
      app.settings.singleSignOnEnabled && mayBeCompanys ? await api.getSsoConnectors(value) : [];
    const offered = connectorIds.length > 0;
    if (offered) password.node.replaceWith(ssoNote);
    else ssoNote.replaceWith(password.node);
    button.textContent = t(offered ? 'action.single_sign_on' : 'action.sign_in');
    for (const part of footer) part.hidden = offered;
  }
  let timer;
  identifier.input.addEventListener('input', () => {
    clearTimeout(timer);
    timer = setTimeout(lookUp, SSO_LOOK_UP_DELAY_MS);
  });
  if (identifier.input.value) lookUp();

  const submit = async () => {
    const value = identifier.input.value.trim();
    const offered = connectorIds.length > 0;
    if (!value) identifier.required();
    if (!offered && !password.input.value) password.fail(t('error.password_required'));
    if (!value || (!offered && !password.input.value)) return;
    if (!(await agreesToTerms(app, 'sign-in'))) return;
    if (offered) return startSsoFor(app, value, connectorIds);
    await app.attempt(
      () => api.signInWithPassword({ type: typeOf(value, types), value }, password.input.value),
      (error) => error.code === 'session.invalid_credentials' && password.fail(error.message),
    );
  };
  const terms = termsCheckbox(app, 'sign-in');
  return form(submit, identifier.node, password.node, terms, button);
}

function registerForm(app) {
  const { t } = app;
  const username = identifierField(app, ['username'], { autocomplete: 'off' });
  const submit = async () => {
    const value = username.input.value.trim();
    if (!value) return username.required();
    if (/^\d/.test(value)) return username.fail(t('error.username_should_not_start_with_number'));
    if (!/^\w+$/.test(value)) return username.fail(t('error.username_invalid_charset'));
    if (!(await agreesToTerms(app, 'register'))) return;
    await app.attempt(
      async () => {
        await api.startRegistration(value);
        app.go('/register/password');
      },
      (error) => error.code === 'user.username_already_in_use' && username.fail(error.message),
    );
  };
  const terms = termsCheckbox(app, 'register');
  return form(submit, username.node, terms, submitButton(t('action.create_account')));
}

/** Of what the request asks for, what the tenant has; all of that when nothing is left. */
function identifierTypes(app, offered) {
  const wanted = app.query().get('identifier')?.split(' ') ?? [];
  const usable = offered.filter((type) => wanted.includes(type));
  return usable.length > 0 ? usable : offered;
}

export function signInScreens(app) {
  const { t, settings } = app;
  const signInTypes = settings.signIn.methods.map(({ identifier }) => identifier);
  const link = (path, text) => el('a', { href: app.path(path) }, t(text));
  const both = settings.signInMode === 'SignInAndRegister';
  const named = (types) => ({ types: types.map((type) => t(`description.${type}`)) });
  const signsIn = (screen) => () =>
    settings.signInMode === 'Register' ? app.go('/register') : screen();
  const registers = (screen) => () =>
    settings.signInMode === 'SignIn' ? app.go('/sign-in') : screen();
  return {
    '/sign-in': signsIn(() => {
      const footer = [
        ssoLink(app, 'sign-in'),
        both &&
          el('p', {}, t('description.no_account'), link('/register', 'action.create_account')),
      ].filter(Boolean);
      const title = t('description.sign_in_to_your_account');
      const note = termsNote(app, 'sign-in');
      show(title, title, signInForm(app, signInTypes, footer), ...footer, note);
    }),
    '/identifier-sign-in': signsIn(() => {
      const types = identifierTypes(app, signInTypes);
      show(
        t('description.sign_in'),
        t('description.sign_in'),
        el('p', { class: 'muted' }, t('description.identifier_sign_in_description', named(types))),
        signInForm(app, types),
        link('/sign-in', 'description.all_sign_in_options'),
        termsNote(app, 'sign-in'),
      );
    }),
    '/register': registers(() =>
      show(
        t('description.create_your_account'),
        t('description.create_your_account'),
        registerForm(app),
        ssoLink(app, 'register'),
        both &&
          el('p', {}, `${t('description.have_account')} `, link('/sign-in', 'action.sign_in')),
        termsNote(app, 'register'),
      ),
    ),
    '/identifier-register': registers(() => {
      const types = identifierTypes(app, settings.signUp.identifiers);
      show(
        t('description.create_your_account'),
        t('description.create_account'),
        el('p', { class: 'muted' }, t('description.identifier_register_description', named(types))),
        registerForm(app),
        link('/register', 'description.all_account_creation_options'),
        termsNote(app, 'register'),
      );
    }),
    // Without an e-mail or SMS connector there is nothing to reset a password with.
    '/reset-password': () => app.fallBackTo('/sign-in'),
  };
}
