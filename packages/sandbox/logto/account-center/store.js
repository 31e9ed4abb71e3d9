// What outlives a page of the account center: where to go afterwards, and what was proved.

const item = (name) => ({
  get: () => sessionStorage.getItem(`account_${name}`) ?? undefined,
  set: (value) =>
    value
      ? sessionStorage.setItem(`account_${name}`, value)
      : sessionStorage.removeItem(`account_${name}`),
});

export const pendingReturn = item('pending_return');
export const showSuccess = item('show_success');
export const uiLocales = item('ui_locales');
export const identifier = item('identifier');
/** The page that the sign-in interrupted. */
export const routeRestore = item('route_restore');
/** What the tab was about to do when it had to ask who it is. */
export const pendingAction = item('pending_action');

const record = item('verification');
export const proof = {
  get() {
    const { id, expiresAt } = JSON.parse(record.get() ?? '{}');
    return id && Date.parse(expiresAt) > Date.now() ? id : undefined;
  },
  set: (id, expiresAt) => record.set(id && JSON.stringify({ id, expiresAt })),
};

/** Read once: a form that was filled from the address isn't filled from it again. */
export function takeIdentifier() {
  const value = identifier.get();
  identifier.set();
  return value;
}

const TASKS =
  /^\/account\/(email|phone|password|username|authenticator-app(\/replace)?|backup-codes\/(generate|regenerate|manage)|passkey\/(add|manage)|social\/.+)$/;

function isWebAddress(text) {
  try {
    return ['http:', 'https:'].includes(new URL(text).protocol);
  } catch {
    return false;
  }
}

/** Takes what the address of a page says, before a sign-in leads away from it. */
export function readAddress({ pathname, search }) {
  const query = new URLSearchParams(search);
  if (TASKS.test(pathname)) {
    const target = query.get('redirect');
    if (target && isWebAddress(target)) pendingReturn.set(target);
    if (['true', '1', 'yes', 'y'].includes(query.get('show_success'))) showSuccess.set('true');
    if (query.get('identifier')) identifier.set(query.get('identifier'));
  }
  if (query.has('code') || query.has('error')) return;
  // Forgotten by the page that a sign-in comes back to, as at Logto.
  uiLocales.set(query.get('ui_locales'));
}
