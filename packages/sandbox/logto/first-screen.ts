/** Which page an authorization request opens (docs/vendors.md L4). */

const SCREENS: Record<string, string> = {
  sign_in: '/sign-in',
  register: '/register',
  'identifier:sign_in': '/identifier-sign-in',
  'identifier:register': '/identifier-register',
  single_sign_on: '/single-sign-on',
  reset_password: '/reset-password',
};

/** Handed on to the page, which reads them from its address. */
const SHARED = ['organization_id', 'ui_locales', 'one_time_token', 'login_hint', 'identifier'];

export function loginPath(params: Record<string, unknown>): string {
  const query = new URLSearchParams({ app_id: String(params.client_id) });
  for (const name of SHARED) {
    if (typeof params[name] === 'string') query.set(name, params[name]);
  }
  const screen =
    SCREENS[String(params.first_screen)] ??
    (params.interaction_mode === 'signUp' ? '/register' : '/sign-in');
  const [method, target] =
    typeof params.direct_sign_in === 'string' ? params.direct_sign_in.split(':') : [];
  if (!method || !target) return `${screen}?${query}`;
  query.set('fallback', screen.slice(1));
  return `/direct/${encodeURIComponent(method)}/${encodeURIComponent(target)}?${query}`;
}
