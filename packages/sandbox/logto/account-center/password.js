// /account/password: the new one, twice.

import { el } from '/experience/dom.js';
import { sentenceFor } from '/experience/password.js';
import { call } from './api.js';
import { card, field, taskForm, whose } from './ui.js';

export function password(app) {
  const { t, me, settings } = app;
  const { min = 8, max = 256 } = settings.passwordPolicy.length ?? {};
  const hidden = { type: 'password', autocomplete: 'new-password' };
  const wanted = field(t('input.password'), {
    ...{ id: 'new-password', name: 'newPassword', maxlength: max },
    ...hidden,
  });
  const again = field(t('input.confirm_password'), {
    ...{ id: 'confirm-password', name: 'confirmPassword', maxlength: max },
    ...hidden,
  });
  const reveal = el('input', {
    type: 'checkbox',
    name: 'toggle-password',
    onchange: () => {
      for (const { input } of [wanted, again]) input.type = reveal.checked ? 'text' : 'password';
    },
  });
  const submit = () => {
    const value = wanted.input.value;
    wanted.clear();
    again.clear();
    if (!value) return wanted.fail(t('error.password_required'));
    if (!again.input.value) return again.fail(t('error.password_required'));
    if (again.input.value !== value) return again.fail(t('error.passwords_do_not_match'));
    if (value.length < min) return wanted.fail(t('error.password_rejected.too_short', { min }));
    return app.attempt(
      async () => {
        await call('POST', 'my-account/password', { password: value });
        await app.succeed('/account/password/success');
      },
      {
        'password.rejected': ({ data, message }) => wanted.fail(sentenceFor(t, data) || message),
        'user.same_password': ({ message }) => wanted.fail(message),
      },
    );
  };
  const requirement = min > 1 && t('account_center.password.requirement', { count: min });
  card(
    app,
    t('account_center.password.title'),
    `${t('account_center.password.description')} ${requirement || ''}`,
    taskForm(
      submit,
      t('action.save_password'),
      ...[whose(me), wanted.node, again.node],
      el('label', { class: 'check' }, reveal, ' ', t('action.show_password')),
    ),
  );
}
