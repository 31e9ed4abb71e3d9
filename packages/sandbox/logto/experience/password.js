// /register/password: the new password, twice.

import * as api from './api.js';
import { backButton, el, field, form, show, submitButton } from './dom.js';

const SHOWN_ALONE = ['unsupported_characters', 'too_short', 'too_long'];

/** One sentence for what is wrong: a fault of form alone, or all kinds of weak parts together. */
export function sentenceFor(t, issues) {
  const issue = SHOWN_ALONE.map((code) =>
    issues.find((one) => one.code === `password_rejected.${code}`),
  ).find(Boolean);
  if (issue) return t(`error.${issue.code}`, issue.interpolation);
  const list = issues.map(({ code }) => t(`error.${code}`));
  return list.length > 0 && t('error.password_rejected.restricted_found', { list });
}

function newPasswordForm(app, { min }) {
  const { t } = app;
  const hidden = { type: 'password', autocomplete: 'new-password' };
  const password = field(t('input.password'), { name: 'newPassword', ...hidden });
  const confirmation = field(t('input.confirm_password'), { name: 'confirmPassword', ...hidden });
  const rejection = el('div', { class: 'error' });
  const reveal = el('input', {
    type: 'checkbox',
    name: 'toggle-password',
    onchange: () => {
      for (const { input } of [password, confirmation]) {
        input.type = reveal.checked ? 'text' : 'password';
      }
    },
  });

  const problems = {
    password: () => !password.input.value && t('error.password_required'),
    confirmation: () =>
      password.input.value !== confirmation.input.value && t('error.passwords_do_not_match'),
  };
  function validate(one, problem) {
    const text = problem();
    if (text) one.fail(text);
    else one.clear();
    return !text;
  }
  const checks = [
    [password, problems.password],
    [confirmation, problems.confirmation],
  ];
  let wasSubmitted = false;
  for (const [one, problem] of checks) {
    // Typing doesn't clear the error, leaving the field does: then the form gets shorter under the
    // mouse, and a click on the button that causes the blur misses it (docs/vendors.md L5).
    one.keepErrorWhileTyping();
    one.input.addEventListener('blur', () => wasSubmitted && validate(one, problem));
  }

  const reject = (issues) => {
    const sentence = sentenceFor(t, issues);
    rejection.replaceChildren(sentence || '');
    return Boolean(sentence);
  };
  const submit = () => {
    wasSubmitted = true;
    rejection.replaceChildren();
    const results = checks.map(([one, problem]) => validate(one, problem));
    if (results.includes(false)) return undefined;
    if (password.input.value.length < min) {
      return reject([{ code: 'password_rejected.too_short', interpolation: { min } }]);
    }
    return app.attempt(
      () => api.finishRegistration(password.input.value),
      (error) => error.code === 'password.rejected' && reject(error.data),
    );
  };
  return form(
    submit,
    password.node,
    confirmation.node,
    rejection,
    el('label', {}, reveal, ' ', t('action.show_password')),
    submitButton(t('action.save_password')),
  );
}

export function passwordScreen(app) {
  const { t, settings } = app;
  const min = settings.passwordPolicy.length?.min ?? 8;
  return {
    '/register/password': () =>
      show(
        t('description.new_password'),
        t('description.new_password'),
        backButton(t),
        el('p', { class: 'muted' }, t('description.password_requirements', { count: min })),
        newPasswordForm(app, { min }),
      ),
  };
}
