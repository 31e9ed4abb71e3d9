// What the pages are made of: a card for one task, tabs for the whole account, rows, dialogs.

import { backButton, el } from '/experience/dom.js';

const root = () => document.querySelector('#account');

/** Leaves a dialog of the former page open no longer than the page. */
function draw(isCard, ...nodes) {
  for (const dialog of document.querySelectorAll('dialog')) dialog.remove();
  root().className = isCard ? 'card-page' : 'tab-page';
  root().replaceChildren(...nodes.filter(Boolean));
}

export function card(app, title, description, ...children) {
  document.title = title;
  draw(
    true,
    el(
      'main',
      {},
      backButton(app.t),
      el('h1', {}, title),
      description && el('p', { class: 'muted' }, description),
      ...children,
    ),
  );
  document.querySelector('main input:not([hidden], [type=checkbox])')?.focus();
}

/** A page that only says something: an error, or that it worked. */
export function message(title, text, action) {
  document.title = title;
  draw(true, el('main', {}, el('h1', {}, title), text && el('p', {}, text), action));
}
export const failure = ({ t }, key = 'error.feature_not_enabled') =>
  message(t('error.something_went_wrong'), key && t(key));
export const notFound = ({ t }) =>
  message(t('account_center.home.title'), t('account_center.home.description'));

export function tabs(app, title, description, ...sections) {
  document.title = 'Account Center';
  const links = app.tabs.map(({ path, label }) =>
    el(
      'a',
      {
        href: path,
        'aria-current': path === location.pathname && 'page',
        onclick: (event) => {
          event.preventDefault();
          app.go(path);
        },
      },
      app.t(label),
    ),
  );
  draw(
    false,
    el('header', {}, app.t('account_center.page.title')),
    app.tabs.length > 1 && el('aside', {}, el('nav', {}, ...links)),
    el(
      'main',
      {},
      el('h1', {}, title),
      el('p', { class: 'muted' }, description),
      ...sections.filter(Boolean),
    ),
  );
}

export const section = (title, ...rows) =>
  el('section', {}, el('h2', {}, title), ...rows.filter(Boolean));

/** @param actions `[label, handler, isDanger]` each; nothing for who may change nothing */
export const row = (label, value, actions, ...more) =>
  el(
    'div',
    { class: 'row' },
    el('div', {}, el('div', { class: 'label' }, label), value, ...more),
    el(
      'div',
      { class: 'actions' },
      ...(actions || [])
        .filter(Boolean)
        .map(([text, onclick, isDanger]) =>
          el('button', { type: 'button', class: isDanger ? 'link danger' : 'link', onclick }, text),
        ),
    ),
  );

export const plain = (text) => el('div', { class: 'value' }, text);
export const faint = (text) => el('div', { class: 'value muted' }, text);

export function toast(text) {
  document.querySelector('.toast')?.remove();
  const node = el('div', { class: 'toast', role: 'status' }, text);
  document.body.append(node);
  setTimeout(() => node.remove(), 3000);
}

/** Asks before something that can't be undone, or not easily. */
export function confirm({ t }, { title, text, action, isDanger = true }, onConfirm) {
  const heading = el('h2', { id: 'dialog-title' }, title);
  const dialog = el('dialog', { 'aria-labelledby': heading.id }, heading, el('p', {}, text));
  const close = () => {
    dialog.close();
    dialog.remove();
  };
  const agree = () => {
    close();
    onConfirm();
  };
  dialog.addEventListener('cancel', () => dialog.remove());
  dialog.append(
    el('button', { type: 'button', class: 'plain', onclick: close }, t('action.cancel')),
    el('button', { type: 'button', class: isDanger && 'danger', onclick: agree }, action),
  );
  document.body.append(dialog);
  dialog.showModal();
}

let fieldCount = 0;
/** A labelled input; `field.fail(text)` shows what is wrong until it is typed in again. */
export function field(label, attributes) {
  fieldCount += 1;
  const id = attributes.id ?? `field-${fieldCount}`;
  const error = el('div', { id: `${id}-error` });
  const input = el('input', { id, 'aria-describedby': error.id, ...attributes });
  const clear = () => {
    error.replaceChildren();
    input.removeAttribute('aria-invalid');
  };
  input.addEventListener('input', clear);
  const node = el('div', {}, el('label', { for: id }, label), input, error);
  const fail = (text) => {
    error.replaceChildren(el('div', { role: 'alert' }, text));
    input.setAttribute('aria-invalid', 'true');
    return true;
  };
  return { node, input, fail, clear };
}

/** For password managers, which want to know whose password it is. */
export const whose = (me) =>
  el('input', {
    ...{ id: 'username', name: 'username', autocomplete: 'username', readonly: true, hidden: true },
    ...{ tabindex: '-1', value: me.username ?? me.primaryEmail ?? me.primaryPhone ?? '' },
  });

/**
 * The browser checks what an input's type asks for, as on Logto's pages.
 * @param onSubmit gets nothing; the form's own fields know what they hold.
 */
export function taskForm(onSubmit, label, ...children) {
  const submit = (event) => {
    event.preventDefault();
    onSubmit();
  };
  const button = el('button', { type: 'submit', name: 'submit' }, label);
  return el('form', { onsubmit: submit }, ...children, button);
}

export async function copy(text, done) {
  await navigator.clipboard?.writeText(text);
  toast(done);
}

export function download(text, name) {
  const href = URL.createObjectURL(new Blob([text], { type: 'text/plain' }));
  el('a', { href, download: name }).click();
  URL.revokeObjectURL(href);
}
