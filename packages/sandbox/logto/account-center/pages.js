// path → who may open it, what has to be shown first, and the page.

import {
  authenticatorApp,
  backupCodes,
  canAddBackupCodes,
  canAddTotp,
  newBackupCodes,
} from './factors.js';
import { email, phone, username } from './identifiers.js';
import { password } from './password.js';
import { security } from './security.js';
import { sessions } from './sessions.js';

const PROTECTED = ['username', 'email', 'phone', 'password', 'mfa'];
const SWITCHED_OFF = 'error.feature_not_enabled';

const needs = (field) => (app) => !app.canEdit(field) && SWITCHED_OFF;
const needsFactor = (factor, problem) => (app) =>
  needs('mfa')(app) || (!app.settings.mfa.factors.includes(factor) && problem);
const needsTotp = needsFactor('Totp', 'account_center.mfa.totp_not_enabled');
const needsBackupCode = needsFactor('BackupCode', 'account_center.mfa.backup_code_not_enabled');
/** The tenant has neither passkeys nor social connectors: these pages end at what they lack. */
const passkey = {
  problem: (app) =>
    app.canEdit('passkey') || (app.center.fields.passkey === undefined && app.canEdit('mfa'))
      ? 'account_center.mfa.passkey_not_enabled'
      : SWITCHED_OFF,
};
const social = { problem: (app) => needs('social')(app) || 'account_center.social.not_enabled' };

const isProtected = (app) => (field) =>
  app.can(field) && (field !== 'mfa' || app.settings.mfa.factors.length > 0);
const tabs = [
  {
    path: '/account/security',
    label: 'account_center.page.sidebar_security',
    isOffered: (app) => PROTECTED.some(isProtected(app)),
    open: security,
  },
  {
    path: '/account/sessions',
    label: 'account_center.page.sidebar_sessions',
    isOffered: (app) => app.can('session'),
    open: sessions,
  },
];

const pages = {
  ...Object.fromEntries(tabs.map((tab) => [tab.path, tab])),
  '/account/username': {
    problem: needs('username'),
    isPrefilled: true,
    verify: true,
    open: username,
  },
  '/account/email': { problem: needs('email'), isPrefilled: true, verify: true, open: email },
  '/account/phone': { problem: needs('phone'), isPrefilled: true, verify: true, open: phone },
  '/account/password': {
    problem: needs('password'),
    verify: true,
    allowsFirst: true,
    open: password,
  },
  '/account/authenticator-app': {
    problem: needsTotp,
    isReady: canAddTotp,
    verify: true,
    open: (app) => authenticatorApp(app, false),
  },
  '/account/authenticator-app/replace': {
    problem: needsTotp,
    verify: true,
    open: (app) => authenticatorApp(app, true),
  },
  '/account/backup-codes/generate': {
    problem: needsBackupCode,
    isReady: (app) => canAddBackupCodes(app, false),
    verify: true,
    open: (app) => newBackupCodes(app, false),
  },
  '/account/backup-codes/regenerate': {
    problem: needsBackupCode,
    isReady: (app) => canAddBackupCodes(app, true),
    verify: true,
    open: (app) => newBackupCodes(app, true),
  },
  '/account/backup-codes/manage': { problem: needsBackupCode, verify: true, open: backupCodes },
  '/account/passkey/add': passkey,
  '/account/passkey/manage': passkey,
};

const SOCIAL = /^\/account\/social\/[^/]+(\/change|\/remove)?$/;

export const routes = {
  tabs,
  find: (path) => pages[path] ?? (SOCIAL.test(path) ? social : undefined),
  /** What a task says when it is done. */
  success: {
    '/account/email/success': 'email',
    '/account/phone/success': 'phone',
    '/account/username/success': 'username',
    '/account/password/success': 'password',
    '/account/authenticator-app/success': 'totp',
    '/account/authenticator-app/replace/success': 'totp_replaced',
    '/account/backup-codes/success': 'backup_code',
    '/account/passkey/success': 'passkey',
    '/account/social/success': 'default',
  },
};
