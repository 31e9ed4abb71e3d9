// Proving who one is before a page that changes what protects the account.

import { el } from '/experience/dom.js';
import { sendCode, verifyByPassword } from './api.js';
import { card, field, message, taskForm, toast, whose } from './ui.js';

const METHODS = [
  { name: 'password', has: (me) => me.hasPassword, open: byPassword },
  { name: 'email', has: (me) => me.primaryEmail, open: byCode },
  { name: 'phone', has: (me) => me.primaryPhone, open: byCode },
];

/** Shows the ways that somebody has, or the only one; then what was asked for. */
export function verify(app, next) {
  const { t, me } = app;
  const methods = METHODS.filter(({ has }) => has(me));
  if (methods.length === 0) {
    return message(
      t('account_center.verification.no_available_methods_title'),
      t('account_center.verification.no_available_methods_description'),
    );
  }
  const open = (method) =>
    method.open(app, {
      method: method.name,
      next,
      another:
        methods.length > 1 &&
        el(
          'button',
          { type: 'button', class: 'link', onclick: choose },
          t('account_center.verification.try_another_method'),
        ),
    });
  function choose() {
    const buttons = methods.map((method) => {
      const key = `account_center.verification_method.${method.name}`;
      return el(
        'button',
        { type: 'button', class: 'plain method', onclick: () => open(method) },
        el('span', {}, t(`${key}.name`)),
        ' ',
        el('span', { class: 'muted' }, t(`${key}.description`)),
      );
    });
    const title = t('account_center.verification.title');
    card(app, title, t('account_center.verification.description'), ...buttons);
  }
  return methods.length > 1 ? choose() : open(methods[0]);
}

function withAnother(form, another) {
  if (another) form.append(another);
  return form;
}

function byPassword(app, { next, another }) {
  const { t, me } = app;
  const password = field(t('input.password'), {
    ...{ id: 'current-password', name: 'currentPassword', type: 'password' },
    autocomplete: 'current-password',
  });
  const submit = () => {
    if (!password.input.value) return password.fail(t('error.password_required'));
    return app.attempt(
      async () => {
        await verifyByPassword(password.input.value);
        await next();
      },
      {
        'session.invalid_credentials': () =>
          password.fail(t('account_center.password_verification.error_failed')),
        'session.verification_blocked_too_many_attempts': ({ message: text }) =>
          password.fail(text),
      },
    );
  };
  card(
    app,
    t('account_center.password_verification.title'),
    t('account_center.password_verification.description'),
    withAnother(taskForm(submit, t('action.continue'), whose(me), password.node), another),
  );
}

/** Ends at the code that would have to be sent: the tenant has nothing to send it with. */
function byCode(app, { method, another }) {
  const { t, me } = app;
  const isEmail = method === 'email';
  const value = isEmail ? me.primaryEmail : me.primaryPhone;
  const key = `account_center.${method}_verification`;
  const shown = field(t(`${key}.${method}_label`), {
    ...{ name: 'identifier', type: isEmail ? 'email' : 'tel', autocomplete: method },
    ...{ inputmode: isEmail ? 'email' : 'numeric', readonly: true, value },
  });
  const submit = () =>
    sendCode(method, value).catch(({ message: text }) => toast(text ?? t('error.unknown')));
  card(
    app,
    t(`${key}.title`),
    t(`${key}.prepare_description`),
    withAnother(taskForm(submit, t('account_center.code_verification.send'), shown.node), another),
  );
}
