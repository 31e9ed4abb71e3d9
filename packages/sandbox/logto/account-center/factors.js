// /account/authenticator-app and /account/backup-codes: setting up second factors.

import { el } from '/experience/dom.js';
import { codeInput, secretSection } from '/experience/mfa.js';
import { call } from './api.js';
import { go } from './router.js';
import { card, copy, download, failure, message } from './ui.js';

const factorsOf = () => call('GET', 'my-account/mfa-verifications');
const plainButton = (text, onclick) =>
  el('button', { type: 'button', class: 'plain', onclick }, text);

/** An authenticator app that is there stands in the way, unless it is to be replaced. */
export const canAddTotp = async (app) => {
  const isThere = (await factorsOf()).some(({ type }) => type === 'Totp');
  if (isThere) failure(app, 'account_center.mfa.totp_already_added');
  return !isThere;
};

/** What the sign-in pages ask for too, with this page's word for a wrong code. */
function codeForm({ t, attempt }, onCode) {
  const nodes = codeInput(
    {
      t,
      attempt: (step, onError) =>
        attempt(step, {
          'session.mfa.invalid_totp_code': ({ code }) =>
            onError({ code, message: t('error.invalid_passcode') }),
        }),
    },
    onCode,
  );
  nodes.at(-1).type = 'submit';
  return el('form', { onsubmit: (event) => event.preventDefault() }, ...nodes);
}

export async function authenticatorApp(app, isReplacement) {
  const { t, me } = app;
  const { secret } = await call('POST', 'my-account/mfa-verifications/totp-secret/generate');
  const name = me.username ?? me.primaryEmail ?? me.primaryPhone ?? 'User';
  const response = await fetch('/account/assets/qr-code', {
    method: 'POST',
    body: JSON.stringify({ secret, name, issuer: location.hostname }),
  });
  const secretQrCode = await response.text();
  const save = (code) =>
    isReplacement
      ? call('PUT', 'my-account/mfa-verifications/totp', { secret, code })
      : call('POST', 'my-account/mfa-verifications', { type: 'Totp', secret, code });
  const bind = async (code) => {
    await save(code);
    await app.succeed(`${location.pathname}/success`);
  };
  const content = t('mfa.enter_one_time_code');
  card(
    app,
    t(isReplacement ? 'mfa.replace_authenticator_app' : 'mfa.add_authenticator_app'),
    undefined,
    secretSection(app, { secret, secretQrCode }, 'button'),
    el('h2', {}, t('mfa.step', { step: '2', content })),
    el('p', { class: 'muted' }, t('mfa.enter_one_time_code_link_description')),
    codeForm(app, bind),
  );
}

/** Only beside another factor, and once: those that are left are shown instead. */
export async function canAddBackupCodes(app, isReplacement) {
  const own = await factorsOf();
  const left = own.find(({ type, remainCodes }) => type === 'BackupCode' && remainCodes > 0);
  if (left && !isReplacement) {
    go('/account/backup-codes/manage', { replace: true });
    return false;
  }
  const isAlone = own.every(({ type }) => type === 'BackupCode');
  if (isAlone) failure(app, 'account_center.mfa.backup_code_requires_other_mfa');
  return !isAlone;
}

const list = (codes) =>
  el(
    'div',
    { class: 'backup-codes' },
    ...codes.map(({ code, usedAt }) => el('span', { class: usedAt && 'used' }, code)),
  );
const keep = ({ t }, text, file) => [
  plainButton(t('action.download'), () => download(text, file)),
  plainButton(t('action.copy'), () => copy(text, t('mfa.backup_code_copied'))),
];

export async function newBackupCodes(app, isReplacement) {
  const { t } = app;
  const { codes } = await call('POST', 'my-account/mfa-verifications/backup-codes/generate');
  const save = () =>
    app.attempt(async () => {
      const former = (await factorsOf()).find(({ type }) => type === 'BackupCode');
      if (isReplacement && former) {
        await call('DELETE', `my-account/mfa-verifications/${former.id}`);
      }
      await call('POST', 'my-account/mfa-verifications', { type: 'BackupCode', codes });
      await app.succeed('/account/backup-codes/success');
    });
  card(
    app,
    t('mfa.save_backup_code'),
    t('mfa.save_backup_code_description'),
    isReplacement && el('p', { class: 'notice' }, t('mfa.new_backup_codes_generated')),
    list(codes.map((code) => ({ code }))),
    ...keep(app, codes.join('\n'), 'backup_code.txt'),
    el('p', { class: 'muted' }, t('mfa.backup_code_hint')),
    el('button', { type: 'button', onclick: save }, t('action.continue')),
  );
}

export async function backupCodes(app) {
  const { t } = app;
  const path = 'my-account/mfa-verifications/backup-codes';
  const found = await call('GET', path).catch(() => undefined);
  if (!found) return message(t('error.something_went_wrong'));
  const unused = found.codes.filter(({ usedAt }) => !usedAt).map(({ code }) => code);
  const generate = () => go('/account/backup-codes/regenerate');
  card(
    app,
    t('account_center.backup_code.title'),
    t('account_center.backup_code.description'),
    list(found.codes),
    ...keep(app, unused.join('\n'), 'backup_codes.txt'),
    el('p', { class: 'muted' }, t('account_center.backup_code.copy_hint')),
    el('h2', {}, t('account_center.backup_code.generate_new')),
    plainButton(t('account_center.backup_code.generate_new'), generate),
  );
}
