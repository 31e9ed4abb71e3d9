// Small DOM helpers; the pages are built by hand so that nothing needs a build step.

export function el(tag, attributes = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (name.startsWith('on')) node.addEventListener(name.slice(2), value);
    else if (value === true) node.setAttribute(name, '');
    else if (value !== undefined && value !== false) node.setAttribute(name, value);
  }
  node.append(...children.filter((child) => child !== undefined && child !== false));
  return node;
}

/** "Back" and "Skip" at the top of later pages are no buttons in Logto, but act as one. */
export const textButton = (text, onclick) =>
  el(
    'div',
    {
      role: 'button',
      tabindex: '0',
      onclick,
      onkeydown: ({ key }) => (key === 'Enter' || key === ' ') && onclick(),
    },
    text,
  );
export const backButton = (t) => textButton(t('action.nav_back'), () => history.back());

/** What a step's error handler returns once the person sees the error. */
export const SHOWN = true;

let fieldCount = 0;
/** A labelled input with a place for its error; `field.fail(text)` shows one. */
export function field(label, attributes) {
  fieldCount += 1;
  const id = `field-${fieldCount}`;
  const error = el('div', { class: 'error', id: `${id}-error` });
  const input = el('input', { id, 'aria-describedby': error.id, ...attributes });
  const clear = () => error.replaceChildren();
  input.addEventListener('input', clear);
  const node = el('div', {}, el('label', { for: id }, label), input, error);
  const fail = (text) => {
    error.replaceChildren(text);
    return SHOWN;
  };
  const keepErrorWhileTyping = () => input.removeEventListener('input', clear);
  return { node, input, fail, clear, keepErrorWhileTyping };
}

/**
 * A form with what Logto's forms contain besides their fields, and which selectors trip over: a
 * hidden submit input, and the closed country-code picker "+1" (docs/vendors.md L5).
 */
export function form(onSubmit, ...children) {
  return el(
    'form',
    {
      novalidate: true,
      onsubmit: (event) => {
        event.preventDefault();
        onSubmit();
      },
    },
    el('div', { role: 'button', tabindex: '-1', hidden: true }, '+1'),
    ...children,
    el('input', { type: 'submit', hidden: true }),
  );
}

export const submitButton = (text, name = 'submit') =>
  el('button', { type: 'submit', ...(name && { name }) }, text);

export function toast(text) {
  document.querySelector('.toast')?.remove();
  document.querySelector('main').append(el('div', { class: 'toast error', role: 'alert' }, text));
}

export function show(title, heading, ...children) {
  document.title = title;
  document
    .querySelector('main')
    .replaceChildren(el('h1', {}, heading), ...children.filter(Boolean));
  return SHOWN;
}
