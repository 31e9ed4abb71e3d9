// /account/sessions: where one is signed in, and the other companies' applications one let in.

import { call } from './api.js';
import { proof } from './store.js';
import { confirm, faint, plain, row, section, tabs } from './ui.js';

const BROWSERS = [
  [/Edg\//, 'Edge'],
  [/HeadlessChrome\//, 'Chrome Headless'],
  [/Firefox\//, 'Firefox'],
  [/Chrome\//, 'Chrome'],
  [/Safari\//, 'Safari'],
];
const SYSTEMS = [
  [/Android/, 'Android'],
  [/iPhone|iPad/, 'iOS'],
  [/Mac OS X/, 'macOS'],
  [/Windows/, 'Windows'],
  [/Linux/, 'Linux'],
];
const nameIn = (list, text) => list.find(([pattern]) => pattern.test(text))?.[1];

const dateOf = (seconds) =>
  new Intl.DateTimeFormat(document.documentElement.lang, {
    dateStyle: 'medium',
    timeStyle: 'short',
  }).format(seconds * 1000);

function deviceOf({ lastSubmission }) {
  const { userAgent = '', ip } = lastSubmission?.signInContext ?? {};
  const parts = [nameIn(BROWSERS, userAgent), nameIn(SYSTEMS, userAgent)].filter(Boolean);
  return { name: parts.join(' on ') || ip, ip };
}

const key = ({ t }, word, values) => t(`account_center.sessions.${word}`, values);

function sessionRow(app, session) {
  const { name, ip } = deviceOf(session);
  const date = dateOf(session.payload.loginTs);
  const ask = () =>
    confirm(
      app,
      {
        title: key(app, 'revoke_session_title'),
        text: key(app, 'revoke_session_description'),
        action: key(app, 'revoke_session'),
      },
      () => end(app, `my-account/sessions/${session.payload.uid}?revokeGrantsTarget=all`),
    );
  const isOther = !session.isCurrent && app.canEdit('session');
  return row(
    name ?? date,
    faint(ip ?? ''),
    isOther ? [[key(app, 'revoke_session'), ask, true]] : [],
    faint(key(app, 'signed_in_at', { date })),
    session.isCurrent ? plain(key(app, 'current_session')) : '',
  );
}

function grantRow(app, { id, application, payload }) {
  const ask = () =>
    confirm(
      app,
      {
        title: key(app, 'revoke_grant_title'),
        text: key(app, 'revoke_grant_description'),
        action: key(app, 'revoke_grant'),
      },
      () => end(app, `my-account/grants/${id}`),
    );
  return row(
    application.name,
    faint(key(app, 'granted_at', { date: dateOf(payload.iat) })),
    app.canEdit('session') && [[key(app, 'revoke_grant'), ask, true]],
  );
}

const end = (app, path) =>
  app.attempt(async () => {
    await call('DELETE', path);
    await sessions(app);
  });

export async function sessions(app) {
  const page = (...sections) =>
    tabs(app, key(app, 'page_title'), key(app, 'page_description'), ...sections);
  if (!proof.get()) {
    const manage = app.t('account_center.security.manage');
    return page(
      section(key(app, 'title'), row('', '', [[manage, () => app.act('load-sessions')]])),
    );
  }
  const [{ sessions: all }, { grants }] = await Promise.all([
    call('GET', 'my-account/sessions'),
    call('GET', 'my-account/grants?appType=thirdParty'),
  ]);
  const others = all.filter(({ isCurrent }) => !isCurrent);
  const ordered = [...all.filter(({ isCurrent }) => isCurrent), ...others];
  page(
    section(
      key(app, 'title'),
      ...ordered.map((one) => sessionRow(app, one)),
      others.length === 0 && faint(key(app, 'no_other_sessions')),
    ),
    section(
      key(app, 'third_party_apps_title'),
      ...grants.map((one) => grantRow(app, one)),
      grants.length === 0 && faint(key(app, 'no_third_party_apps')),
    ),
  );
}
