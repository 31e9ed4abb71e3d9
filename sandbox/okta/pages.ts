/**
 * The org's pages. The field names, `data-se` marks and messages are those of Okta's Sign-In Widget
 * (docs/vendors.md O4), so that one Playwright helper signs in here and at a real org.
 */
import { html, page } from '#sandbox/engine/html.ts';

type Markup = ReturnType<typeof html>;

const WHO = 'Okta sandbox';

const oktaPage = (title: string, content: Markup) =>
  page(`Acme - ${title}`, html`<main>${content}</main>`, { who: WHO });

type Step = { action: string; title?: string; error?: string; submit: string; fields: Markup };

const stepPage = ({ action, title, error, submit, fields }: Step) =>
  oktaPage(
    'Sign In',
    html`<p class="muted">Acme</p>
<h1>Sign In</h1>
${title && html`<h2 class="muted">${title}</h2>`}
${error && html`<div role="alert" class="o-form-error-container" data-se="callout">${error}</div>`}
<form method="post" action="${action}">
${fields}
<input type="submit" class="button button-primary" data-type="save" data-se="save" value="${submit}">
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

/** The same field name as the password's: a test tells them apart by `type` (docs/vendors.md O4). */
export const codePage = (base: string, view: { login: string; error?: string }) =>
  stepPage({
    action: `${base}/code`,
    title: 'Verify with Google Authenticator',
    error: view.error,
    submit: 'Verify',
    fields: html`${whoIsSigningIn(view.login)}
<label for="passcode">Enter code</label>
<input id="passcode" name="credentials.passcode" type="text" inputmode="numeric" autocomplete="off" autofocus>
${backToSignIn(base)}`,
  });

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
