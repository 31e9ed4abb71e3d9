// The account center's pages. Their paths and query are Logto's; their looks are not.

import { el, field, form, show, submitButton, toast } from '/experience/dom.js';
import { call, hasProof, verify } from './api.js';
import { currentToken, finishSignIn, signIn } from './sign-in.js';

const query = new URL(location.href).searchParams;
const fail = () =>
  show('Something went wrong', 'Something went wrong', el('p', {}, 'Please try again later.'));

/** Runs a step; what the API refuses is shown on the page. */
async function attempt(step) {
  try {
    await step();
  } catch (error) {
    if (error.status === 401 && error.code === 'auth.unauthorized') await signIn();
    else if (error.status) toast(error.message);
    else throw error;
  }
}

/** After a task: back to the application that asked for it, if it did. */
function finish(text) {
  const target = query.get('redirect');
  const isWeb = /^https?:\/\//.test(target ?? '');
  if (isWeb && query.get('show_success') !== 'true') return location.assign(target);
  show('Success', text, el('a', { href: isWeb ? target : '/account/security' }, 'Done'));
}

function task(title, fields, save, done, ...more) {
  const submit = () =>
    attempt(async () => {
      await save();
      finish(done);
    });
  const nodes = fields.map(({ node }) => node);
  show(title, title, ...more, form(submit, ...nodes, submitButton('Save')));
}

/** Asks for the password first; who has none cannot prove anything here. */
function verified(me, next) {
  if (hasProof()) return next();
  if (!me.hasPassword) return fail();
  const password = field('Password', { type: 'password', name: 'password' });
  const submit = () =>
    attempt(async () => {
      await verify(password.input.value);
      await next();
    });
  show(
    'Verify your identity',
    'Verify your identity',
    form(submit, password.node, submitButton('Continue')),
  );
}

const link = (path, text) => el('p', {}, el('a', { href: `/account/${path}` }, text));
const row = (label, value) => el('p', {}, el('strong', {}, label), ` ${value ?? '–'}`);

async function security({ me, can, factors }) {
  const own = can('mfa') ? await call('GET', 'my-account/mfa-verifications') : [];
  show(
    'Security',
    'Security',
    can('username') && row('Username', me.username),
    can('username') && link('username', 'Change username'),
    can('email') && row('Email', me.primaryEmail),
    can('email') && link('email', 'Change email'),
    can('password') && link('password', me.hasPassword ? 'Change password' : 'Set a password'),
    ...own.map(({ id, type }) =>
      el(
        'p',
        {},
        type === 'Totp' ? 'Authenticator app' : 'Backup codes',
        el('button', { type: 'button', class: 'plain', onclick: () => remove(me, id) }, 'Remove'),
      ),
    ),
    can('mfa') && factors.includes('Totp') && link('authenticator-app', 'Add authenticator app'),
    can('mfa') &&
      factors.includes('BackupCode') &&
      link('backup-codes/generate', 'New backup codes'),
    can('session') && link('sessions', 'Sessions'),
  );
}

const remove = (me, id) =>
  verified(me, async () => {
    await call('DELETE', `my-account/mfa-verifications/${id}`);
    location.reload();
  });

async function listSessions() {
  const { sessions } = await call('GET', 'my-account/sessions');
  const end = ({ payload }) =>
    attempt(async () => {
      await call('DELETE', `my-account/sessions/${payload.uid}?revokeGrantsTarget=all`);
      await listSessions();
    });
  show(
    'Sessions',
    'Sessions',
    ...sessions.map((one) =>
      el(
        'section',
        {},
        el('p', {}, one.lastSubmission.signInContext.userAgent),
        one.isCurrent
          ? el('p', { class: 'muted' }, 'This device')
          : el('button', { type: 'button', onclick: () => end(one) }, 'Sign out'),
      ),
    ),
  );
}

function profile({ me }) {
  const name = field('Name', { name: 'name', value: me.name ?? '' });
  const given = field('First name', { name: 'givenName', value: me.profile?.givenName ?? '' });
  const family = field('Last name', { name: 'familyName', value: me.profile?.familyName ?? '' });
  const save = async () => {
    await call('PATCH', 'my-account', { name: name.input.value });
    await call('PATCH', 'my-account/profile', {
      givenName: given.input.value,
      familyName: family.input.value,
    });
  };
  task('Profile', [name, given, family], save, 'Profile updated');
}

function password() {
  const wanted = field('New password', { type: 'password', name: 'newPassword' });
  const save = () => call('POST', 'my-account/password', { password: wanted.input.value });
  task('Set a password', [wanted], save, 'Password updated');
}

function username({ me }) {
  const wanted = field('Username', { name: 'username', value: me.username ?? '' });
  const save = () => call('PATCH', 'my-account', { username: wanted.input.value });
  task('Username', [wanted], save, 'Username updated');
}

// Ends at the code that would have to be sent: the tenant has nothing to send it with.
function email() {
  const wanted = field('Email', {
    type: 'email',
    name: 'email',
    value: query.get('identifier') ?? '',
  });
  const save = () =>
    call('POST', 'verifications/verification-code', {
      identifier: { type: 'email', value: wanted.input.value },
    });
  task('Email', [wanted], save, 'Email updated');
}

async function authenticatorApp() {
  const { secret } = await call('POST', 'my-account/mfa-verifications/totp-secret/generate');
  const code = field('Code', { name: 'code', inputmode: 'numeric', autocomplete: 'one-time-code' });
  const save = () =>
    call('POST', 'my-account/mfa-verifications', { type: 'Totp', secret, code: code.input.value });
  task('Add authenticator app', [code], save, 'Authenticator app added', row('Secret', secret));
}

async function backupCodes() {
  const { codes } = await call('POST', 'my-account/mfa-verifications/backup-codes/generate');
  const save = () => call('POST', 'my-account/mfa-verifications', { type: 'BackupCode', codes });
  task('Backup codes', [], save, 'Backup codes added', el('pre', {}, codes.join('\n')));
}

/** path → the field it needs, the factor it needs, whether it asks for the password, the page. */
const PAGES = {
  '/account/security': { open: security },
  '/account/sessions': { needs: 'session', verify: true, open: listSessions },
  '/account/profile': { needs: 'profile', open: profile },
  '/account/password': { needs: 'password', verify: true, open: password },
  '/account/username': { needs: 'username', verify: true, open: username },
  '/account/email': { needs: 'email', verify: true, open: email },
  '/account/authenticator-app': {
    needs: 'mfa',
    factor: 'Totp',
    verify: true,
    open: authenticatorApp,
  },
  '/account/backup-codes/generate': {
    needs: 'mfa',
    factor: 'BackupCode',
    verify: true,
    open: backupCodes,
  },
};

const settingsAt = async (path) => (await fetch(`/api/.well-known/${path}`)).json();

async function start() {
  const [center, { mfa }] = await Promise.all([
    settingsAt('account-center'),
    settingsAt('sign-in-exp'),
  ]);
  if (!center.enabled) return fail();
  if (location.pathname === '/account') return finishSignIn();
  if (!currentToken()) return signIn();
  const page = PAGES[location.pathname];
  const can = (name) => (center.fields[name] ?? 'Off') !== 'Off';
  const isOffered =
    (!page.needs || can(page.needs)) && (!page.factor || mfa.factors.includes(page.factor));
  if (!isOffered) return fail();
  await attempt(async () => {
    const me = await call('GET', 'my-account');
    const open = () => page.open({ me, can, factors: mfa.factors });
    // Who has nothing to prove anything by may set a first password without.
    const ask = page.verify && me.hasSecurityVerificationMethod;
    await (ask ? verified(me, open) : open());
  });
}

start().catch(fail);
