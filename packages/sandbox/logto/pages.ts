/** The pages of the tenant: one shell for the sign-in experience, its scripts, and consent. */
import { readdirSync, readFileSync } from 'node:fs';
import { html, page, trustedMarkup } from '../engine/html.ts';
import { type Handler, type Routes, redirect, send } from '../engine/http.ts';
import type { Interactions } from './interaction.ts';

const SCRIPTS = new URL('./experience/', import.meta.url);
const STYLE =
  '<style>.code{display:flex;gap:8px}.code input{text-align:center;padding:0!important;appearance:textfield}' +
  '.code input::-webkit-inner-spin-button{display:none}[role=button]:not([hidden]){cursor:pointer;display:inline-block;margin-right:16px}' +
  '[role=dialog]{position:fixed;inset:auto 0 0;margin:auto;max-width:400px;top:25%;height:max-content;padding:24px;background:var(--raised);border:1px solid var(--line);border-radius:8px}' +
  '.backup-codes{font-family:monospace}main img{display:block}</style>';

const shell = page(
  'Sign in',
  html`${trustedMarkup(STYLE)}<main></main>${trustedMarkup('<script type="module" src="/experience/app.js"></script>')}`,
  { who: 'Logto sandbox' },
);

const OPEN = [
  '/unknown-session',
  '/account-suspended',
  '/identifier-sign-in',
  '/identifier-register',
  '/reset-password',
  '/direct/:method/:target',
  '/one-time-token',
  '/one-time-token/error',
  '/callback/:connector',
  '/callback/social/:connector',
  '/mfa-onboarding',
  '/mfa-binding/:factor',
  '/mfa-verification',
  '/mfa-verification/:factor',
];
/** A page of a sign-in that isn't going on (a stale tab, a bookmark) leads to one page (docs/vendors.md L7). */
const GUARDED = [
  '/',
  '/sign-in',
  '/register',
  '/register/password',
  '/single-sign-on',
  '/single-sign-on/email',
  '/single-sign-on/connectors',
];

export function pageRoutes(interactions: Interactions): Routes {
  const { tenant } = interactions;
  const open: Handler = ({ res }) => send(res, 200, shell);
  const refuse: Handler = ({ res }) =>
    redirect(res, tenant.signInExperience.unknownSessionRedirectUrl ?? '/unknown-session', 302);
  const guarded: Handler = async (exchange) =>
    (await interactions.exists(exchange.req, exchange.res)) ? open(exchange) : refuse(exchange);

  const routes: Routes = {
    async 'GET /consent'(exchange) {
      const { req, res } = exchange;
      const next = await interactions.consent(req, res).catch(() => undefined);
      if (next) redirect(res, next);
      else await refuse(exchange);
    },
  };
  for (const path of OPEN) routes[`GET ${path}`] = open;
  for (const path of GUARDED) routes[`GET ${path}`] = guarded;
  for (const script of readdirSync(SCRIPTS)) {
    const source = readFileSync(new URL(script, SCRIPTS), 'utf8');
    routes[`GET /experience/${script}`] = ({ res }) =>
      send(res, 200, source, { 'content-type': 'text/javascript; charset=utf-8' });
  }
  return routes;
}
