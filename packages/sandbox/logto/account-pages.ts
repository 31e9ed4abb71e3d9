/**
 * The account center's pages: a shell and its scripts, which sign in as the tenant's built-in
 * application and then call the account API like any other.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { html, page, trustedMarkup } from '../engine/html.ts';
import { type Handler, type Routes, readJson, send } from '../engine/http.ts';
import { otpauthUrl, qrCode } from './qr-code.ts';

const ASSETS = new URL('./account-center/', import.meta.url);
const TYPES: Record<string, string> = {
  js: 'text/javascript',
  css: 'text/css',
  json: 'application/json',
};
/** Which pages there are is the scripts' business: every address below gets them. */
const DEPTHS = ['', '/', '/:a', '/:a/:b', '/:a/:b/:c', '/:a/:b/:c/:d'];

const shell = page(
  'Account Center',
  html`${trustedMarkup('<link rel="stylesheet" href="/account/assets/account.css">')}
<div id="account"></div>
${trustedMarkup('<script type="module" src="/account/assets/app.js"></script>')}`,
  { who: 'Logto sandbox' },
);

export function accountPageRoutes(): Routes {
  const routes: Routes = {
    // Logto's page draws it in the browser, by a bundled library; these pages have no bundler.
    async 'POST /account/assets/qr-code'({ req, res }) {
      const { secret, name, issuer } = await readJson(req);
      const url = otpauthUrl(String(secret), String(name), String(issuer), false);
      send(res, 200, await qrCode(url), { 'content-type': 'text/plain; charset=utf-8' });
    },
  };
  for (const name of readdirSync(ASSETS)) {
    const text = readFileSync(new URL(name, ASSETS), 'utf8');
    const type = TYPES[name.slice(name.lastIndexOf('.') + 1)];
    routes[`GET /account/assets/${name}`] = ({ res }) =>
      send(res, 200, text, { 'content-type': `${type}; charset=utf-8` });
  }
  const open: Handler = ({ res }) => send(res, 200, shell, { 'logto-static-package': 'account' });
  for (const depth of DEPTHS) routes[`GET /account${depth}`] = open;
  return routes;
}
