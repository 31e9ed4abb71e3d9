/** Which page an authorization request opens (docs/vendors.md L4). */

const SCREENS: Record<string, string> = {
  sign_in: '/sign-in',
  register: '/register',
  'identifier:sign_in': '/identifier-sign-in',
  'identifier:register': '/identifier-register',
  single_sign_on: '/single-sign-on',
  // Without an e-mail or SMS connector there is nothing to reset a password with.
  reset_password: '/sign-in',
};

/** Handed on to the page, which reads them from its address. */
const SHARED = ['login_hint', 'identifier', 'organization_id', 'ui_locales'];

export function loginPath(params: Record<string, unknown>): string {
  const query = new URLSearchParams({ app_id: String(params.client_id) });
  const direct = typeof params.direct_sign_in === 'string' ? params.direct_sign_in : undefined;
  const screen =
    SCREENS[String(params.first_screen)] ??
    (params.interaction_mode === 'signUp' ? '/register' : '/sign-in');
  if (direct) {
    const [method, target] = direct.split(':');
    if (method && target) {
      query.set('fallback', screen.slice(1));
      return `/direct/${method}/${encodeURIComponent(target)}?${query}`;
    }
  }
  for (const name of SHARED) {
    if (typeof params[name] === 'string') query.set(name, params[name]);
  }
  return `${screen}?${query}`;
}
