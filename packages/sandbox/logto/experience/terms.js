// Terms of use: a note, or a checkbox that asks again when it was left unchecked.

import { el } from './dom.js';

function links({ t, settings }) {
  const link = (href, text) => href && el('a', { href, target: '_blank', rel: 'noopener' }, text);
  const both = [
    link(settings.termsOfUseUrl, t('description.terms_of_use')),
    link(settings.privacyPolicyUrl, t('description.privacy_policy')),
  ].filter(Boolean);
  return both.length === 2 ? [both[0], ` ${t('description.and')} `, both[1]] : both;
}

const hasTerms = ({ settings }) => Boolean(settings.termsOfUseUrl || settings.privacyPolicyUrl);
/** @param on `sign-in`, where only "Manual" asks, or `register`. */
const asks = (app, on) =>
  hasTerms(app) &&
  (app.settings.agreeToTermsPolicy === 'Manual' ||
    (on === 'register' && app.settings.agreeToTermsPolicy === 'ManualRegistrationOnly'));

function aroundLinks(app, text) {
  const [before, after] = text.split('<link></link>');
  return el('p', { class: 'muted' }, before, ...links(app), after ?? '');
}

/** "By continuing, you agree …", which asks for nothing. */
export const termsNote = (app, on) =>
  hasTerms(app) &&
  !asks(app, on) &&
  (app.settings.agreeToTermsPolicy === 'Automatic'
    ? aroundLinks(app, app.t('description.auto_agreement'))
    : el('p', { class: 'muted' }, ...links(app)));

export function termsCheckbox(app, on) {
  if (!asks(app, on)) return false;
  const box = el('input', { type: 'checkbox', name: 'termsAgreement', tabindex: '-1' });
  const set = (agreed) => {
    app.agreedToTerms = agreed;
    box.checked = agreed;
    row.setAttribute('aria-checked', String(agreed));
  };
  const row = el(
    'div',
    {
      role: 'radio',
      tabindex: '0',
      onclick: ({ target }) => target.tagName !== 'A' && set(!app.agreedToTerms),
      onkeydown: ({ key }) => (key === 'Enter' || key === ' ') && set(!app.agreedToTerms),
    },
    box,
    ' ',
    app.t('description.agree_with_terms'),
    ...links(app),
  );
  set(app.agreedToTerms);
  return row;
}

/** True once the person agrees: by the checkbox, or in the dialog that opens when it's unchecked. */
export async function agreesToTerms(app, on) {
  if (app.agreedToTerms || !asks(app, on)) return true;
  const agreed = await new Promise((resolve) => {
    const button = (text, answer) =>
      el('button', { type: 'button', onclick: () => resolve(answer) }, text);
    const dialog = el(
      'div',
      { role: 'dialog', 'aria-modal': 'true' },
      el('h2', {}, app.t('description.reminder')),
      aroundLinks(app, app.t('description.agree_with_terms_modal')),
      button(app.t('action.cancel'), false),
      button(app.t('action.agree'), true),
    );
    document.querySelector('main').append(dialog);
  });
  document.querySelector('[role=dialog]')?.remove();
  const box = document.querySelector('input[name=termsAgreement]');
  if (agreed) {
    app.agreedToTerms = true;
    if (box) box.checked = true;
    box?.parentElement.setAttribute('aria-checked', 'true');
  }
  return agreed;
}
