// A link with a token that proves an e-mail address: signs in who has the address, registers
// somebody new.

import * as api from './api.js';
import { el, show } from './dom.js';

/** The sign-in page hands a request with a token and an address over, before it shows anything. */
export function hasOneTimeToken(app) {
  const query = app.query();
  return query.has('one_time_token') && query.has('login_hint');
}

export function oneTimeTokenScreens(app) {
  const { t } = app;
  const invalid = (reason) =>
    show(
      t('error.invalid_link'),
      t('error.invalid_link'),
      el('p', {}, reason ?? t('error.invalid_link_description')),
    );
  return {
    '/one-time-token': () => {
      show('', '');
      const query = app.query();
      const [token, email] = [query.get('one_time_token'), query.get('login_hint')];
      if (!token || !email) return app.go('/one-time-token/error');
      // Out of the address, which ends up in histories and logs.
      history.replaceState(history.state, '', app.path('/one-time-token'));
      return app.attempt(
        async () => {
          const verificationId = await api.proveAddress(email, token);
          return api
            .identifyByToken(verificationId)
            .catch((error) =>
              error.code === 'user.user_not_exist'
                ? api.registerByToken(verificationId)
                : Promise.reject(error),
            );
        },
        ({ message }) => app.go('/one-time-token/error', { state: { message } }),
      );
    },
    '/one-time-token/error': () => invalid(app.state().message),
  };
}
