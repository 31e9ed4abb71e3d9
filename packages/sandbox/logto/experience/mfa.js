// Second factors: setting one up, presenting one, and the offer to have one.

import * as api from './api.js';
import {
  backButton,
  el,
  field,
  form,
  SHOWN,
  show,
  submitButton,
  textButton,
  toast,
} from './dom.js';

const CODE_LENGTH = 6;

/** What the API answers to a submission that lacks a factor, and the page that follows. */
export const mfaErrorHandlers = {
  'user.suggest_mfa': (app) => app.go('/mfa-onboarding'),
  'user.missing_mfa': (app, { data }) =>
    app.attempt(async () => {
      const secret = await api.newTotpSecret();
      app.go('/mfa-binding/Totp', { state: { ...secret, ...data } });
    }),
  'session.mfa.backup_code_required': (app) =>
    app.attempt(async () => {
      app.go('/mfa-binding/BackupCode', { state: await api.newBackupCodes() });
    }),
  'session.mfa.require_mfa_verification': (app, { data }) =>
    app.go(`/mfa-verification/${data.availableFactors[0]}`, { state: data }),
};

/** Six fields of one digit each. The last digit submits; a refused code empties them again. */
export function codeInput(app, onCode) {
  const { t } = app;
  const error = el('div', { class: 'error' });
  const inputs = Array.from({ length: CODE_LENGTH }, (_, index) =>
    el('input', {
      name: `totpCode_${index}`,
      type: 'number',
      inputmode: 'numeric',
      autocomplete: 'off',
    }),
  );
  const code = () => inputs.map(({ value }) => value).join('');
  let isSubmitting = false;
  const say = (text) => error.replaceChildren(el('div', { role: 'alert' }, text));
  const fail = (text) => {
    say(text);
    for (const input of inputs) input.value = '';
    inputs[0].focus();
    return SHOWN;
  };
  async function submit() {
    if (isSubmitting) return;
    isSubmitting = true;
    error.replaceChildren();
    await app.attempt(
      () => onCode(code()),
      (problem) => problem.code === 'session.mfa.invalid_totp_code' && fail(problem.message),
    );
    isSubmitting = false;
  }
  function fillFrom(index, digits) {
    for (const [offset, digit] of [...digits].slice(0, CODE_LENGTH - index).entries()) {
      inputs[index + offset].value = digit;
    }
    inputs[Math.min(index + digits.length, CODE_LENGTH - 1)].focus();
    if (code().length === CODE_LENGTH) submit();
  }
  for (const [index, input] of inputs.entries()) {
    input.addEventListener('input', () => fillFrom(index, input.value.replace(/\D/g, '')));
    input.addEventListener('paste', (event) => {
      event.preventDefault();
      fillFrom(index, event.clipboardData.getData('text').replace(/\D/g, ''));
    });
    input.addEventListener('keydown', ({ key }) => {
      if (key === 'Backspace' && !input.value) inputs[index - 1]?.focus();
    });
  }
  const confirm = () =>
    code().length === CODE_LENGTH ? submit() : say(t('error.invalid_passcode'));
  return [
    el('div', { class: 'code' }, ...inputs),
    error,
    el('button', { type: 'button', onclick: confirm }, t('action.continue')),
  ];
}

/** The secret as a picture to scan, or as text. @param switchTag of what changes between the two */
export function secretSection({ t }, { secret, secretQrCode }, switchTag = 'a') {
  const section = el('section');
  const button = (text, onclick) => el('button', { type: 'button', class: 'plain', onclick }, text);
  function draw(asPicture) {
    const content = t(asPicture ? 'mfa.scan_qr_code' : 'mfa.copy_and_paste_key');
    const copy = async () => {
      await navigator.clipboard?.writeText(secret);
      toast(t('mfa.secret_key_copied'));
    };
    section.replaceChildren(
      el('h2', {}, t('mfa.step', { step: '1', content })),
      el(
        'p',
        { class: 'muted' },
        t(asPicture ? 'mfa.scan_qr_code_description' : 'mfa.copy_and_paste_key_description'),
      ),
      ...(asPicture
        ? [el('img', { src: secretQrCode, alt: 'QR code' })]
        : [el('div', {}, secret), button(t('action.copy'), copy)]),
      el(
        switchTag,
        {
          type: switchTag === 'button' && 'button',
          class: 'link',
          onclick: () => draw(!asPicture),
        },
        t(asPicture ? 'mfa.qr_code_not_available' : 'mfa.want_to_scan_qr_code'),
      ),
    );
  }
  draw(true);
  return section;
}

/** Downloads the codes as Logto does, as a text file. */
function download(codes) {
  const href = URL.createObjectURL(new Blob([codes.join('\n')], { type: 'text/plain' }));
  el('a', { href, download: 'backup_code.txt' }).click();
  URL.revokeObjectURL(href);
}

export function mfaScreens(app) {
  const { t } = app;
  const muted = (key) => el('p', { class: 'muted' }, t(key));
  const button = (key, onclick, plain) =>
    el('button', { type: 'button', onclick, class: plain && 'plain' }, t(key));
  const skip = () =>
    textButton(t('action.nav_skip'), () => app.attempt(() => api.answerMfaOffer('mfa-skipped')));
  const page = (key, ...more) => show(t(key), t(key), ...more);
  /** What these pages are about isn't in their address: opened anew there is nothing to show. */
  const needs = (name, screen) => () =>
    app.state()[name] ? screen(app.state()) : page('error.invalid_session', backButton(t));
  const otherMethod = (state) =>
    state.availableFactors.length > 1 &&
    el(
      'a',
      {
        href: app.path('/mfa-verification'),
        onclick: (event) => {
          event.preventDefault();
          app.go('/mfa-verification', { state });
        },
      },
      t('mfa.try_another_verification_method'),
    );
  const factorName = { Totp: 'mfa.totp', BackupCode: 'mfa.backup_code' };

  return {
    '/mfa-onboarding': () =>
      page(
        'mfa.onboarding',
        backButton(t),
        skip(),
        muted('mfa.onboarding_description'),
        button('mfa.enable_mfa', () => app.attempt(() => api.answerMfaOffer('mfa-enabled'))),
      ),
    '/mfa-binding/Totp': needs('secret', (state) =>
      page(
        'mfa.add_authenticator_app',
        backButton(t),
        state.skippable && skip(),
        secretSection(app, state),
        el('h2', {}, t('mfa.step', { step: '2', content: t('mfa.enter_one_time_code') })),
        muted('mfa.enter_one_time_code_link_description'),
        ...codeInput(app, (code) => api.bindTotp(state.verificationId, code)),
      ),
    ),
    '/mfa-binding/BackupCode': needs('codes', ({ codes, verificationId }) => {
      const copy = async () => {
        await navigator.clipboard?.writeText(codes.join('\n'));
        toast(t('mfa.backup_code_copied'));
      };
      page(
        'mfa.save_backup_code',
        muted('mfa.save_backup_code_description'),
        el('div', { class: 'backup-codes' }, ...codes.map((code) => el('div', {}, code))),
        button('action.download', () => download(codes), true),
        button('action.copy', copy, true),
        muted('mfa.backup_code_hint'),
        button('action.continue', () => app.attempt(() => api.bindBackupCodes(verificationId))),
      );
    }),
    '/mfa-verification': needs('availableFactors', (state) =>
      page(
        'mfa.verify_mfa_factors',
        backButton(t),
        muted('mfa.verify_mfa_description'),
        ...state.availableFactors.map((factor) =>
          button(factorName[factor], () => app.go(`/mfa-verification/${factor}`, { state }), true),
        ),
      ),
    ),
    '/mfa-verification/Totp': needs('availableFactors', (state) =>
      page(
        'mfa.verify_mfa_factors',
        backButton(t),
        el('h2', {}, t('mfa.enter_one_time_code')),
        muted('mfa.enter_one_time_code_description'),
        ...codeInput(app, api.verifyTotp),
        otherMethod(state),
      ),
    ),
    '/mfa-verification/BackupCode': needs('availableFactors', (state) => {
      const code = field(t('input.backup_code'), { name: 'code', autocomplete: 'off' });
      const submit = () => app.attempt(() => api.verifyBackupCode(code.input.value.trim()));
      page(
        'mfa.verify_mfa_factors',
        backButton(t),
        el('h2', {}, t('mfa.enter_a_backup_code')),
        muted('mfa.enter_backup_code_description'),
        form(submit, code.node, submitButton(t('action.continue'), null)),
        otherMethod(state),
      );
    }),
  };
}
