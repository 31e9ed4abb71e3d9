// /account/security: everything that protects the account, each with what can be done about it.

import { el } from '/experience/dom.js';
import { call } from './api.js';
import { confirm, faint, plain, row, section, tabs, toast } from './ui.js';

const IDENTIFIERS = {
  username: { path: 'my-account', column: 'username' },
  email: { path: 'my-account/primary-email', column: 'primaryEmail' },
  phone: { path: 'my-account/primary-phone', column: 'primaryPhone' },
};

/** Removals and the switch wait for a proof; the page comes back here and does them then. */
export const SECURITY_ACTIONS = {
  'remove-username': (app) => remove(app, 'username'),
  'remove-email': (app) => remove(app, 'email'),
  'remove-phone': (app) => remove(app, 'phone'),
  'enable-mfa': () => skipAtSignIn(false),
  'disable-mfa': () => skipAtSignIn(true),
};

async function remove({ t }, name) {
  const { path } = IDENTIFIERS[name];
  if (name === 'username') await call('PATCH', path, { username: null });
  else await call('DELETE', path);
  toast(t(`account_center.security.${name}_removed`));
}
const skipAtSignIn = (skipMfaOnSignIn) =>
  call('PATCH', 'my-account/mfa-settings', { skipMfaOnSignIn });

function identifierRow(app, name, label) {
  const { t, me } = app;
  const key = (word) => t(`account_center.security.${word}`);
  const value = me[IDENTIFIERS[name].column];
  const ask = () =>
    confirm(
      app,
      {
        title: key(`remove_${name}_confirmation_title`),
        text: key(`remove_${name}_confirmation_description`),
        action: key('remove'),
      },
      () => app.act(`remove-${name}`),
    );
  return row(
    label,
    value ? plain(value) : faint(key('not_set')),
    app.canEdit(name) && [
      [key(value ? 'change' : 'add'), () => app.goFromTab(`/account/${name}`)],
      value && [key('remove'), ask, true],
    ],
  );
}

function passwordRow(app) {
  const { t, me } = app;
  const key = (word) => t(`account_center.security.${word}`);
  const change = [key('change'), () => app.goFromTab('/account/password')];
  return row(
    key('password'),
    me.hasPassword ? plain(key('configured')) : faint(key('not_configured')),
    app.canSetPassword() && [change],
  );
}

function factorRows(app, own) {
  const { t, settings } = app;
  const key = (word, values) => t(`account_center.security.${word}`, values);
  const totp = own.find(({ type }) => type === 'Totp');
  const codes = own.find(({ type }) => type === 'BackupCode');
  const count = codes?.remainCodes ?? 0;
  const rows = {
    Totp: {
      label: key('authenticator_app'),
      value: totp && key('configured'),
      action: [
        key(totp ? 'change' : 'add'),
        () => app.goFromTab(`/account/authenticator-app${totp ? '/replace' : ''}`),
      ],
    },
    BackupCode: {
      label: key('backup_codes'),
      value: codes && key(`backup_codes_count_${count === 1 ? 'one' : 'other'}`, { count }),
      action: [
        key(codes ? 'manage' : 'add'),
        () => app.goFromTab(`/account/backup-codes/${codes ? 'manage' : 'generate'}`),
      ],
    },
  };
  return Object.entries(rows)
    .filter(([factor]) => settings.mfa.factors.includes(factor))
    .map(([, { label, value, action }]) =>
      row(
        label,
        value ? plain(value) : faint(key('not_configured')),
        app.canEdit('mfa') && [action],
      ),
    );
}

async function mfaSection(app) {
  const { t, settings } = app;
  const { factors, policy } = settings.mfa;
  if (!app.can('mfa') || factors.length === 0) return undefined;
  const key = (word) => t(`account_center.security.${word}`);
  const own = await call('GET', 'my-account/mfa-verifications');
  const rows = factorRows(app, own);
  if (!app.canEdit('mfa') || /Mandatory$/.test(policy)) {
    return section(key('two_step_verification'), ...rows);
  }
  const { skipMfaOnSignIn } = await call('GET', 'my-account/mfa-settings');
  const toggle = el('input', {
    type: 'checkbox',
    role: 'checkbox',
    class: 'switch',
    'aria-label': 'Toggle switch',
    checked: !skipMfaOnSignIn,
    onclick: (event) => {
      event.preventDefault();
      if (skipMfaOnSignIn) return app.act('enable-mfa');
      return confirm(
        app,
        {
          title: key('turn_off_2_step_verification'),
          text: key('turn_off_2_step_verification_description'),
          action: key('disable_2_step_verification'),
        },
        () => app.act('disable-mfa'),
      );
    },
  });
  const isEmpty = !skipMfaOnSignIn && own.length === 0;
  const notice = el('p', { class: 'notice' }, key('no_verification_method_warning'));
  const switchRow = row(key('two_step_verification'), faint(key('two_step_description')));
  switchRow.querySelector('.actions').append(toggle);
  return section(key('two_step_verification'), isEmpty && notice, switchRow, ...rows);
}

export async function security(app) {
  const { t, can } = app;
  const key = (word) => t(`account_center.security.${word}`);
  const mfa = await mfaSection(app);
  tabs(
    app,
    t('account_center.page.security_title'),
    t('account_center.page.security_description'),
    can('username') &&
      section(t('input.username'), identifierRow(app, 'username', t('input.username'))),
    (can('email') || can('phone')) &&
      section(
        key('email_phone'),
        can('email') && identifierRow(app, 'email', key('email')),
        can('phone') && identifierRow(app, 'phone', key('phone')),
      ),
    can('password') && section(key('password'), passwordRow(app)),
    mfa,
  );
}
