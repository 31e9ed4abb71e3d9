/**
 * The org's pages. The field names, `data-se` marks and messages are those of Okta's Sign-In Widget
 * (docs/vendors.md O4), so that one Playwright helper signs in here and at a real org.
 */
import { html, page } from '../engine/html.ts';
import type { OktaFactorSeed } from '../seed.ts';

type Markup = ReturnType<typeof html>;

const WHO = 'Okta sandbox';

const oktaPage = (title: string, content: Markup) =>
  page(`Acme - ${title}`, html`<main>${content}</main>`, { who: WHO });

/** Without `submit`, the fields bring buttons of their own. */
type Step = { action: string; title?: string; error?: string; submit?: string; fields: Markup };

const stepPage = ({ action, title, error, submit, fields }: Step) =>
  oktaPage(
    'Sign In',
    html`<p class="muted">Acme</p>
<h1>Sign In</h1>
${title && html`<h2 class="muted">${title}</h2>`}
${error && html`<div role="alert" class="o-form-error-container" data-se="callout">${error}</div>`}
<form method="post" action="${action}">
${fields}
${submit && html`<input type="submit" class="button button-primary" data-type="save" data-se="save" value="${submit}">`}
</form>`,
  );

const whoIsSigningIn = (login: string) => html`<p><span class="identifier">${login}</span></p>`;

const backToSignIn = (base: string) =>
  html`<p><a href="${base}/cancel" data-se="cancel">Back to sign in</a></p>`;

/** `base` is the address of this one sign-in: each step posts to a path below it. */
export const identifierPage = (base: string, view: { login?: string; error?: string }) =>
  stepPage({
    action: `${base}/identify`,
    error: view.error,
    submit: 'Next',
    fields: html`<label for="identifier">Username</label>
<input id="identifier" name="identifier" type="text" value="${view.login}" autocomplete="username" autofocus>
<p><label><input name="rememberMe" type="checkbox"> Keep me signed in</label></p>`,
  });

export const passwordPage = (base: string, view: { login: string; error?: string }) =>
  stepPage({
    action: `${base}/password`,
    title: 'Verify with your password',
    error: view.error,
    submit: 'Verify',
    // The hidden field tells a password manager whose password this is.
    fields: html`${whoIsSigningIn(view.login)}
<input name="username" type="text" value="${view.login}" autocomplete="username" hidden readonly>
<label for="passcode">Password</label>
<input id="passcode" name="credentials.passcode" type="password" autocomplete="current-password" autofocus>
${backToSignIn(base)}`,
  });

type FactorType = OktaFactorSeed['type'];

const FACTORS = {
  google_authenticator: {
    name: 'Google Authenticator',
    label: 'Select Google Authenticator.',
    // The same name as the password's: a test tells them apart by `type` (docs/vendors.md O4).
    field: 'credentials.passcode',
  },
  okta_verify: {
    name: 'Okta Verify',
    label: 'Select to enter a code from the Okta Verify app.',
    field: 'credentials.totp',
  },
};

export const codeFieldOf = (type: FactorType) => FACTORS[type].field;

export const factorsPage = (
  base: string,
  view: { login: string; types: FactorType[]; error?: string },
) =>
  stepPage({
    action: `${base}/factor`,
    title: "Verify it's you with a security method",
    error: view.error,
    fields: html`${whoIsSigningIn(view.login)}
${view.types.map((type) => {
  const { name, label } = FACTORS[type];
  return html`<button name="factor" value="${type}" data-se="authenticator-button" aria-label="${label}">${name}</button>`;
})}
${backToSignIn(base)}`,
  });

export const codePage = (
  base: string,
  view: { login: string; type: FactorType; canSwitch: boolean; error?: string },
) =>
  stepPage({
    action: `${base}/code`,
    title: `Verify with ${FACTORS[view.type].name}`,
    error: view.error,
    submit: 'Verify',
    fields: html`${whoIsSigningIn(view.login)}
<label for="passcode">Enter code</label>
<input id="passcode" name="${FACTORS[view.type].field}" type="text" inputmode="numeric" autocomplete="off" autofocus>
${view.canSwitch && html`<p><a href="${base}/factors" data-se="switchAuthenticator">Verify with something else</a></p>`}
${backToSignIn(base)}`,
  });

export const staySignedInPage = (base: string, view: { login: string; error?: string }) =>
  stepPage({
    action: `${base}/stay`,
    title: 'Keep me signed in',
    error: view.error,
    fields: html`${whoIsSigningIn(view.login)}
<button name="stay" value="yes" data-se="stay-signed-in-btn">Stay signed in</button>
<button name="stay" value="no" class="plain" data-se="do-not-stay-signed-in-btn">Don't stay signed in</button>`,
  });

export const consentPage = (action: string, app: string, scopes: string[]) =>
  oktaPage(
    'Consent',
    html`<p class="muted">Acme</p>
<h1>${app} would like to access:</h1>
<ul>${scopes.map((scope) => html`<li>${scope}</li>`)}</ul>
<form method="post" action="${action}">
<button name="consent" value="allow" data-type="save" data-se="save">Allow Access</button>
<button name="consent" value="deny" class="plain" data-se="cancel">Cancel</button>
</form>`,
  );

export const dashboardPage = (login: string, tiles: { label: string; href: string }[]) =>
  oktaPage(
    'My Apps',
    html`${whoIsSigningIn(login)}
<h1>My Apps</h1>
${tiles.length === 0 && html`<p>No apps are assigned to you.</p>`}
<ul>${tiles.map(({ label, href }) => html`<li><a href="${href}" data-se="app-card">${label}</a></li>`)}</ul>
<p><a href="/login/signout">Sign out</a></p>`,
  );

export const noAccessPage = () =>
  oktaPage(
    'Access denied',
    html`<p class="muted">Acme</p>
<h1>Access to this application is denied</h1>
<p>User is not assigned to this application.</p>`,
  );

export const signedOutPage = () =>
  oktaPage('Signed out', html`<p class="muted">Acme</p><h1>You are signed out of Acme</h1>`);

/** Where Okta must not send the browser back, it stops on a page of its own. */
export const badRequestPage = (reason: string) =>
  oktaPage(
    'Error',
    html`<p class="muted">Acme</p>
<h1>400 Bad Request</h1>
<p>Your request resulted in an error. ${reason}</p>`,
  );
