// /account/username, /account/email and /account/phone.

import { el } from '/experience/dom.js';
import { call, sendCode } from './api.js';
import { card, field, taskForm } from './ui.js';

const EMAIL = /^\S+@\S+\.\S+$/;

export function username(app) {
  const { t, me } = app;
  const wanted = field(t('input.username'), {
    ...{ name: 'username', type: 'text', autocomplete: 'username' },
    value: app.given || me.username || '',
  });
  const problemOf = (name) =>
    (!name && 'username_required') ||
    (/^\d/.test(name) && 'username_should_not_start_with_number') ||
    (!/^\w+$/.test(name) && 'username_invalid_charset');
  const submit = () => {
    const name = wanted.input.value.trim();
    const problem = problemOf(name);
    if (problem) return wanted.fail(t(`error.${problem}`));
    return app.attempt(
      async () => {
        await call('PATCH', 'my-account', { username: name });
        await app.succeed('/account/username/success');
      },
      { 'user.username_already_in_use': () => app.toast(t('error.username_exists')) },
    );
  };
  card(
    app,
    t('account_center.username.title'),
    t('account_center.username.description'),
    taskForm(submit, t('action.save'), wanted.node),
  );
}

/** Ends at the code that would have to be sent: the tenant has nothing to send it with. */
function codePage(app, type, { label, required, attributes, problemOf, toSend, more }) {
  const { t } = app;
  const wanted = field(t(label), { name: type, value: app.given || '', ...attributes });
  const submit = () => {
    const value = wanted.input.value.trim();
    if (!value) return wanted.fail(t('error.general_required', { types: [t(required)] }));
    const problem = problemOf?.(value);
    if (problem) return wanted.fail(t(problem));
    return app.attempt(() => sendCode(type, toSend(value)), {
      'guard.invalid_input': ({ message }) => wanted.fail(message),
    });
  };
  if (more) wanted.input.before(more);
  card(
    app,
    t(`account_center.${type}.title`),
    t(`account_center.${type}.description`),
    taskForm(submit, t('account_center.code_verification.send'), wanted.node),
  );
}

export const email = (app) =>
  codePage(app, 'email', {
    label: 'account_center.email_verification.email_label',
    required: 'input.email',
    attributes: { type: 'email', inputmode: 'email', autocomplete: 'email' },
    problemOf: (value) => !EMAIL.test(value) && 'error.invalid_email',
    toSend: (value) => value,
  });

const COUNTRY = '1';
export const phone = (app) =>
  codePage(app, 'phone', {
    label: 'account_center.phone_verification.phone_label',
    required: 'input.phone_number',
    attributes: { type: 'tel', inputmode: 'numeric', autocomplete: 'tel' },
    toSend: (value) => COUNTRY + value.replace(/\D/g, ''),
    more: el('span', { class: 'country' }, `+${COUNTRY}`),
  });
